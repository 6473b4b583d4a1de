/** Exports a design or a run to files: what the command line and the lab both do. */
import { existsSync, mkdirSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, resolve } from 'node:path'
import type { Architecture } from '../architecture/architecture.ts'
import { blockRule } from '../architecture/blocks.ts'
import { lower } from '../architecture/lower.ts'
import { writePartsDurably } from '../files/durable.ts'
import { Failure, isDiskFull, isReadOnly } from '../files/failure.ts'
import type { Tensors } from '../files/safetensors.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { checkpointLister, checkpointPath, describeCheckpoints } from '../store/checkpoints.ts'
import { readCheckpoint } from '../store/checkpoint-file.ts'
import { importText, isImport } from '../store/origin.ts'
import type { RunRecord } from '../store/run.ts'
import { initialState } from '../tensorflow/initial-state.ts'
import { survivalChances } from '../tensorflow/step-draws.ts'
import type { ExportedWeights } from './exported-network.ts'
import { exportedFiles, type ExportedFile } from './files.ts'
import type { ExportFormat, WrittenFile } from './formats.ts'
import { evaluatedWeights, withBranchFactors } from './weights.ts'

/** What is exported, apart from how. */
export interface Exported {
  readonly name: string
  readonly graph: LayerGraph
  /** What the blocks of a stage are called: `Basic`. */
  label(stage: number): string
  /** Made when a format asks for them: large ones take seconds. */
  weights(): Tensors
  /** Where the weights come from, in words. */
  readonly from: string
  readonly scaling: ExportedWeights['scaling']
}

export type WantedCheckpoint = number | 'best' | 'last'

/** Seed of the initial values that a design is exported with. */
const seed = 1

/** A design with the values that a run of seed 1 begins with. Throws a Failure `design-invalid` for one with errors. */
export function exportedDesign(architecture: Architecture): Exported {
  const graph = graphOf(architecture)
  const recipe = { seed, optimizer: plainOptimizer, averaging: { kind: 'none' }, precision: 'float32' } as const
  const weights = (): Tensors => evaluatedWeights(graph, initialState(graph, recipe))
  return {
    name: architecture.name,
    graph,
    label: labelsOf(architecture),
    weights,
    from: `initial values of seed ${seed}`,
    scaling: null,
  }
}

/** Initial values do not depend on it. */
const plainOptimizer = { kind: 'sgd', momentum: 0, nesterov: false, weightDecay: 0, decayScope: 'all' } as const

/**
 * A run as evaluation would see it at a checkpoint: averaged weights where it averages, drop path's factors within the weights. `scaling` is that of
 * its data set, where it is known. Throws a Failure: `no-checkpoint`, `checkpoint-unusable`.
 */
export function exportedRun(folder: string, record: RunRecord, wanted: WantedCheckpoint, scaling: Exported['scaling']): Exported {
  const graph = graphOf(record.architecture)
  const step = stepOf(folder, record, wanted)
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

function stepOf(folder: string, record: RunRecord, wanted: WantedCheckpoint): number {
  const { usable } = checkpointLister().list(folder, record.id)
  const described = describeCheckpoints(usable, record.recipe, record.stepsPerEpoch)
  const found =
    wanted === 'last'
      ? described[0]
      : described.find(({ step, kept }) => (wanted === 'best' ? kept.includes('best') : step === wanted))
  if (found !== undefined) return found.step
  const what = typeof wanted === 'number' ? `no checkpoint of step ${wanted}` : `no ${wanted} checkpoint`
  const others = described.map(({ step }) => step).join(', ')
  throw new Failure(
    'no-checkpoint',
    `${record.name} has ${what}.`,
    others === '' ? 'Resume it: a checkpoint is written as it trains.' : `It has those of steps ${others}.`,
  )
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

/** The files, before they are anywhere. Throws a Failure where the format cannot hold the network. */
export function filesOf(exported: Exported, { format, withWeights, features }: WhatToWrite, name: string): ExportedFile[] {
  const { weights, from, scaling, graph, label } = exported
  const network = { name: exported.name, graph, label, features }
  return exportedFiles({ network, format, name, weights, withWeights, from, scaling })
}

/**
 * Writes the files into `folder`, under `name`. Nothing is written over: throws a Failure `export-exists` where one is there already,
 * `export-unwritable` where the folder takes none.
 */
export function writeExport(exported: Exported, what: WhatToWrite, folder: string, name: string): WrittenFile[] {
  const files = filesOf(exported, what, name)
  const taken = files.map(({ path }) => join(folder, path)).find((path) => existsSync(path))
  if (taken !== undefined) {
    throw new Failure('export-exists', `${taken} is there already.`, 'Name another place, or move it away first.')
  }
  try {
    return files.map(({ path, parts }) => {
      const file = join(folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writePartsDurably(file, parts)
      return { path: file, bytes: statSync(file).size }
    })
  } catch (thrown) {
    if (isReadOnly(thrown))
      throw new Failure('export-unwritable', `Nothing can be written into ${folder}.`, 'Name another place.')
    if (isDiskFull(thrown))
      throw new Failure('export-unwritable', `The disk of ${folder} is full.`, 'Free space, or name another place.')
    throw thrown
  }
}

/** Where a path that a person typed leads: the folder, and the name of the files in it, without what follows the dot. */
export function exportPlace(out: string): { folder: string; name: string } {
  const path = resolve(out)
  return { folder: dirname(path), name: basename(path, extname(path)) }
}
