/** Images of a data set as pixels for a canvas. */
import type { ImageSample } from '../../../core/datasets/sample.ts'

export interface ImageSize {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** The `index`-th image of a sample as RGBA bytes; one channel is shown as grey. Pixels are NHWC. */
export function rgbaOf(
  sample: ImageSample,
  index: number,
  { height, width, channels }: ImageSize,
): Uint8ClampedArray<ArrayBuffer> {
  const count = height * width
  const rgba = new Uint8ClampedArray(4 * count)
  const start = index * count * channels
  for (let pixel = 0; pixel < count; pixel += 1) {
    const from = start + pixel * channels
    const red = sample.pixels[from] ?? 0
    rgba[4 * pixel] = red
    rgba[4 * pixel + 1] = channels === 3 ? (sample.pixels[from + 1] ?? 0) : red
    rgba[4 * pixel + 2] = channels === 3 ? (sample.pixels[from + 2] ?? 0) : red
    rgba[4 * pixel + 3] = 255
  }
  return rgba
}
