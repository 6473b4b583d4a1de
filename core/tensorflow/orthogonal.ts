/** Orthogonal weights (Saxe et al. 2014), as torch.nn.init.orthogonal_: Q of the QR decomposition of a normal matrix, where R's diagonal is positive. */
import { size } from '../graph/tensors.ts'
import { normalValues } from './random-keys.ts'

/**
 * Weights whose last axis is the output, as a matrix of all other axes by it: its columns are orthogonal and of length `gain`, or its rows, where
 * these are fewer. Gram and Schmidt's way in float64, modified so that it stays exact: for m numbers in each of n vectors, m n² multiply-adds.
 */
export function orthogonalValues(key: number, shape: readonly number[], gain: number): Float32Array {
  const columns = shape[shape.length - 1] ?? 1
  const rows = size(shape) / columns
  const [count, length] = rows >= columns ? [columns, rows] : [rows, columns]
  const numbers = Float64Array.from(normalValues(key, count * length, 1))
  const vectors = Array.from({ length: count }, (_, index) => numbers.subarray(index * length, (index + 1) * length))
  vectors.forEach((vector, index) => {
    for (const other of vectors.slice(0, index)) addTimes(vector, other, -dot(vector, other))
    const norm = Math.sqrt(dot(vector, vector))
    for (let at = 0; at < length; at++) vector[at] = (vector[at] ?? 0) / norm
  })
  const weights = new Float32Array(rows * columns)
  vectors.forEach((vector, index) => {
    for (let at = 0; at < length; at++) {
      const [row, column] = rows >= columns ? [at, index] : [index, at]
      weights[row * columns + column] = gain * (vector[at] ?? 0)
    }
  })
  return weights
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

function addTimes(to: Float64Array, vector: Float64Array, factor: number): void {
  for (let at = 0; at < to.length; at++) to[at] = (to[at] ?? 0) + factor * (vector[at] ?? 0)
}
