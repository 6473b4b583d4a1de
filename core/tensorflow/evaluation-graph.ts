/** Loss and errors over a split, a batch at a time, with BN's running statistics. */
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { ProgramRequest } from './program.ts'
import { emitScaled, emitTake, type SplitVariables } from './data-input.ts'
import type { GraphWriter } from './graph-writer.ts'
import { emitBeyondFive, emitLoss, emitSum, emitVector } from './loss.ts'
import type { ProgramPlan } from './own-kernels/program-plan.ts'
import { emitForward, type BranchFactors } from './network.ts'
import type { NetworkVariables } from './network-variables.ts'
import { survivalChances } from './step-draws.ts'

/** Activations of evaluation are small beside those of training; more at once than this gains no speed. */
export const largestEvaluationBatch = 250

export interface Evaluated {
  readonly split: SplitVariables
  /** Which images of the split, where not all. */
  readonly images: Int32Array | null
  readonly count: number
  /** Scalar: the first of the batch. */
  readonly from: GraphTensor
  readonly size: number
}

/**
 * [sum of losses, number of wrong answers, number of those beyond the first five] over the images `from` to `from + size`. Batches are all of one size; the last one is filled up
 * with the last image, and what stands beyond the end counts nothing.
 */
export function emitEvaluation(
  writer: GraphWriter,
  request: ProgramRequest,
  variables: NetworkVariables,
  { split, images, count, from, size }: Evaluated,
  { kernels }: ProgramPlan,
): GraphTensor {
  const { graph, recipe, dataset } = request
  const int32 = { T: { type: 'int32' } } as const
  const each = { type: 'int32', shape: [size] } as const
  const positions = writer.op('AddV2', [from, writer.ints([...Array(size).keys()])], int32, each)
  const last = writer.ints([count - 1], [])
  const nearest = writer.op('Minimum', [positions, last], int32, each)
  const indices = images === null ? nearest : emitTake(writer, writer.ints([...images]), nearest)
  const inside = writer.op('LessEqual', [positions, last], int32, { type: 'bool', shape: [size] })
  const counted = writer.op(
    'Cast',
    [inside],
    { SrcT: { type: 'bool' }, DstT: { type: 'float32' }, Truncate: { bool: false } },
    { type: 'float32', shape: [size] },
  )
  const image = emitScaled(writer, writer.gather(split.images, indices), dataset)
  const { scores } = emitForward(writer, graph, variables, writer.cast(image, recipe.precision), false, {
    branchFactors: expectedBranches(writer, graph, recipe),
    kernels,
  })
  const labels = writer.gather(split.labels, indices)
  const { losses, wrong } = emitLoss(writer, scores, labels)
  const sum = (values: GraphTensor): GraphTensor => emitSum(writer, writer.op('Mul', [values, counted], float32, counted))
  return emitVector(writer, [sum(losses), sum(wrong), sum(emitBeyondFive(writer, scores, labels))])
}

/** A branch that was left out of some steps counts as much as it took part in them (Huang et al. 2016, equation 5). */
export function expectedBranches(
  writer: GraphWriter,
  graph: ProgramRequest['graph'],
  recipe: ProgramRequest['recipe'],
): BranchFactors {
  return new Map([...survivalChances(graph, recipe)].map(([id, chance]) => [id, writer.floats([chance], [])]))
}
