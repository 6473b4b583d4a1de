/** Images brought to another size and number of channels, without a pixel made up: the middle of what is too large, black around what is too small. */

export interface PixelFormat {
  readonly height: number
  readonly width: number
  readonly channels: number
}

/** Shares of red, green and blue in what is seen as brightness (ITU-R BT.601). */
const brightness = [0.299, 0.587, 0.114]

/**
 * `pixels`: bytes, [images, height, width, channels]. One channel stands for as many as are asked for; of several the brightness is taken where one is asked for. Throws a RangeError
 * for other channels.
 */
export function adaptImages(pixels: Uint8Array, from: PixelFormat, to: PixelFormat): Uint8Array {
  if (from.channels !== to.channels && from.channels !== 1 && !(from.channels === 3 && to.channels === 1))
    throw new RangeError(`Images of ${from.channels} channels cannot be read as such of ${to.channels}.`)
  const size = from.height * from.width * from.channels
  const images = pixels.length / size
  const out = new Uint8Array(images * to.height * to.width * to.channels)
  const top = Math.floor((from.height - to.height) / 2)
  const left = Math.floor((from.width - to.width) / 2)
  let at = 0
  for (let image = 0; image < images; image += 1) {
    for (let row = 0; row < to.height; row += 1) {
      for (let column = 0; column < to.width; column += 1) {
        const [y, x] = [row + top, column + left]
        const isInside = y >= 0 && y < from.height && x >= 0 && x < from.width
        const first = image * size + (y * from.width + x) * from.channels
        for (let channel = 0; channel < to.channels; channel += 1, at += 1) {
          if (!isInside) continue
          if (from.channels === to.channels) out[at] = pixels[first + channel] ?? 0
          else if (from.channels === 1) out[at] = pixels[first] ?? 0
          else out[at] = Math.round(brightness.reduce((sum, share, of) => sum + share * (pixels[first + of] ?? 0), 0))
        }
      }
    }
  }
  return out
}
