/** The ECharts option of a laid-out chart: one grid a panel, lines and raw ranges, no animation. */
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { Line, Range, Values } from './chart.ts'
import type { CurveOption } from './echarts.ts'
import type { ChartLayout, Plot } from './chart-layout.ts'
import { drawnLine, type DrawnLine } from './drawn.ts'
import { position, type Scale } from '../../../core/drawing/scale.ts'

/** The colour a CSS variable stands for in the theme in use. */
export type Colours = (variable: string) => string

export const widths = { thin: 1.1, bold: 2.1, rate: 1.5 } as const
export const rangeOpacity = 0.12
/** The edge of a range: by it a spike of one step is seen, whose area is less than a pixel wide. */
export const edgeOpacity = 0.4
export const edgeWidth = 0.6
export const rawOpacity = 0.45
/** Of lines beside one that stands out. */
const faintOpacity = 0.25
/** Evaluations that are drawn as points as well. */
const mostPoints = 12

/** `raised`: what the ids of the lines begin with that stand out; null where none does. */
export function curveOption(layout: ChartLayout, colours: Colours, raised: string | null = null): CurveOption {
  return {
    animation: false,
    backgroundColor: 'transparent',
    grid: layout.plots.map((plot) => ({
      left: layout.left,
      top: plot.top,
      width: layout.right - layout.left,
      height: plot.bottom - plot.top,
      outerBoundsMode: 'none' as const,
    })),
    xAxis: layout.plots.map((_, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      show: false,
      min: position(layout.xScale, layout.x.from),
      max: layout.x.to > layout.x.from ? position(layout.xScale, layout.x.to) : layout.x.from + 1,
    })),
    yAxis: layout.plots.map(({ scale }, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      show: false,
      min: position(scale, scale.min),
      max: position(scale, scale.max),
    })),
    series: layout.plots.flatMap((plot, axis) =>
      plotSeries(plot, layout.x, { axis, x: layout.xScale, y: plot.scale, colours, raised }),
    ),
  }
}

/** Where a series is drawn, and how. */
interface Ground {
  readonly axis: number
  readonly x: Scale
  readonly y: Scale
  readonly colours: Colours
  readonly raised: string | null
}

/** Ranges and raw lines first, so that they lie under all others; then thin lines, then bold ones. */
function plotSeries({ panel }: Plot, range: Range, ground: Ground): (LineSeriesOption | CustomSeriesOption)[] {
  const lines = panel.lines.map((line) => ({ line, drawn: drawnLine(line, range) }))
  const ranges = lines.flatMap(({ line, drawn: { x, band } }) => (band ? [rangeSeries(line, x, band, ground)] : []))
  const byWeight = [...lines].sort((a, b) => Number(a.line.weight === 'bold') - Number(b.line.weight === 'bold'))
  const planned = panel.planned ? [plannedSeries(panel.planned, ground)] : []
  const raw = lines.flatMap(({ line, drawn }) => rawSeries(line, drawn, ground))
  return [...ranges, ...raw, ...planned, ...byWeight.map(({ line, drawn }) => lineSeries(line, drawn, ground))]
}

const quiet = (axis: number) => ({ type: 'line', xAxisIndex: axis, yAxisIndex: axis, silent: true, clip: true }) as const

function lineSeries(line: Line, { x, y }: DrawnLine, ground: Ground): LineSeriesOption {
  const color = ground.colours(line.colour)
  const opacity = ground.raised === null || line.id.startsWith(ground.raised) ? 1 : faintOpacity
  return {
    ...quiet(ground.axis),
    step: line.stepped ? 'start' : false,
    // A single value has no line; and of a few evaluations one wants to see where they were made.
    showSymbol: line.x.length === 1 || (line.weight === 'bold' && line.x.length <= mostPoints),
    symbol: 'circle',
    symbolSize: line.weight === 'bold' ? 5 : 3,
    lineStyle: {
      color,
      opacity,
      width: widths[line.weight],
      type: line.dash ? [...line.dash] : 'solid',
      join: 'round',
      cap: 'round',
    },
    itemStyle: { color, opacity },
    data: points(x, y, ground),
  }
}

/** Where every bucket holds one value there is no range to see: the raw values are a line then. */
function rawSeries({ colour }: Line, { x, band }: DrawnLine, ground: Ground): LineSeriesOption[] {
  if (!band || isRange(band)) return []
  return [
    {
      ...quiet(ground.axis),
      showSymbol: false,
      lineStyle: { color: ground.colours(colour), width: 0.8, opacity: rawOpacity },
      data: points(x, band.low, ground),
    },
  ]
}

function plannedSeries(planned: { x: Values; y: Values }, ground: Ground): LineSeriesOption {
  return {
    ...quiet(ground.axis),
    showSymbol: false,
    lineStyle: { color: ground.colours('--axis'), width: 1.1, type: [3, 3] },
    data: points(planned.x, planned.y, ground),
  }
}

function points(x: Values, y: Values, ground: Ground): [number, number | '-'][] {
  const all: [number, number | '-'][] = []
  for (let index = 0; index < x.length; index += 1) {
    const value = y[index] ?? Number.NaN
    all.push([position(ground.x, x[index] ?? 0), Number.isFinite(value) ? position(ground.y, value) : '-'])
  }
  return all
}

/** One shape between the smallest and the largest raw value of each bucket; breaks where there are none. */
function rangeSeries(line: Line, x: Values, band: { low: Values; high: Values }, ground: Ground): CustomSeriesOption {
  const colour = ground.colours(line.colour)
  const runs = finiteRuns(band)
  const at = (index: number): number => position(ground.x, x[index] ?? 0)
  return {
    ...quiet(ground.axis),
    type: 'custom',
    data: runs.map(([start]) => [at(start), 0]),
    renderItem: (params, api) => {
      const run = runs[params.dataIndex]
      if (!run) return null
      const upper: number[][] = []
      const lower: number[][] = []
      for (let index = run[0]; index <= run[1]; index++) {
        upper.push(api.coord([at(index), position(ground.y, band.high[index] ?? 0)]))
        lower.push(api.coord([at(index), position(ground.y, band.low[index] ?? 0)]))
      }
      return {
        type: 'polygon',
        shape: { points: [...upper, ...lower.reverse()] },
        style: { fill: colour, fillOpacity: rangeOpacity, stroke: colour, strokeOpacity: edgeOpacity, lineWidth: edgeWidth },
      }
    },
  }
}

/** Whether low and high differ anywhere: where every bucket holds one value, there is a line and no range. */
export function isRange({ low, high }: { readonly low: Values; readonly high: Values }): boolean {
  for (let index = 0; index < low.length; index += 1) if (Number.isFinite(low[index]) && low[index] !== high[index]) return true
  return false
}

/** First and last index of each stretch where both ends of the range are finite. */
export function finiteRuns({ low, high }: { low: Values; high: Values }): [number, number][] {
  const runs: [number, number][] = []
  for (let index = 0; index < low.length; index++) {
    if (!Number.isFinite(low[index]) || !Number.isFinite(high[index])) continue
    const last = runs[runs.length - 1]
    if (last && last[1] === index - 1) last[1] = index
    else runs.push([index, index])
  }
  return runs
}
