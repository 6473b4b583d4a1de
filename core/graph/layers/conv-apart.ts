/**
 * Gradients of convolutions in groups or with dilation, where TensorFlow has none of either: each group's by itself, of kernels with zeros where a
 * dilated one reads nothing.
 */
import { reshape } from '../arithmetic.ts'
import { typeOf, type Emitter, type GraphTensor } from '../graph-layer.ts'
import type { ConvConfig } from './conv-config.ts'

/** The gradients of one plain convolution. */
export type Gradients = (read: GraphTensor, weights: GraphTensor, gradient: GraphTensor) => ConvGradients

export interface ConvGradients {
  byWeights(): GraphTensor
  byRead(): GraphTensor
}

/** `ofOne` gives those of a convolution without groups and dilation, over the same windows. */
export function gradientsApart(emit: Emitter, { groups = 1, dilation = 1 }: ConvConfig, ofOne: Gradients): Gradients {
  return (read, weights, gradient) => {
    const dilated = dilate(emit, weights, dilation)
    const kernels = split(emit, dilated, groups)
    const gradients = split(emit, gradient, groups)
    const each = split(emit, read, groups).map((part, group) =>
      ofOne(part, kernels[group] ?? dilated, gradients[group] ?? gradient),
    )
    const all = (of: (one: ConvGradients) => GraphTensor): GraphTensor => concat(emit, each.map(of))
    return {
      byWeights: () =>
        undilated(
          emit,
          weights,
          dilation,
          all((one) => one.byWeights()),
        ),
      byRead: () => all((one) => one.byRead()),
    }
  }
}

/** [rows, columns, in, width] with dilation − 1 zeros between weights. */
function dilate(emit: Emitter, weights: GraphTensor, dilation: number): GraphTensor {
  if (dilation === 1) return weights
  const [rows = 0, columns = 0, channels = 0, width = 0] = weights.shape
  const { type } = weights
  const paddings = emit.ints([0, 0, 0, dilation - 1, 0, 0, 0, dilation - 1, 0, 0], [5, 2])
  const apart = emit.op(
    'Pad',
    [reshape(emit, weights, [rows, 1, columns, 1, channels * width]), paddings],
    { ...typeOf(weights), Tpaddings: { type: 'int32' } },
    { type, shape: [rows, dilation, columns, dilation, channels * width] },
  )
  const whole = reshape(emit, apart, [rows * dilation, columns * dilation, channels, width])
  const shape = [(rows - 1) * dilation + 1, (columns - 1) * dilation + 1, channels, width]
  return emit.op(
    'Slice',
    [whole, emit.ints([0, 0, 0, 0]), emit.ints(shape)],
    { ...typeOf(weights), Index: { type: 'int32' } },
    { type, shape },
  )
}

/** Of a dilated kernel's gradient the part by the weights themselves. */
function undilated(emit: Emitter, weights: GraphTensor, dilation: number, byDilated: GraphTensor): GraphTensor {
  if (dilation === 1) return byDilated
  const none = { int: 0 }
  return emit.op(
    'StridedSlice',
    [byDilated, emit.ints([0, 0, 0, 0]), emit.ints(byDilated.shape), emit.ints([dilation, dilation, 1, 1])],
    {
      ...typeOf(byDilated),
      Index: { type: 'int32' },
      begin_mask: none,
      end_mask: none,
      ellipsis_mask: none,
      new_axis_mask: none,
      shrink_axis_mask: none,
    },
    { type: byDilated.type, shape: weights.shape },
  )
}

/** Equal parts along the channels. */
function split(emit: Emitter, tensor: GraphTensor, parts: number): GraphTensor[] {
  if (parts === 1) return [tensor]
  const shape = tensor.shape.map((side, axis) => (axis === 3 ? side / parts : side))
  return emit.node(
    'Split',
    [emit.ints([3], []), tensor],
    { ...typeOf(tensor), num_split: { int: parts } },
    Array.from({ length: parts }, () => ({ type: tensor.type, shape })),
  )
}

function concat(emit: Emitter, tensors: readonly GraphTensor[]): GraphTensor {
  const [first] = tensors
  if (first === undefined) throw new RangeError('A convolution has no groups.')
  if (tensors.length === 1) return first
  return emit.op(
    'ConcatV2',
    [...tensors, emit.ints([3], [])],
    { ...typeOf(first), N: { int: tensors.length }, Tidx: { type: 'int32' } },
    { type: first.type, shape: first.shape.map((side, axis) => (axis === 3 ? side * tensors.length : side)) },
  )
}
