/** Directions in the space of weights that a network's own scale cannot change (Li et al. 2018, section 4). */
import type { Tensor } from '../../files/safetensors.ts'

/**
 * A direction as large, filter by filter, as the weights: d ← d ÷ ‖d‖ · ‖w‖ of each. A filter is what gives one channel or feature: all numbers of one place
 * on the last axis, [height, width, in, out] or [in, out]. Both are of one shape; a filter without length stays where it is.
 */
export function filterNormalised(direction: Tensor, weights: Tensor): Tensor {
  const filters = weights.shape.at(-1) ?? 1
  const ofDirection = filterNorms(direction.values, filters)
  const ofWeights = filterNorms(weights.values, filters)
  const factors = ofDirection.map((norm, filter) => (norm === 0 ? 0 : (ofWeights[filter] ?? 0) / norm))
  return { shape: weights.shape, values: direction.values.map((value, at) => value * (factors[at % filters] ?? 0)) }
}

function filterNorms(values: Float32Array, filters: number): Float64Array {
  const squares = new Float64Array(filters)
  values.forEach((value, at) => (squares[at % filters] = (squares[at % filters] ?? 0) + value * value))
  return squares.map(Math.sqrt)
}
