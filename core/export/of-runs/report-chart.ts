/** A chart of a report: lines over steps with their legend, as a drawing that needs nothing else. Nothing is smoothed: a column has its smallest and largest value. */
import { paperColours, runStroke } from '../../drawing/paper-colours.ts'
import { linearScale, toPixel, type Scale } from '../../drawing/scale.ts'
import { countText } from '../../text/count-text.ts'
import { markupText } from '../../text/markup-text.ts'
import { legendOf } from './report-legend.ts'
import { brokenAt, pathOf } from './report-line.ts'

export interface ReportLine {
  /** Of the run. */
  readonly name: string
  /** Colour slot of the run, from 1. */
  readonly color: number
  /** Thin for training, bold for test. */
  readonly weight: 'thin' | 'bold'
  readonly x: Float64Array
  readonly y: Float64Array
}

export interface ReportFigure {
  /** What is drawn, for those who do not see it: "error". */
  readonly what: string
  /** Over the plot, with its unit: "Error, %". */
  readonly title: string
  /** By which values are multiplied to be in that unit. */
  readonly times: number
}

const { line: hairline, axis, ink2, ink3, bad } = paperColours
const size = { width: 900, left: 56, right: 16, top: 28, plotEnd: 288 } as const
const mostTicks = { x: 8, y: 6 } as const

/** Values that are not finite are left out of the line, which breaks there with a cross. */
export function chartOf({ what, title, times }: ReportFigure, lines: readonly ReportLine[]): string {
  const scaled = lines.map((line) => ({ ...line, y: times === 1 ? line.y : line.y.map((value) => value * times) }))
  const scales = {
    x: linearScale(0, largest(scaled.map(({ x }) => x)), mostTicks.x),
    y: linearScale(Math.min(0, least(scaled.map(({ y }) => y))), largest(scaled.map(({ y }) => y)), mostTicks.y),
  }
  const x = (value: number): number => toPixel(scales.x, value, size.left, size.width - size.right)
  const y = (value: number): number => toPixel(scales.y, value, size.plotEnd, size.top)
  const legend = legendOf(lines, { left: size.left, width: size.width - size.left - size.right, top: size.plotEnd + 46 })
  const drawn = [
    ...axes(scales, x, y),
    `<text x="${size.left - 44}" y="14" font-weight="600" fill="${ink2}">${markupText(title)}</text>`,
    `<text x="${size.width - size.right}" y="${size.plotEnd + 32}" text-anchor="end" fill="${ink3}">step</text>`,
    ...scaled.map((line) => lineSvg(line, x, y)),
    ...scaled.map((line) => crosses(line, x, y)),
    legend.svg,
  ]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${legend.bottom + 8}" role="img" aria-label="${markupText(what)} by step" font-family="sans-serif" font-size="12" fill="${ink2}">
${drawn.filter((part) => part !== '').join('\n')}
</svg>
`
}

type ToPixels = (value: number) => number

function axes({ x: along, y: up }: { x: Scale; y: Scale }, x: ToPixels, y: ToPixels): string[] {
  const right = size.width - size.right
  return [
    ...up.ticks.map(
      (at) =>
        `<path d="M${size.left} ${round(y(at))}H${right}" stroke="${at === up.min ? axis : hairline}"/><text x="${size.left - 6}" y="${round(y(at)) + 4}" text-anchor="end">${at}</text>`,
    ),
    ...along.ticks.map((at) => `<text x="${round(x(at))}" y="${size.plotEnd + 17}" text-anchor="middle">${countText(at)}</text>`),
  ]
}

function lineSvg(line: ReportLine, x: ToPixels, y: ToPixels): string {
  const { colour, dash } = runStroke(line.color)
  const bold = line.weight === 'bold'
  return `<path d="${pathOf(line, x, y)}" fill="none" stroke="${colour}" stroke-width="${bold ? 2.2 : 1}" stroke-dasharray="${dash}" stroke-linejoin="round"${bold ? '' : ' opacity="0.6"'}><title>${markupText(line.name)}, ${bold ? 'test' : 'training'}</title></path>`
}

function crosses(line: ReportLine, x: ToPixels, y: ToPixels): string {
  const path = brokenAt(line, x, y)
    .map(([left, top]) => `M${round(left) - 4} ${round(top) - 4}l8 8m0-8l-8 8`)
    .join('')
  return path === ''
    ? ''
    : `<path d="${path}" fill="none" stroke="${bad}" stroke-width="1.8"><title>${markupText(line.name)}: not a number, or infinite</title></path>`
}

const round = (value: number): number => Math.round(value * 10) / 10
const least = (all: readonly Float64Array[]): number => extreme(all, Math.min)
const largest = (all: readonly Float64Array[]): number => extreme(all, Math.max)

/** Of the finite values; 0 where there are none. */
function extreme(all: readonly Float64Array[], of: (a: number, b: number) => number): number {
  let found: number | null = null
  for (const values of all)
    for (const value of values) if (Number.isFinite(value)) found = found === null ? value : of(found, value)
  return found ?? 0
}
