/** What of a chart is drawn: the canvas, pictures and tables of it all ask here, so that none says anything else. */
import type { Line, Range, Values } from './chart.ts'

export interface DrawnLine {
  readonly x: Float64Array
  /** NaN where the line is broken. */
  readonly y: Float64Array
  readonly band: { readonly low: Float64Array; readonly high: Float64Array } | null
}

/** The points of a line in a range, and the nearest beyond each edge so that it reaches them; broken where nothing was at work. */
export function drawnLine({ x, y, band, gaps = [] }: Pick<Line, 'x' | 'y' | 'band' | 'gaps'>, range: Range): DrawnLine {
  const first = Math.max(0, firstWhere(x, (value) => value >= range.from) - 1)
  const end = Math.min(x.length, firstWhere(x, (value) => value > range.to) + 1)
  const breaks = breaksIn(x, gaps, first, end)
  const length = end - first + breaks.size
  const drawn = {
    x: new Float64Array(length),
    y: new Float64Array(length),
    low: new Float64Array(length),
    high: new Float64Array(length),
  }
  let at = 0
  for (let index = first; index < end; index += 1) {
    const broken = breaks.get(index)
    if (broken !== undefined) {
      drawn.x[at] = broken
      drawn.y[at] = drawn.low[at] = drawn.high[at] = NaN
      at += 1
    }
    drawn.x[at] = x[index] ?? NaN
    drawn.y[at] = y[index] ?? NaN
    drawn.low[at] = band?.low[index] ?? NaN
    drawn.high[at] = band?.high[index] ?? NaN
    at += 1
  }
  return { x: drawn.x, y: drawn.y, band: band ? { low: drawn.low, high: drawn.high } : null }
}

/** Index of a point before which the line is broken, and x of the break. */
function breaksIn(x: Values, gaps: readonly Range[], first: number, end: number): Map<number, number> {
  const breaks = new Map<number, number>()
  for (const { from, to } of gaps) {
    const after = firstWhere(x, (value) => value > from)
    if (after > first && after < end && (x[after] ?? NaN) >= to) breaks.set(after, from)
  }
  return breaks
}

/** Index of the first value that satisfies what all after it do; x rises. */
function firstWhere(x: Values, holds: (value: number) => boolean): number {
  let [low, high] = [0, x.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(x[middle] ?? Infinity)) high = middle
    else low = middle + 1
  }
  return low
}
