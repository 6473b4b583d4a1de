/** Softmax cross-entropy and error, with the gradient by the class scores. */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import type { GraphWriter } from './graph-writer.ts'

export interface LossNodes {
  /** Cross-entropy of each example in nats, [batch]. */
  readonly losses: GraphTensor
  /** 1 for each example whose highest score is not its label's, else 0, [batch]. */
  readonly wrong: GraphTensor
  /** Gradient of the mean loss by the scores, [batch, classes]. */
  readonly scoresGradient: GraphTensor
}

/** `scores` is [batch, classes], `labels` [batch] int32. `targets`, [batch, classes], stand for the labels in the loss, not in the error. */
export function emitLoss(
  writer: GraphWriter,
  scores: GraphTensor,
  labels: GraphTensor,
  targets: GraphTensor | null = null,
): LossNodes {
  return writer.within('loss', () => {
    const [batch = 0] = scores.shape
    const each = { type: 'float32', shape: [batch] } as const
    const [losses, byScores] =
      targets === null
        ? writer.node('SparseSoftmaxCrossEntropyWithLogits', [scores, labels], { ...float32, Tlabels: { type: 'int32' } }, [
            each,
            like(scores),
          ])
        : writer.node('SoftmaxCrossEntropyWithLogits', [scores, targets], float32, [each, like(scores)])
    if (losses === undefined || byScores === undefined) throw new Error('Cross-entropy has two outputs.')
    const chosen = writer.op(
      'ArgMax',
      [scores, writer.ints([1], [])],
      { ...float32, Tidx: { type: 'int32' }, output_type: { type: 'int32' } },
      like(labels),
    )
    const differs = writer.op(
      'NotEqual',
      [chosen, labels],
      { T: { type: 'int32' }, incompatible_shape_error: { bool: true } },
      { type: 'bool', shape: [batch] },
    )
    const wrong = writer.op(
      'Cast',
      [differs],
      { SrcT: { type: 'bool' }, DstT: { type: 'float32' }, Truncate: { bool: false } },
      each,
    )
    const scoresGradient = writer.op('Mul', [byScores, writer.floats([1 / batch], [])], float32, like(byScores))
    return { losses, wrong, scoresGradient }
  })
}

/** 1 for each example whose label's score is not among the five highest, else 0, [batch]; scores that are as high as the fifth count among them. */
export function emitBeyondFive(writer: GraphWriter, scores: GraphTensor, labels: GraphTensor): GraphTensor {
  return writer.within('topFive', () => {
    const each = { type: 'bool', shape: [...labels.shape] } as const
    const among = writer.op('InTopKV2', [scores, labels, writer.ints([5], [])], { T: { type: 'int32' } }, each)
    const beyond = writer.op('LogicalNot', [among], {}, each)
    const cast = { SrcT: { type: 'bool' }, DstT: { type: 'float32' }, Truncate: { bool: false } } as const
    return writer.op('Cast', [beyond], cast, { type: 'float32', shape: [...labels.shape] })
  })
}

/**
 * What the loss compares scores with, [batch, classes]: each label's class, less what label smoothing spreads evenly over all of them,
 * and mixed with another image's in the shares of mixup. Null where the labels say it all.
 */
export function emitTargets(
  writer: GraphWriter,
  labels: GraphTensor,
  classes: number,
  smoothing: number,
  mixupShare: GraphTensor | null,
): GraphTensor | null {
  if (smoothing === 0 && mixupShare === null) return null
  return writer.within('loss/targets', () => {
    const shape = { type: 'float32', shape: [...labels.shape, classes] } as const
    const each = smoothing / classes
    const peak = writer.floats([1 - smoothing + each], [])
    const hot = writer.op(
      'OneHot',
      [labels, writer.ints([classes], []), peak, writer.floats([each], [])],
      { ...float32, TI: { type: 'int32' }, axis: { int: -1 } },
      shape,
    )
    return mixupShare === null ? hot : emitMixed(writer, hot, mixupShare)
  })
}

/** Each example of a batch mixed with the one before it, the first with the last; `share`, a scalar, is its own. */
export function emitMixed(writer: GraphWriter, values: GraphTensor, share: GraphTensor): GraphTensor {
  const rolled = writer.op(
    'Roll',
    [values, writer.ints([1], []), writer.ints([0], [])],
    { ...float32, Tshift: { type: 'int32' }, Taxis: { type: 'int32' } },
    like(values),
  )
  const rest = writer.op('Sub', [writer.floats([1], []), share], float32, like(share))
  const own = writer.op('Mul', [values, share], float32, like(values))
  return writer.op('AddV2', [own, writer.op('Mul', [rolled, rest], float32, like(values))], float32, like(values))
}

/** Sum of a vector, as a scalar. */
export function emitSum(writer: GraphWriter, values: GraphTensor): GraphTensor {
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
  return writer.op('Sum', [values, writer.ints([0])], attributes, { type: 'float32', shape: [] })
}

/** Scalars as a vector: a loss, and errors. */
export function emitVector(writer: GraphWriter, scalars: readonly GraphTensor[]): GraphTensor {
  const { length } = scalars
  return writer.op(
    'Pack',
    [...scalars],
    { ...float32, N: { int: length }, axis: { int: 0 } },
    { type: 'float32', shape: [length] },
  )
}
