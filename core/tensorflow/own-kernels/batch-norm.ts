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

/** What BN's backward pass is made of once its sums are known. */
export interface BatchNormSums {
  readonly byScale: GraphTensor
  readonly byOffset: GraphTensor
  /** By BN's output, or, where `relu`, by that of the ReLU behind it. */
  readonly gradient: GraphTensor
  readonly relu: boolean
}

/** `gradients`, one or two, are added; `output` is what the forward pass gave. */
export function emitSums(
  emit: Emitter,
  input: GraphTensor,
  values: BatchNormValues,
  [first, ...others]: readonly [GraphTensor, ...GraphTensor[]],
  output: GraphTensor,
  { shortcut, relu }: Behind,
): BatchNormSums {
  // Whether ReLU let a number through is seen from BN's input, unless something was added.
  const outputs = relu && shortcut !== null ? [output] : []
  const isWritten = others.length > 0 || (relu && shortcut !== null)
  const each = like(values.scale)
  const [through, byScale, byOffset] = emit.node(
    'StagecraftBatchNormSums',
    [input, ...fourOf(values), first, ...others, ...outputs],
    {
      ...typeOf(input),
      gradients: { int: 1 + others.length },
      outputs: { int: outputs.length },
      relu: { bool: relu },
      epsilon: { float: epsilon },
      writes: { bool: isWritten },
    },
    [like(input), each, each],
  )
  if (through === undefined || byScale === undefined || byOffset === undefined)
    throw new Error('The sums of BN have three outputs.')
  return { byScale, byOffset, gradient: isWritten ? through : first, relu: relu && !isWritten }
}

/** BN on the way back: its input, what it computed with, and its sums. */
export interface BatchNormBack {
  readonly input: GraphTensor
  readonly values: BatchNormValues
  readonly sums: BatchNormSums
}

export function emitByInput(emit: Emitter, back: BatchNormBack): GraphTensor {
  const attributes = { ...typeOf(back.input), relu: { bool: back.sums.relu }, epsilon: { float: epsilon } }
  return emit.op('StagecraftBatchNormByInput', backInputs(back), attributes, like(back.input))
}

/** In the order in which kernels take them. */
export function backInputs({ input, values, sums }: BatchNormBack): readonly GraphTensor[] {
  return [sums.gradient, input, ...fourOf(values), sums.byScale, sums.byOffset]
}

function fourOf({ scale, offset, mean, variance }: BatchNormValues): readonly GraphTensor[] {
  return [scale, offset, mean, variance]
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
