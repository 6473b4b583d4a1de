/** Nodes that make few numbers of many: means, sums of squares, and what is done with them. */
import { size } from '../graph/tensors.ts'
import { float32, type GraphTensor } from '../graph/graph-layer.ts'
import type { GraphWriter } from './graph-writer.ts'

/** Sums of squares of tensors of any type and shape, as one vector. */
export function emitSquares(writer: GraphWriter, tensors: readonly GraphTensor[]): GraphTensor {
  // L2Loss is half the sum of squares, without a tensor for the squares; those of half precision would overflow.
  const halves = tensors.map((tensor) =>
    writer.op('L2Loss', [writer.cast(tensor, 'float32')], float32, { type: 'float32', shape: [] }),
  )
  return binary(writer, 'Mul', pack(writer, halves), writer.floats([2], []))
}

/** Mean of all numbers of a tensor, as a scalar. */
export function emitMean(writer: GraphWriter, tensor: GraphTensor): GraphTensor {
  const attributes = { ...float32, Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
  return writer.op('Mean', [tensor, allAxes(writer, tensor)], attributes, { type: 'float32', shape: [] })
}

export function allAxes(writer: GraphWriter, { shape }: GraphTensor): GraphTensor {
  return writer.ints([...shape.keys()])
}

/** Tensors of one shape, side by side along a new axis. */
export function pack(writer: GraphWriter, tensors: readonly GraphTensor[], axis = 0): GraphTensor {
  const [first] = tensors
  if (first === undefined) throw new RangeError('There is nothing to pack.')
  const { type, shape } = first
  const packed = shape.toSpliced(axis, 0, tensors.length)
  return writer.op('Pack', tensors, { T: { type }, N: { int: tensors.length }, axis: { int: axis } }, { type, shape: packed })
}

/** Vectors one after the other, as one. */
export function join(writer: GraphWriter, vectors: readonly GraphTensor[]): GraphTensor {
  const attributes = { ...float32, N: { int: vectors.length }, Tidx: { type: 'int32' } } as const
  const length = vectors.reduce((sum, { shape }) => sum + size(shape), 0)
  return writer.op('ConcatV2', [...vectors, writer.ints([0], [])], attributes, { type: 'float32', shape: [length] })
}

export function root(writer: GraphWriter, values: GraphTensor): GraphTensor {
  return writer.op('Sqrt', [values], float32, values)
}

/** Of tensors of one shape, or of a tensor and a scalar. */
export function binary(writer: GraphWriter, op: string, a: GraphTensor, b: GraphTensor): GraphTensor {
  return writer.op(op, [a, b], float32, { type: 'float32', shape: a.shape })
}
