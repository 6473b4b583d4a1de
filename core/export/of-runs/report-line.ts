/** The line of a series in pixels: every spike is on it, however many steps share a pixel column. */

interface Series {
  readonly x: Float64Array
  readonly y: Float64Array
}
/** What of the steps in one column is drawn. */
interface Column {
  readonly at: number
  readonly first: number
  readonly low: number
  readonly high: number
  readonly last: number
}
type ToPixels = (value: number) => number

/** In each half pixel column the first, least, largest and last value; broken where values are not finite. */
export function pathOf(line: Series, x: ToPixels, y: ToPixels): string {
  const parts: string[] = []
  let column: Column | null = null
  let isBroken = true
  const flush = (): void => {
    if (column === null) return
    const { at, first, low, high, last } = column
    const values = [first, low, high, last].filter((value, index, all) => index === 0 || value !== all[index - 1])
    for (const value of values) {
      parts.push(`${isBroken ? 'M' : 'L'}${at} ${round(y(value))}`)
      isBroken = false
    }
    column = null
  }
  for (const [index, value] of line.y.entries()) {
    if (!Number.isFinite(value)) {
      flush()
      isBroken = true
      continue
    }
    const at = Math.round(x(line.x[index] ?? 0) * 2) / 2
    if (column !== null && column.at !== at) flush()
    column = widened(column, at, value)
  }
  flush()
  return parts.join('')
}

function widened(column: Column | null, at: number, value: number): Column {
  if (column === null) return { at, first: value, low: value, high: value, last: value }
  return { ...column, low: Math.min(column.low, value), high: Math.max(column.high, value), last: value }
}

/** Where values cease to be finite, at the height of the last that was; no two in one pixel column. */
export function brokenAt(line: Series, x: ToPixels, y: ToPixels): (readonly [number, number])[] {
  const places: (readonly [number, number])[] = []
  let before: number | null = null
  for (const [index, value] of line.y.entries()) {
    const isFinite = Number.isFinite(value)
    const breaks = !isFinite && (index === 0 || Number.isFinite(line.y[index - 1]))
    if (isFinite) before = value
    if (!breaks) continue
    const at = Math.round(x(line.x[index] ?? 0))
    if (places.at(-1)?.[0] !== at) places.push([at, y(before ?? 0)])
  }
  return places
}

const round = (value: number): number => Math.round(value * 10) / 10
