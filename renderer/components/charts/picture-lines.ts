/** The lines and ranges of a laid-out chart as shapes of an SVG, each as the canvas draws it. */
import { xPixel, yPixel, type ChartLayout, type Plot } from './chart-layout.ts'
import type { Line, Values } from './chart.ts'
import { clippedPath, type Box } from '../../../core/drawing/clip.ts'
import { drawnLine, type DrawnLine } from './drawn.ts'
import { edgeOpacity, edgeWidth, finiteRuns, isRange, rangeOpacity, rawOpacity, widths } from './option.ts'

export interface Shape {
  readonly d: string
  /** CSS variables. */
  readonly fill: string | null
  readonly stroke: string | null
  readonly width: number
  readonly dash: readonly number[] | null
  readonly opacity: number
}

const line = { fill: null, dash: null, opacity: 1 } as const

/** Ranges and raw lines first, then what is planned, then thin lines, then bold ones. */
export function pictureShapes(layout: ChartLayout, plot: Plot): Shape[] {
  const box = { left: layout.left, right: layout.right, top: plot.top, bottom: plot.bottom }
  const path = (x: Values, y: Values, stepped = false): string => clippedPath(pixels(layout, plot, x, y, stepped), box)
  const { panel } = plot
  const drawn = panel.lines.map((of) => ({ of, drawn: drawnLine(of, layout.x) }))
  const ranges = drawn.flatMap(({ of, drawn: { x, band } }) => {
    if (band === null) return []
    if (!isRange(band)) return [{ ...line, d: path(x, band.low), stroke: of.colour, width: 0.8, opacity: rawOpacity }]
    return rangeShapes(layout, plot, of, x, band, box)
  })
  const planned = panel.planned
    ? [{ ...line, d: path(panel.planned.x, panel.planned.y), stroke: '--axis', width: 1.1, dash: [3, 3] }]
    : []
  const lines = [...drawn]
    .sort((a, b) => Number(a.of.weight === 'bold') - Number(b.of.weight === 'bold'))
    .map(({ of, drawn: { x, y } }: { of: Line; drawn: DrawnLine }) => ({
      ...line,
      d: path(x, y, of.stepped),
      stroke: of.colour,
      width: widths[of.weight],
      dash: of.dash,
    }))
  return [...ranges, ...planned, ...lines].filter(({ d }) => d !== '')
}

function pixels(layout: ChartLayout, plot: Plot, x: Values, y: Values, stepped: boolean): [number, number][] {
  const points: [number, number][] = []
  for (let index = 0; index < x.length; index += 1) {
    const [value, at] = [y[index] ?? NaN, xPixel(layout, x[index] ?? NaN)]
    const tall = Number.isFinite(value) ? yPixel(plot, value) : NaN
    const before = points.at(-1)
    // A held value begins where the one before it ended.
    if (stepped && before && Number.isFinite(before[1])) points.push([before[0], tall])
    points.push([at, tall])
  }
  return points
}

function rangeShapes(
  layout: ChartLayout,
  plot: Plot,
  { colour }: Line,
  x: Values,
  band: { low: Values; high: Values },
  box: Box,
): Shape[] {
  const at = (values: Values, index: number): string => {
    const across = Math.min(box.right, Math.max(box.left, xPixel(layout, x[index] ?? NaN)))
    const down = Math.min(box.bottom, Math.max(box.top, yPixel(plot, values[index] ?? NaN)))
    return `${across.toFixed(2)} ${down.toFixed(2)}`
  }
  return finiteRuns(band).flatMap(([first, last]) => {
    const indices = Array.from({ length: last - first + 1 }, (_, index) => first + index)
    const upper = indices.map((index) => at(band.high, index))
    const lower = [...indices].reverse().map((index) => at(band.low, index))
    const d = `M${[...upper, ...lower].join('L')}Z`
    return [
      { d, fill: colour, stroke: null, width: 0, dash: null, opacity: rangeOpacity },
      { d, fill: null, stroke: colour, width: edgeWidth, dash: null, opacity: edgeOpacity },
    ]
  })
}
