/** The line that a pointer is on: it is chosen in the table, too. */
import { xAtPixel, yPixel, type ChartLayout } from './chart-layout.ts'
import type { Line, Values } from './chart.ts'

/** A hand is not steadier than this, in pixels. */
const reach = 8

/** Its id; null where none passes near the place. */
export function lineAt(layout: ChartLayout, x: number, y: number): string | null {
  const plot = layout.plots.find(({ top, bottom }) => y >= top && y <= bottom)
  if (!plot || x < layout.left || x > layout.right) return null
  const at = xAtPixel(layout, x)
  let nearest: { readonly id: string; readonly distance: number } | null = null
  for (const line of plot.panel.lines) {
    const value = valueBetween(line, at)
    const distance = value === null ? Infinity : Math.abs(yPixel(plot, value) - y)
    if (distance <= reach && (nearest === null || distance < nearest.distance)) nearest = { id: line.id, distance }
  }
  return nearest?.id ?? null
}

/** As it is drawn: straight from point to point. Null beyond its ends, and where it is broken. */
function valueBetween({ x, y }: Line, at: number): number | null {
  const after = firstFrom(x, at)
  const before = Math.max(0, x[after] === at ? after : after - 1)
  const [x0 = NaN, x1 = NaN, y0 = NaN, y1 = NaN] = [x[before], x[after], y[before], y[after]]
  if (!(x0 <= at && at <= x1)) return null
  const value = x1 === x0 ? y1 : y0 + ((y1 - y0) * (at - x0)) / (x1 - x0)
  return Number.isFinite(value) ? value : null
}

/** Index of the first that is no less; x rises. */
function firstFrom(x: Values, at: number): number {
  let [low, high] = [0, x.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((x[middle] ?? Infinity) < at) low = middle + 1
    else high = middle
  }
  return low
}
