/** What augmentation does to images, at eight fixed draws; the first is the image as it is. */

export interface Augmentation {
  /** Pixels of padding before a crop. */
  readonly pad: number
  readonly flip: boolean
  /** Side of the square blacked out; 0 is off. */
  readonly cutout: number
  /** Least and largest share of the image that is erased; null is off. */
  readonly erasing: { readonly least: number; readonly most: number } | null
  /** Whether images are mixed in pairs. */
  readonly mixup: boolean
}

interface Draw {
  /** How far the crop is moved from the middle, as a share of the padding from −1 to 1. */
  readonly across: number
  readonly down: number
  readonly flip: boolean
  /** Centres of square and rectangle, as shares of the image; the rectangle's place between the least and the largest share. */
  readonly cut: readonly [number, number] | null
  readonly erase: readonly [number, number, number] | null
  /** Share of the other image in the mixture. */
  readonly mix: number
}

const draws: readonly Draw[] = [
  { across: 0, down: 0, flip: false, cut: null, erase: null, mix: 0 },
  { across: 1, down: -0.75, flip: false, cut: [0.75, 0.3], erase: [0.3, 0.35, 0.3], mix: 0.35 },
  { across: -0.5, down: 1, flip: true, cut: [0.1, 0.2], erase: null, mix: 0.1 },
  { across: 0.75, down: 0.5, flip: false, cut: [0.5, 0.55], erase: [0.6, 0.7, 0.1], mix: 0.5 },
  { across: -1, down: -0.25, flip: true, cut: [0.85, 0.8], erase: null, mix: 0.02 },
  { across: 0.25, down: -1, flip: false, cut: [0.4, 0.15], erase: [0.7, 0.4, 0.5], mix: 0.25 },
  { across: -0.75, down: 0.75, flip: false, cut: [0.65, 0.65], erase: null, mix: 0.15 },
  { across: 0.5, down: 0, flip: true, cut: [0.2, 0.45], erase: [0.45, 0.6, 0.2], mix: 0.4 },
]

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface Tile {
  /** Pixels that the crop is moved to the right and down. */
  readonly dx: number
  readonly dy: number
  readonly flip: boolean
  /** Blacked out, and filled with random pixels: shares of the image, right and bottom left out. */
  readonly cut: Box | null
  readonly erased: Box | null
  /** Share of the next image in it; 0 where nothing is mixed. */
  readonly mix: number
  readonly caption: string
}

/** `side`: height and width of the images, in pixels. */
export function augmentationTiles(augmentation: Augmentation, side: number): Tile[] {
  const { pad, cutout, erasing, mixup } = augmentation
  return draws.map((draw) => {
    const dx = Math.round(draw.across * pad)
    const dy = Math.round(draw.down * pad)
    const flip = augmentation.flip && draw.flip
    const half = cutout / side / 2
    const cut = cutout > 0 && draw.cut ? box(draw.cut[0], draw.cut[1], half, half) : null
    const erased = erasing && draw.erase ? erasedBox(draw.erase, erasing) : null
    const mix = mixup ? draw.mix : 0
    return { dx, dy, flip, cut, erased, mix, caption: tileCaption(dx, dy, flip) }
  })
}

function box(x: number, y: number, halfWidth: number, halfHeight: number): Box {
  return { left: x - halfWidth, top: y - halfHeight, right: x + halfWidth, bottom: y + halfHeight }
}

function erasedBox([x, y, place]: readonly [number, number, number], { least, most }: { least: number; most: number }): Box {
  const side = Math.sqrt(least + place * (most - least))
  return box(x, y, (side * 1.3) / 2, side / 1.3 / 2)
}

const signed = (pixels: number): string => (pixels === 0 ? '0' : pixels > 0 ? `+${pixels}` : `−${-pixels}`)

function tileCaption(dx: number, dy: number, flip: boolean): string {
  const moved = dx === 0 && dy === 0 ? '' : `${signed(dx)} ${signed(dy)}`
  return [moved, flip ? 'flip' : ''].filter(Boolean).join(', ') || 'as it is'
}

/**
 * An image as the trainer makes it: mirrored first, then padded with black and cropped to its own size with the window moved by (dx, dy), then
 * mixed with another, then covered. RGBA in, RGBA out.
 */
export function augmented(
  rgba: Uint8ClampedArray,
  height: number,
  width: number,
  tile: Tile,
  other: Uint8ClampedArray = rgba,
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(4 * height * width)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const to = 4 * (y * width + x)
      out[to + 3] = 255
      for (let channel = 0; channel < 3; channel++) {
        const own = pixel(rgba, height, width, tile, x, y, channel)
        const mixed = own + tile.mix * ((other[to + channel] ?? 0) - own)
        out[to + channel] = covered(tile, x, y, height, width, channel, mixed)
      }
    }
  }
  return out
}

function pixel(
  rgba: Uint8ClampedArray,
  height: number,
  width: number,
  { dx, dy, flip }: Tile,
  x: number,
  y: number,
  channel: number,
): number {
  const row = y + dy
  const column = x + dx
  if (row < 0 || row >= height || column < 0 || column >= width) return 0
  return rgba[4 * (row * width + (flip ? width - 1 - column : column)) + channel] ?? 0
}

function covered(
  { cut, erased }: Tile,
  x: number,
  y: number,
  height: number,
  width: number,
  channel: number,
  value: number,
): number {
  if (inside(cut, (x + 0.5) / width, (y + 0.5) / height)) return 0
  return inside(erased, (x + 0.5) / width, (y + 0.5) / height) ? noise(x, y, channel) : value
}

const inside = (area: Box | null, x: number, y: number): boolean =>
  area !== null && x > area.left && x < area.right && y > area.top && y < area.bottom

/** A byte that looks random and is always the same. */
function noise(x: number, y: number, channel: number): number {
  const mixed = Math.imul(x * 73_856_093 + y * 19_349_663 + channel * 83_492_791 + 1, 0x9e3779b1)
  return (mixed ^ (mixed >>> 15)) & 255
}
