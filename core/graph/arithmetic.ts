/** Nodes of plain arithmetic, broadcast as TensorFlow does: sides of 1 are repeated, and missing ones in front. */
import { float32, typeOf, type Emitter, type GraphTensor } from './graph-layer.ts'

type Binary = 'AddV2' | 'Sub' | 'Mul' | 'RealDiv' | 'SquaredDifference'
type Unary = 'Neg' | 'Sigmoid' | 'Erf' | 'Exp' | 'Log' | 'Relu' | 'Rsqrt' | 'Square'

export function binary(emit: Emitter, op: Binary, a: GraphTensor, b: GraphTensor): GraphTensor {
  const length = Math.max(a.shape.length, b.shape.length)
  const side = ({ shape }: GraphTensor, axis: number): number => shape[axis - length + shape.length] ?? 1
  const shape = Array.from({ length }, (_, axis) => Math.max(side(a, axis), side(b, axis)))
  return emit.op(op, [a, b], typeOf(a), { type: a.type, shape })
}

export function unary(emit: Emitter, op: Unary, tensor: GraphTensor): GraphTensor {
  return emit.op(op, [tensor], typeOf(tensor), tensor)
}

/** Times a constant. Half precision rounds the product, not the constant too. */
export function times(emit: Emitter, tensor: GraphTensor, factor: number): GraphTensor {
  return emit.cast(binary(emit, 'Mul', emit.cast(tensor, 'float32'), emit.floats([factor], [])), tensor.type)
}

/** Sum over axes, which are left out of its shape, as float32: half precision has too few digits to add up in. */
export function total(emit: Emitter, tensor: GraphTensor, axes: readonly number[]): GraphTensor {
  return emit.op(
    'Sum',
    [emit.cast(tensor, 'float32'), emit.ints(axes)],
    { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } },
    { type: 'float32', shape: tensor.shape.filter((_, axis) => !axes.includes(axis)) },
  )
}

/** Sum over batch and pixels, one number a channel, as float32: the gradient by what is added to each channel. */
export function totalByChannel(emit: Emitter, tensor: GraphTensor): GraphTensor {
  const attributes = { ...float32, data_format: { text: 'NHWC' } } as const
  return emit.op('BiasAddGrad', [emit.cast(tensor, 'float32')], attributes, { type: 'float32', shape: tensor.shape.slice(-1) })
}

/** The tensor itself where it has that shape. */
export function reshape(emit: Emitter, tensor: GraphTensor, shape: readonly number[]): GraphTensor {
  if (shape.length === tensor.shape.length && shape.every((side, axis) => side === tensor.shape[axis])) return tensor
  return emit.op(
    'Reshape',
    [tensor, emit.ints(shape)],
    { ...typeOf(tensor), Tshape: { type: 'int32' } },
    { type: tensor.type, shape },
  )
}

/** Product of two matrices, each taken as it is or transposed. */
export function product(
  emit: Emitter,
  a: GraphTensor,
  b: GraphTensor,
  { transposed = 'none' }: { readonly transposed?: 'none' | 'first' | 'second' } = {},
): GraphTensor {
  const [first, second] = [transposed === 'first', transposed === 'second']
  const shape = [a.shape[first ? 1 : 0] ?? 0, b.shape[second ? 0 : 1] ?? 0]
  const attributes = { ...typeOf(a), transpose_a: { bool: first }, transpose_b: { bool: second } }
  return emit.op('MatMul', [a, b], attributes, { type: a.type, shape })
}

/** Features of each image, [batch, channels], beside its map: [batch, 1, 1, channels]. */
export function besideMap(emit: Emitter, features: GraphTensor): GraphTensor {
  const [batch = 0, channels = 0] = features.shape
  return reshape(emit, features, [batch, 1, 1, channels])
}
