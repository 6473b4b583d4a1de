/** Heights, arcs and labels of the stack drawing: what stands where, once the layout says how far to the right. */
import { cellHeight, octaveFor, type Item, type PartId, type StackLayout } from './stack-layout.ts'

/** Vertical places of one drawing, in px from its top. */
export interface Levels {
  readonly octave: number
  /** Baseline of the names of stages. */
  readonly heading: number
  readonly bracket: number
  /** The spine, on which everything is centred. */
  readonly spine: number
  /** Top and bottom edge of the image. */
  readonly top: number
  readonly bottom: number
  /** Baseline of the shapes under the drawing. */
  readonly shapes: number
  readonly tracks: number
  readonly trackHeight: number
  readonly tracksEnd: number
  readonly lane: number
}

const trackCount = 3
/** Between a cell and its shortcut, in px. */
const clearance = 5
const noteHeight = 46

/** Lower end of the brackets over the stages, and the room the drawing keeps under them. */
const bracketEnd = 42
const usualTop = 84

/**
 * Top edge of the image: lower than usual where shortcuts over many layers rise so high that they would touch the brackets.
 * `octave` is px per doubling of resolution; `outer` the px that shortcuts around whole stages take over them.
 */
export function topFor(items: readonly Item[], octave: number, outer: number): number {
  const tallest = cellHeight(items[0]?.size ?? 1, octave)
  const reach = items.map((item, index) => {
    if (!item.block || item.block.shortcut === 'none') return 0
    const rows = Math.max(item.size, items[index - 1]?.size ?? item.size)
    const below = (tallest - cellHeight(rows, octave)) / 2
    const words = item.role === 'node' || item.block.shortcut === 'projection' || item.block.shortcut === 'changed' ? 18 : 0
    return clearance + riseOf(item.block.columns.length) * (item.role === 'sheaf' ? 1.15 : 1) + words + 4 - below
  })
  return Math.max(usualTop, bracketEnd + outer + Math.max(0, ...reach))
}

/** `top` is that of `topFor`; the key to the drawing stands in the gutter from there down, `keyHeight` px. */
export function levelsFor(canvasHeight: number, inputRows: number, top: number, keyHeight: number): Levels {
  const octave = octaveFor(canvasHeight, inputRows)
  const height = cellHeight(inputRows, octave)
  const bottom = top + height
  const shapes = Math.max(bottom, top + keyHeight) + 18
  const tracks = shapes + 18
  const trackHeight = canvasHeight > 640 ? 46 : 40
  const tracksEnd = tracks + trackCount * trackHeight + 4
  return {
    octave,
    heading: 18,
    bracket: 38,
    spine: top + height / 2,
    top,
    bottom,
    shapes,
    tracks,
    trackHeight,
    tracksEnd,
    lane: tracksEnd + 20,
  }
}

/** Corner-to-corner curve over a block, and the risers that join it to the spine. */
export interface Arc {
  readonly path: string
  readonly x0: number
  readonly x1: number
  readonly y0: number
  readonly y1: number
  /** The point at its middle, where a projection's square sits. */
  readonly middle: readonly [number, number]
}

/** How far an arc over `layers` layers rises above the cells, in px. */
export function riseOf(layers: number): number {
  return 10 + 5 * layers
}

/** Middle of the gap after an item, where its ways meet. */
export function junctionAfter(items: readonly Item[], index: number, k: number): number {
  const item = items[index]
  const next = items[index + 1]
  if (!item) return 0
  const right = item.x + item.w
  return right + Math.min(next ? next.x - right : 9 * k, 9 * k) / 2
}

/** The shortcut of the block (or node, or sheaf) at `index`; null where there is none. */
export function arcOver(items: readonly Item[], index: number, k: number, levels: Levels): Arc | null {
  const item = items[index]
  const previous = items[index - 1]
  if (!item?.block || !previous || item.block.shortcut === 'none') return null
  const { columns, around } = item.block
  const [from, to] = around ?? [0, columns.length]
  const first = previous.part !== item.part && from === 0
  const gap = item.x - previous.x - previous.w
  // Layers before its ways part and after they meet are not under it; a node or sheaf stands for blocks without.
  const within = (column: number): number => item.x + (item.w * column) / columns.length
  const begin = first ? item.x - Math.min(14, gap * 0.45) : junctionAfter(items, index - 1, k)
  const x0 = item.role === 'block' && from > 0 ? within(from) : begin
  const x1 = item.role === 'block' && to < columns.length ? within(to) : junctionAfter(items, index, k)
  const above = (rows: number): number => levels.spine - cellHeight(rows, levels.octave) / 2 - clearance
  const y1 = above(item.size)
  const y0 = first && previous.size !== item.size ? above(previous.size) : y1
  const rise = riseOf(to - from) * (item.role === 'sheaf' ? 1.15 : 1)
  const yt = Math.min(y0, y1) - rise * 1.33
  const f = (value: number): string => value.toFixed(1)
  return {
    path: `M${f(x0)} ${f(y0)}C${f(x0)} ${f(yt)} ${f(x1)} ${f(yt)} ${f(x1)} ${f(y1)}`,
    x0,
    x1,
    y0,
    y1,
    middle: [0.5 * (x0 + x1), 0.125 * y0 + 0.75 * yt + 0.125 * y1],
  }
}

/** A label under the drawing at `x`, its middle. */
export interface ShapeLabel {
  readonly part: PartId
  readonly x: number
  readonly text: string
  /** Where the gap is; the label stands beside it when it would run into the gutter. */
  readonly leadX: number
  /** Top of the dotted lead that joins it to the drawing; null without one. */
  readonly leadFrom: number | null
}

/** Width of `text` at 11 px, about: enough to tell whether two labels touch. */
export function textWidth(text: string, perLetter = 6.3): number {
  return text.length * perLetter
}

/** Width of figures with their units at 11 px, where digits are all as wide. */
export function figuresWidth(text: string): number {
  return [...text].reduce((width, sign) => width + (/[ .,]/.test(sign) ? 3.2 : /[MG%]/.test(sign) ? 9.5 : 7.1), 0)
}

/** Leaves out labels that would touch a neighbour: the input's first, then the stem's; of stages the later one. */
export function withoutCollisions(labels: readonly ShapeLabel[]): ShapeLabel[] {
  const rank = (part: PartId): number => (part === 'input' ? 2 : part === 'stem' ? 1 : 0)
  const kept: ShapeLabel[] = []
  for (const label of [...labels].sort((a, b) => rank(a.part) - rank(b.part))) {
    const half = figuresWidth(label.text) / 2 + 4
    const touches = kept.some((other) => Math.abs(other.x - label.x) < half + figuresWidth(other.text) / 2 + 4)
    if (!touches) kept.push(label)
  }
  return kept.sort((a, b) => a.x - b.x)
}

/** A note about a problem, placed in rows so that none covers another. */
export interface NotePlace {
  readonly part: PartId
  readonly right: number
  readonly top: number
}

/**
 * Notes hang 20 px below their stage's cells, or as low as they can without touching the shapes: the drawing does not move for them. Right
 * edges near the stage's; a note that would touch an earlier one stands above it. `width` is a note's largest width.
 */
export function placeNotes(
  parts: readonly PartId[],
  layout: StackLayout,
  view: { width: number } & Pick<Levels, 'spine' | 'octave' | 'shapes'>,
  width: number,
): NotePlace[] {
  const placed: (NotePlace & { left: number })[] = []
  for (const part of parts) {
    const span = layout.spans.find((candidate) => candidate.part === part)
    const item = layout.items.find((candidate) => candidate.part === part)
    const x1 = span?.x1 ?? 0
    const right = Math.min(Math.max(12, view.width - x1 - 58), Math.max(12, view.width - width - 12))
    const left = view.width - right - width
    let top = Math.min(view.spine + cellHeight(item?.size ?? 1, view.octave) / 2 + 20, view.shapes - 14 - noteHeight)
    for (const other of placed) {
      const apart = left > other.left + width + 8 || left + width + 8 < other.left
      if (!apart) top = Math.min(top, other.top - noteHeight - 8)
    }
    placed.push({ part, right, top, left })
  }
  return placed.map(({ part, right, top }) => ({ part, right, top }))
}

/** From the unfolded block down through the tracks, opening into a lane from x = `from` to x = `to`. */
export function bandPath(item: Item, levels: Levels, from: number, to: number): string {
  const { tracksEnd, lane, spine, octave } = levels
  const left = item.x - 2.5
  const right = item.x + item.w + 2.5
  const under = spine + cellHeight(item.size, octave) / 2 + 1
  return `M${left} ${under}V${tracksEnd}L${from} ${lane}H${to}L${right} ${tracksEnd}V${under}Z`
}
