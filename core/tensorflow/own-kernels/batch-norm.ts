/** BN, the addition behind it and ReLU by one kernel forward and one backward. */
import { like, typeOf, type Emitter, type GraphTensor } from '../../graph/graph-layer.ts'
import { epsilon, share } from '../../graph/layers/batch-norm.ts'

/** What BN computes with, each [channels]. */
export interface BatchNormValues {
  readonly scale: GraphTensor
  readonly offset: GraphTensor
  /** Of the batch, or those that run along. */
  readonly mean: GraphTensor
  readonly variance: GraphTensor
}

export interface Behind {
  readonly shortcut: GraphTensor | null
  readonly relu: boolean
}

export interface TrainedBatchNorm {
  readonly output: GraphTensor
  readonly mean: GraphTensor
  readonly variance: GraphTensor
  readonly nextMean: GraphTensor
  readonly nextVariance: GraphTensor
}

/** With the statistics of the batch, which it gives too. `values`: those that run along. */
export function emitTrained(emit: Emitter, input: GraphTensor, values: BatchNormValues, behind: Behind): TrainedBatchNorm {
  const each = like(values.scale)
  const [output, nextMean, nextVariance, mean, variance] = emit.node(
    'StagecraftBatchNorm',
    [input, values.scale, values.offset, values.mean, values.variance, ...shortcuts(behind)],
    { ...attributes(input, behind), share: { float: share } },
    [like(input), each, each, each, each],
  )
  if (
    output === undefined ||
    nextMean === undefined ||
    nextVariance === undefined ||
    mean === undefined ||
    variance === undefined
  )
    throw new Error('BN has five outputs.')
  return { output, mean, variance, nextMean, nextVariance }
}

/** With the statistics given. */
export function emitApplied(emit: Emitter, input: GraphTensor, values: BatchNormValues, behind: Behind): GraphTensor {
  const { scale, offset, mean, variance } = values
  const inputs = [input, scale, offset, mean, variance, ...shortcuts(behind)]
  return emit.op('StagecraftBatchNormApply', inputs, attributes(input, behind), like(input))
}

export interface BatchNormGradients {
  readonly byInput: GraphTensor
  readonly byScale: GraphTensor
  readonly byOffset: GraphTensor
  /** What goes back through ReLU, to what was added too; null where it was not written. */
  readonly through: GraphTensor | null
}

/** `gradients`, one or two, are added; `output` is what the forward pass gave. */
export function emitGradients(
  emit: Emitter,
  input: GraphTensor,
  values: BatchNormValues,
  gradients: readonly GraphTensor[],
  output: GraphTensor,
  { shortcut, relu }: Behind,
): BatchNormGradients {
  // Whether ReLU let a number through is seen from BN's input, unless something was added.
  const outputs = relu && shortcut !== null ? [output] : []
  const isWritten = gradients.length > 1 || (relu && shortcut !== null)
  const each = like(values.scale)
  const [byInput, byScale, byOffset, through] = emit.node(
    'StagecraftBatchNormGradient',
    [input, values.scale, values.offset, values.mean, values.variance, ...gradients, ...outputs],
    {
      ...typeOf(input),
      gradients: { int: gradients.length },
      outputs: { int: outputs.length },
      relu: { bool: relu },
      epsilon: { float: epsilon },
      through: { bool: isWritten },
    },
    [like(input), each, each, like(input)],
  )
  if (byInput === undefined || byScale === undefined || byOffset === undefined || through === undefined)
    throw new Error('The gradient of BN has four outputs.')
  return { byInput, byScale, byOffset, through: isWritten ? through : null }
}

export function attributes(input: GraphTensor, { shortcut, relu }: Behind) {
  return {
    ...typeOf(input),
    shortcuts: { int: shortcut === null ? 0 : 1 },
    relu: { bool: relu },
    epsilon: { float: epsilon },
  } as const
}

export function shortcuts({ shortcut }: Behind): readonly GraphTensor[] {
  return shortcut === null ? [] : [shortcut]
}
