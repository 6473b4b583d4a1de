/** Norms of tensors, and the clipping of gradients by theirs. */
import { float32, like, type GraphTensor } from '../graph/graph-layer.ts'
import type { GraphWriter } from './graph-writer.ts'

const scalar = { type: 'float32', shape: [] } as const

/** √ of the sum of squares of all numbers of all tensors, as a scalar. */
export function emitNorm(writer: GraphWriter, tensors: readonly GraphTensor[]): GraphTensor {
  // L2Loss is half the sum of squares, in one pass.
  const halves = tensors.map((tensor) => writer.op('L2Loss', [tensor], float32, scalar))
  const [first] = halves
  if (first === undefined) throw new RangeError('There is nothing to take the norm of.')
  const half = halves.length === 1 ? first : writer.op('AddN', halves, { ...float32, N: { int: halves.length } }, scalar)
  return writer.op('Sqrt', [writer.op('Mul', [half, writer.floats([2], [])], float32, scalar)], float32, scalar)
}

/** Gradients scaled so that their norm together is at most `largest`, as PyTorch's clip_grad_norm_: times min(1, largest ÷ (norm + 1e-6)). */
export function emitClipped(
  writer: GraphWriter,
  gradients: ReadonlyMap<string, GraphTensor>,
  norm: GraphTensor,
  largest: number,
): Map<string, GraphTensor> {
  const safe = writer.op('AddV2', [norm, writer.floats([1e-6], [])], float32, scalar)
  const share = writer.op('Div', [writer.floats([largest], []), safe], float32, scalar)
  const factor = writer.op('Minimum', [share, writer.floats([1], [])], float32, scalar)
  return new Map([...gradients].map(([name, gradient]) => [name, writer.op('Mul', [gradient, factor], float32, like(gradient))]))
}
