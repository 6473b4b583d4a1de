/** A chart of a report: lines over steps, as a drawing that needs nothing else. Nothing is smoothed: a column has its smallest and largest value. */
import { countText } from '../../text/count-text.ts'
import { escaped } from './report-html.ts'

export interface ReportLine {
  readonly name: string
  /** Colour slot of the run, from 1. */
  readonly color: number
  /** Thin for training, bold for test. */
  readonly weight: 'thin' | 'bold'
  readonly x: Float64Array
  readonly y: Float64Array
}

/** As runs have them in the window, on white. */
const colours = ['#154696', '#be2a0a', '#1b9977', '#743452', '#b47a1f', '#156f94', '#967bc2', '#6d6454']
const dashes = ['', '6 3', '2 3', '8 3 2 3']

const size = { width: 900, height: 320, left: 56, right: 16, top: 12, bottom: 34 }
const ticks = 5

/** Values that are not finite are left out of the line, which breaks there. */
export function chartOf(what: string, lines: readonly ReportLine[]): string {
  const finite = (values: readonly Float64Array[]): number[] =>
    values.flatMap((all) => [least(all), largest(all)]).filter(Number.isFinite)
  const xs = finite(lines.map(({ x }) => x))
  const ys = finite(lines.map(({ y }) => y))
  const scale = (from: number, to: number, low: number, high: number) => (value: number) =>
    to > from ? low + ((value - from) / (to - from)) * (high - low) : (low + high) / 2
  const x = scale(Math.min(0, ...xs), Math.max(1, ...xs), size.left, size.width - size.right)
  const y = scale(Math.min(0, ...ys), Math.max(0, ...ys) || 1, size.height - size.bottom, size.top)
  const marks = [
    ...steps(0, Math.max(0, ...ys) || 1).map(
      (at) =>
        `<path d="M${size.left} ${round(y(at))}H${size.width - size.right}" stroke="#e4e6e8"/><text x="${size.left - 6}" y="${round(y(at)) + 4}" text-anchor="end">${Number(at.toPrecision(3))}</text>`,
    ),
    ...steps(0, Math.max(1, ...xs)).map(
      (at) => `<text x="${round(x(at))}" y="${size.height - 14}" text-anchor="middle">${countText(at)}</text>`,
    ),
  ]
  const drawn = lines.map((line) => {
    const dash = dashes[Math.floor((line.color - 1) / colours.length) % dashes.length] ?? ''
    const colour = colours[(line.color - 1) % colours.length] ?? '#154696'
    const bold = line.weight === 'bold'
    return `<path d="${pathOf(line, x, y)}" fill="none" stroke="${colour}" stroke-width="${bold ? 2.2 : 1}" stroke-dasharray="${dash}" stroke-linejoin="round"${bold ? '' : ' opacity="0.6"'}><title>${escaped(line.name)}, ${bold ? 'test' : 'training'}</title></path>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escaped(what)} by step" font-family="sans-serif" font-size="12" fill="#444">
${marks.join('\n')}
${drawn.join('\n')}
</svg>
`
}

function steps(from: number, to: number): number[] {
  return Array.from({ length: ticks + 1 }, (_, at) => from + (at / ticks) * (to - from))
}

/** In each pixel column the first, least, largest and last value, in the order they came. */
function pathOf(line: ReportLine, x: (value: number) => number, y: (value: number) => number): string {
  const parts: string[] = []
  let column: { at: number; low: number; high: number; last: number } | null = null
  let isBroken = true
  const flush = (): void => {
    if (column === null) return
    const { at, low, high, last } = column
    const values = low === high ? [low] : [low, high, last]
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
    column =
      column === null
        ? { at, low: value, high: value, last: value }
        : { at, low: Math.min(column.low, value), high: Math.max(column.high, value), last: value }
  }
  flush()
  return parts.join('')
}

const round = (value: number): number => Math.round(value * 10) / 10
const least = (values: Float64Array): number => values.reduce((low, value) => (value < low ? value : low), Infinity)
const largest = (values: Float64Array): number =>
  values.reduce((high, value) => (value > high && value !== Infinity ? value : high), -Infinity)
