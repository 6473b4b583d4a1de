/** What random crops and flips do to images, at eight fixed offsets. */

export interface TileOffset {
  /** How far the crop is moved from the middle, as a share of the padding from −1 to 1. */
  readonly across: number
  readonly down: number
  readonly flip: boolean
}

const offsets: readonly TileOffset[] = [
  { across: 0, down: 0, flip: false },
  { across: 1, down: -0.75, flip: false },
  { across: -0.5, down: 1, flip: true },
  { across: 0.75, down: 0.5, flip: false },
  { across: -1, down: -0.25, flip: true },
  { across: 0.25, down: -1, flip: false },
  { across: -0.75, down: 0.75, flip: false },
  { across: 0.5, down: 0, flip: true },
]

export interface Tile {
  /** Pixels that the crop is moved to the right and down. */
  readonly dx: number
  readonly dy: number
  readonly flip: boolean
  readonly caption: string
}

export function augmentationTiles(pad: number, flips: boolean): Tile[] {
  return offsets.map((offset) => {
    const dx = Math.round(offset.across * pad)
    const dy = Math.round(offset.down * pad)
    const flip = flips && offset.flip
    return { dx, dy, flip, caption: tileCaption(dx, dy, flip) }
  })
}

const signed = (pixels: number): string => (pixels === 0 ? '0' : pixels > 0 ? `+${pixels}` : `−${-pixels}`)

function tileCaption(dx: number, dy: number, flip: boolean): string {
  const moved = dx === 0 && dy === 0 ? '' : `${signed(dx)} ${signed(dy)}`
  return [moved, flip ? 'flip' : ''].filter(Boolean).join(', ') || 'as it is'
}

/**
 * The crop of an image padded with black, as the trainer makes it: the image is mirrored first, then padded, then cropped to its own
 * size with the window moved by (dx, dy). RGBA in, RGBA out.
 */
export function cropped(
  rgba: Uint8ClampedArray,
  height: number,
  width: number,
  { dx, dy, flip }: Tile,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * height * width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x)
      out[to + 3] = 255
      const row = y + dy
      const column = x + dx
      if (row < 0 || row >= height || column < 0 || column >= width) continue
      const from = 4 * (row * width + (flip ? width - 1 - column : column))
      for (let channel = 0; channel < 3; channel++) out[to + channel] = rgba[from + channel] ?? 0
    }
  }
  return out
}
