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

/** `scores` is [batch, classes], `labels` [batch] int32. */
export function emitLoss(writer: GraphWriter, scores: GraphTensor, labels: GraphTensor): LossNodes {
  return writer.within('loss', () => {
    const [batch = 0] = scores.shape
    const each = { type: 'float32', shape: [batch] } as const
    const [losses, byScores] = writer.node(
      'SparseSoftmaxCrossEntropyWithLogits',
      [scores, labels],
      { ...float32, Tlabels: { type: 'int32' } },
      [each, like(scores)],
    )
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

/** Sum of a vector, as a scalar. */
export function emitSum(writer: GraphWriter, values: GraphTensor): GraphTensor {
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
  return writer.op('Sum', [values, writer.ints([0])], attributes, { type: 'float32', shape: [] })
}
