/** What a layer gives for small whole numbers, by its definition: sums that float32 holds exactly, whatever order they are made in. */
import { outputSides, type LayerShape } from './shapes.ts'

/** What a layer is given, each flat. */
export interface Given {
  readonly image: Float32Array
  readonly weights: Float32Array
  /** Of a loss by the output. */
  readonly gradient: Float32Array
}

export interface Results {
  readonly output: Float64Array
  readonly byImage: Float64Array
  readonly byWeights: Float64Array
}

export function isWeighted({ kind }: LayerShape): boolean {
  return kind === 'conv' || kind === 'linear'
}

export function drawGiven(shape: LayerShape): Given {
  const { kind, batch, rows, columns, channels, kernel, groups, width } = shape
  const [outputRows, outputColumns] = outputSides(shape)
  const imageNumbers = batch * rows * columns * channels
  return {
    image: kind === 'maxPool' ? withoutTies(shape, imageNumbers) : smallNumbers(1, imageNumbers),
    weights: smallNumbers(2, isWeighted(shape) ? (kernel[0] * kernel[1] * channels * width) / groups : 0),
    gradient: smallNumbers(3, batch * outputRows * outputColumns * width),
  }
}

/** From −2 to 2, millions of them: xorshift (Marsaglia 2003). */
function smallNumbers(seed: number, count: number): Float32Array {
  const numbers = new Float32Array(count)
  let state = seed
  for (let index = 0; index < count; index++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    numbers[index] = ((state >>> 0) % 5) - 2
  }
  return numbers
}

/** The 64 pixels of any square of 8 are all different: it is certain which one is the largest. */
function withoutTies({ rows, columns, channels }: LayerShape, count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, index) => {
    const pixel = Math.floor(index / channels)
    const column = pixel % columns
    const row = Math.floor(pixel / columns) % rows
    return ((((row % 8) * 8 + (column % 8)) * 37 + (index % channels) + pixel) % 64) - 32
  })
}

export function direct(shape: LayerShape, given: Given): Results {
  const results = {
    output: new Float64Array(given.gradient.length),
    byImage: new Float64Array(given.image.length),
    byWeights: new Float64Array(given.weights.length),
  }
  const window = windows[shape.kind]
  const [outputRows, outputColumns] = outputSides(shape)
  const { batch, rows, columns, channels, kernel, stride, padding, dilation, width } = shape
  for (let place = 0; place < batch * outputRows * outputColumns; place++) {
    const top = (Math.floor(place / outputColumns) % outputRows) * stride - padding[0]
    const left = (place % outputColumns) * stride - padding[1]
    const first = Math.floor(place / (outputRows * outputColumns)) * rows * columns
    const pixels: Pixel[] = []
    for (let tap = 0; tap < kernel[0] * kernel[1]; tap++) {
      const row = top + Math.floor(tap / kernel[1]) * dilation
      const column = left + (tap % kernel[1]) * dilation
      if (row < 0 || row >= rows || column < 0 || column >= columns) continue
      pixels.push({ at: (first + row * columns + column) * channels, tap })
    }
    window(shape, given, results, pixels, place * width)
  }
  return results
}

/** A pixel that a window covers: where its channels begin in the image, and which of the kernel's it lies under. */
interface Pixel {
  readonly at: number
  readonly tap: number
}

type Window = (shape: LayerShape, given: Given, results: Results, pixels: readonly Pixel[], to: number) => void

const convolve: Window = (shape, { image, weights, gradient }, { output, byImage, byWeights }, pixels, to) => {
  const { channels, groups, width } = shape
  const [inGroup, outOfGroup] = [channels / groups, width / groups]
  for (const { at, tap } of pixels) {
    for (let channel = 0; channel < channels; channel++) {
      const value = image[at + channel] ?? NaN
      const row = (tap * inGroup + (channel % inGroup)) * width
      const begin = Math.floor(channel / inGroup) * outOfGroup
      let sum = 0
      for (let index = begin; index < begin + outOfGroup; index++) {
        const weight = weights[row + index] ?? NaN
        const byOutput = gradient[to + index] ?? NaN
        add(output, to + index, value * weight)
        add(byWeights, row + index, value * byOutput)
        sum += weight * byOutput
      }
      add(byImage, at + channel, sum)
    }
  }
}

const takeLargest: Window = ({ channels }, { image, gradient }, { output, byImage }, pixels, to) => {
  for (let channel = 0; channel < channels; channel++) {
    const values = pixels.map(({ at }) => image[at + channel] ?? NaN)
    const largest = Math.max(...values)
    output[to + channel] = largest
    add(byImage, (pixels[values.indexOf(largest)]?.at ?? NaN) + channel, gradient[to + channel] ?? NaN)
  }
}

const average: Window = ({ channels, kernel, countsPadding }, { image, gradient }, { output, byImage }, pixels, to) => {
  const share = 1 / (countsPadding ? kernel[0] * kernel[1] : pixels.length)
  for (const { at } of pixels) {
    for (let channel = 0; channel < channels; channel++) {
      add(output, to + channel, (image[at + channel] ?? NaN) * share)
      add(byImage, at + channel, (gradient[to + channel] ?? NaN) * share)
    }
  }
}

/** Half of the new channels stand before those of the image. */
const keep: Window = ({ channels, width }, { image, gradient }, { output, byImage }, pixels, to) => {
  const before = Math.floor((width - channels) / 2)
  for (const { at } of pixels) {
    for (let channel = 0; channel < channels; channel++) {
      output[to + before + channel] = image[at + channel] ?? NaN
      byImage[at + channel] = gradient[to + before + channel] ?? NaN
    }
  }
}

const windows: Readonly<Record<LayerShape['kind'], Window>> = {
  conv: convolve,
  linear: convolve,
  maxPool: takeLargest,
  averagePool: average,
  zeroPadShortcut: keep,
}

function add(values: Float64Array, index: number, term: number): void {
  values[index] = (values[index] ?? NaN) + term
}
