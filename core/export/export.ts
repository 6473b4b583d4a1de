/** What is exported of a design or a run. */
import type { Architecture } from '../architecture/architecture.ts'
import { blockRule } from '../architecture/blocks.ts'
import { lower } from '../architecture/lower.ts'
import { Failure } from '../files/failure.ts'
import type { Tensor, Tensors } from '../files/safetensors.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { checkpointPath } from '../store/checkpoints.ts'
import { readCheckpoint } from '../store/checkpoint-file.ts'
import { importText, isImport } from '../store/origin.ts'
import type { RunRecord } from '../store/run.ts'
import { wantedStep, type WantedCheckpoint } from '../store/wanted-checkpoint.ts'
import { initialTensors } from '../tensorflow/initial-state.ts'
import { survivalChances } from '../tensorflow/step-draws.ts'
import type { ExportedWeights } from './exported-network.ts'
import { exportedFiles, type ExportedFile } from './files.ts'
import type { ExportFormat } from './formats.ts'
import { evaluatedWeights, withBranchFactors } from './weights.ts'

/** What is exported, apart from how. */
export interface Exported {
  readonly name: string
  readonly graph: LayerGraph
  /** What the blocks of a stage are called: `Basic`. */
  label(stage: number): string
  /** Made when a format asks for them. Large ones take seconds: `made` is told of numbers as they are there. */
  weights(made?: (numbers: number) => void): Tensors
  /** Where the weights come from, in words. */
  readonly from: string
  readonly scaling: ExportedWeights['scaling']
}

/** Seed of the initial values that a design is exported with. */
const seed = 1

/** A design with the values that a run of seed 1 begins with. Throws a Failure `design-invalid` for one with errors. */
export function exportedDesign(architecture: Architecture): Exported {
  const graph = graphOf(architecture)
  const weights: Exported['weights'] = (made) => {
    const drawn = new Map<string, Tensor>()
    for (const { name, shape, values } of initialTensors(graph, seed)) {
      drawn.set(name, { shape, values })
      made?.(values.length)
    }
    return drawn
  }
  return {
    name: architecture.name,
    graph,
    label: labelsOf(architecture),
    weights,
    from: `initial values of seed ${seed}`,
    scaling: null,
  }
}

/**
 * A run as evaluation would see it at a checkpoint: averaged weights where it averages, drop path's factors within the weights. `scaling` is that of
 * its data set, where it is known. Throws a Failure: `no-checkpoint`, `checkpoint-unusable`.
 */
export function exportedRun(folder: string, record: RunRecord, wanted: WantedCheckpoint, scaling: Exported['scaling']): Exported {
  const graph = graphOf(record.architecture)
  const step = wantedStep(folder, record, wanted)
  const read = readCheckpoint(checkpointPath(folder, step))
  if (!read.ok) {
    throw new Failure(
      'checkpoint-unusable',
      `The checkpoint of step ${step} cannot be read: ${read.why}.`,
      'Export another one: `lab checkpoints` lists them.',
    )
  }
  const { state, recipe } = read.value
  const weights = (): Tensors => withBranchFactors(graph, evaluatedWeights(graph, state), survivalChances(graph, recipe))
  const averaged = recipe.averaging.kind === 'none' ? '' : ', averaged'
  return {
    name: record.name,
    graph,
    label: labelsOf(record.architecture),
    weights,
    from: `step ${step} of ${record.name}${averaged}${isImport(record.origin) ? `, imported from ${importText(record.origin)}` : ''}`,
    scaling,
  }
}

/** Its network. Throws a Failure `design-invalid` for one with errors. */
export function graphOf(architecture: Architecture): LayerGraph {
  const lowered = lower(architecture)
  if (lowered.ok) return lowered.graph
  const [first] = lowered.problems.filter(({ severity }) => severity === 'error')
  throw new Failure(
    'design-invalid',
    `${architecture.name} has no network yet: ${first?.message ?? ''}`,
    'Mend it in the Design view.',
  )
}

export interface WhatToWrite {
  readonly format: ExportFormat
  readonly withWeights: boolean
  readonly features: boolean
}

/** What the kind of each stage is called. */
function labelsOf({ stages }: Architecture): (stage: number) => string {
  return (stage) => {
    const kind = stages[stage]?.kind
    return kind === undefined ? 'Block' : blockRule(kind).label
  }
}

/**
 * The files, before they are anywhere; `made` is told of weights as they are there. Throws a Failure where the format cannot hold the network.
 */
export function filesOf(
  exported: Exported,
  { format, withWeights, features }: WhatToWrite,
  name: string,
  made?: (numbers: number) => void,
): ExportedFile[] {
  const { from, scaling, graph, label } = exported
  const network = { name: exported.name, graph, label, features }
  return exportedFiles({ network, format, name, weights: () => exported.weights(made), withWeights, from, scaling })
}
