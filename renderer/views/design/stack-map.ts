/** The whole stack in a strip under the drawing, while that does not fit: where its cells stand there, and the frame of what is in sight. */
import type { Item, StackLayout } from '../../../core/drawing/stack-layout.ts'

/** px from the left end of the strip. */
export interface Frame {
  readonly x: number
  readonly width: number
}

/** However little of the drawing is in sight, the frame can be taken hold of. */
const narrowestFrame = 12

/** One path for all cells of these items: bars around the middle of a strip of `height` px, as high as their maps are on a log scale. */
export function mapPath(items: readonly Item[], layout: StackLayout, width: number, height: number): string {
  const by = width / layout.width
  const octaves = Math.log2(layout.items.reduce((most, { size }) => Math.max(most, size), 2))
  return items
    .map(({ x, w, size }) => {
      const bar = 3 + ((height - 3) * Math.log2(Math.max(1, size))) / octaves
      return `M${(x * by).toFixed(1)} ${((height - bar) / 2).toFixed(1)}h${Math.max(0.5, w * by).toFixed(1)}v${bar.toFixed(1)}h${(-Math.max(0.5, w * by)).toFixed(1)}z`
    })
    .join('')
}

/** `seen` and `whole`: px of the drawing in sight and in all; `from`: those that are scrolled past. */
export function frameOf(from: number, seen: number, whole: number, width: number): Frame {
  const wide = Math.min(width, Math.max(narrowestFrame, (seen / whole) * width))
  const most = whole - seen
  return { x: most > 0 ? (from / most) * (width - wide) : 0, width: wide }
}

/** How far the drawing is scrolled when the frame stands at x. */
export function scrollAt(x: number, frame: Frame, seen: number, whole: number, width: number): number {
  const room = width - frame.width
  return room > 0 ? (Math.max(0, Math.min(room, x)) / room) * (whole - seen) : 0
}
