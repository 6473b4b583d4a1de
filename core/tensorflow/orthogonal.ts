/** Orthogonal weights (Saxe et al. 2014), as torch.nn.init.orthogonal_: Q of the QR decomposition of a normal matrix, where R's diagonal is positive. */
import { size } from '../graph/tensors.ts'
import { orthonormalise, sideBySide } from './orthonormal.ts'
import { normalValues } from './random-keys.ts'

/**
 * Weights whose last axis is the output, as a matrix of all other axes by it: its columns are orthogonal and of length `gain`, or its rows, where
 * these are fewer.
 */
export function orthogonalValues(key: number, shape: readonly number[], gain: number): Float32Array {
  const columns = shape[shape.length - 1] ?? 1
  const rows = size(shape) / columns
  const [count, length] = rows >= columns ? [columns, rows] : [rows, columns]
  const vectors = new Float64Array(Math.ceil(count / sideBySide) * sideBySide * length)
  vectors.set(normalValues(key, count * length, 1))
  orthonormalise(vectors, count, length)
  const weights = new Float32Array(rows * columns)
  for (let index = 0; index < count; index++) {
    for (let at = 0; at < length; at++) {
      const [row, column] = rows >= columns ? [at, index] : [index, at]
      weights[row * columns + column] = gain * (vectors[index * length + at] ?? 0)
    }
  }
  return weights
}
