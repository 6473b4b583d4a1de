/**
 * A trained network as it is evaluated on a split, with what is read of it for each image. What can be run of it:
 * - `load`: reads the split from its files.
 * - `NAME/read` (images, and where blocks can be left out `kept`): what the probe of this name reads of a batch, flat.
 * - `writeWeights0` (valuesWeights0), …1, …: parameters and running statistics.
 */
import { reshape } from '../../graph/arithmetic.ts'
import type { SplitName } from '../../datasets/dataset.ts'
import { deletableBlocks, type DeletableBlock } from '../../graph/deletable-blocks.ts'
import type { GraphTensor } from '../../graph/graph-layer.ts'
import { directFor, type Outliers } from '../../graph/outliers.ts'
import { size } from '../../graph/tensors.ts'
import { emitScaled, emitSplit } from '../data-input.ts'
import { expectedBranches, largestEvaluationBatch } from '../evaluation-graph.ts'
import { GraphWriter } from '../graph-writer.ts'
import { emitForward, type Bypasses } from '../network.ts'
import { networkVariables } from '../network-variables.ts'
import { kernelPlan, noKernels, type KernelPlan } from '../../graph/kernel-plan.ts'
import type { ProgramRequest } from '../program.ts'
import type { NodeDef } from '../saved-model.ts'
import { emitState, type StatePart } from '../state-graph.ts'
import { survivalChances } from '../step-draws.ts'
import type { Probe } from './probes.ts'

export interface InspectionRequest extends Pick<ProgramRequest, 'graph' | 'recipe' | 'dataset' | 'kernels'> {
  /** What its run found: in bfloat16 those convolutions are direct ones, as they were in training and evaluation. */
  readonly outliers: readonly Outliers[]
  readonly split: SplitName
  /** By the names that they are run by. */
  readonly probes: Readonly<Record<string, Probe>>
  /** Whether blocks can be left out. */
  readonly withLesions: boolean
}

export interface InspectionGraph {
  readonly nodes: readonly NodeDef[]
  readonly weights: readonly StatePart[]
  /** What can be left out, in the order of `kept`; none unless asked for. */
  readonly blocks: readonly DeletableBlock[]
  /** Images in one run. */
  readonly batch: number
}

export function inspectionGraph(request: InspectionRequest): InspectionGraph {
  const { graph, recipe, dataset, split, probes, withLesions } = request
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const batch = Math.min(largestEvaluationBatch, dataset[split].count)
  const images = writer.placeholder('images', 'int32', [batch])
  const blocks = withLesions ? deletableBlocks(graph) : []
  const bypasses = emitBypasses(writer, blocks)
  const branchFactors = expectedBranches(writer, graph, recipe)
  const decoded = emitSplit(writer, split, dataset, dataset[split])
  writer.target('load', writer.floats([0], []), decoded.load)

  const image = writer.cast(emitScaled(writer, writer.gather(decoded.images, images), dataset), recipe.precision)
  const kernels = planOf(request, blocks)
  const pass = emitForward(writer, graph, variables, image, false, { branchFactors, kernels, bypasses })
  for (const [name, probe] of Object.entries(probes)) {
    const read = writer.within(name, () => probe.emit(writer, graph, pass))
    writer.target(`${name}/read`, reshape(writer, read, [size(read.shape)]), [])
  }
  const weights = emitState(writer, 'Weights', new Map([...variables.parameters, ...variables.statistics]))
  return { nodes: writer.nodes, weights, blocks, batch }
}

/** Fed as `kept`: 1 for each block that stays, 0 for one that is left out. */
function emitBypasses(writer: GraphWriter, blocks: readonly DeletableBlock[]): Bypasses {
  if (blocks.length === 0) return new Map()
  const kept = writer.placeholder('kept', 'int32', [blocks.length])
  const flags = writer.node(
    'Unpack',
    [kept],
    { T: { type: 'int32' }, num: { int: blocks.length }, axis: { int: 0 } },
    blocks.map(() => ({ type: 'int32', shape: [] })),
  )
  const asCondition = (flag: GraphTensor): GraphTensor =>
    writer.op(
      'Cast',
      [flag],
      { SrcT: { type: 'int32' }, DstT: { type: 'bool' }, Truncate: { bool: false } },
      { type: 'bool', shape: [] },
    )
  return new Map(
    blocks.flatMap(({ end, instead }, index) => {
      const flag = flags[index]
      return flag === undefined ? [] : [[end, { kept: asCondition(flag), instead }]]
    }),
  )
}

/** Our own kernels, which give out what probes read, and what another output may take the place of. */
function planOf(request: InspectionRequest, blocks: readonly DeletableBlock[]): KernelPlan {
  const { graph, recipe, kernels, outliers, probes } = request
  if (kernels === undefined) return noKernels
  const scaled = new Set(survivalChances(graph, recipe).keys())
  const read = new Set([...Object.values(probes).flatMap((probe) => probe.reads(graph)), ...blocks.map(({ end }) => end)])
  const { precision } = recipe
  return kernelPlan({ graph, precision, segments: [], scaled, read, direct: directFor(outliers, precision) })
}
