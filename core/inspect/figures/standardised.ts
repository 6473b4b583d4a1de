/** Features with mean 0 and deviation 1, by those of the images that a classifier is trained on. */

export interface Standard {
  readonly mean: Float64Array
  /** 1 where a feature is the same of all images. */
  readonly std: Float64Array
}

/** `features`: [images, width], flat. */
export function standardOf(features: Float32Array, width: number): Standard {
  const images = features.length / width
  const mean = new Float64Array(width)
  const std = new Float64Array(width)
  features.forEach((value, at) => (mean[at % width] = (mean[at % width] ?? 0) + value / images))
  features.forEach((value, at) => {
    const column = at % width
    std[column] = (std[column] ?? 0) + (value - (mean[column] ?? 0)) ** 2 / images
  })
  return { mean, std: std.map((square) => (square > 0 ? Math.sqrt(square) : 1)) }
}

export function standardised(features: Float32Array, width: number, { mean, std }: Standard): Float32Array {
  return features.map((value, at) => (value - (mean[at % width] ?? 0)) / (std[at % width] ?? 1))
}
