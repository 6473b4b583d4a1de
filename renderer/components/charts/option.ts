/** The ECharts option of a laid-out chart: one grid a panel, lines and raw ranges, no animation. */
import type { CustomSeriesOption, LineSeriesOption } from 'echarts/charts'
import type { Line, Values } from './chart.ts'
import type { CurveOption } from './echarts.ts'
import type { ChartLayout, Plot } from './chart-layout.ts'
import { position, type Scale } from './scale.ts'

/** The colour a CSS variable stands for in the theme in use. */
export type Colours = (variable: string) => string

const widths = { thin: 1.1, bold: 2.1, rate: 1.5 } as const
const rangeOpacity = 0.12
const rawOpacity = 0.45
/** Evaluations that are drawn as points as well. */
const mostPoints = 12

export function curveOption(layout: ChartLayout, colours: Colours): CurveOption {
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
      min: layout.x.from,
      max: layout.x.to > layout.x.from ? layout.x.to : layout.x.from + 1,
    })),
    yAxis: layout.plots.map(({ scale }, gridIndex) => ({
      type: 'value' as const,
      gridIndex,
      show: false,
      min: position(scale, scale.min),
      max: position(scale, scale.max),
    })),
    series: layout.plots.flatMap((plot, axis) => plotSeries(plot, axis, colours)),
  }
}

/** Ranges and raw lines first, so that they lie under all others; then thin lines, then bold ones. */
function plotSeries({ panel, scale }: Plot, axis: number, colours: Colours): (LineSeriesOption | CustomSeriesOption)[] {
  const ranges = panel.lines.flatMap((line) => (line.band ? [rangeSeries(line, line.band, scale, axis, colours)] : []))
  const byWeight = [...panel.lines].sort((a, b) => Number(a.weight === 'bold') - Number(b.weight === 'bold'))
  const planned = panel.planned ? [plannedSeries(panel.planned, scale, axis, colours)] : []
  const raw = panel.lines.flatMap((line) => rawSeries(line, scale, axis, colours))
  return [...ranges, ...raw, ...planned, ...byWeight.map((line) => lineSeries(line, scale, axis, colours))]
}

function lineSeries(line: Line, scale: Scale, axis: number, colours: Colours): LineSeriesOption {
  const color = colours(line.colour)
  return {
    type: 'line',
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    clip: true,
    step: line.stepped ? 'start' : false,
    // A single value has no line; and of a few evaluations one wants to see where they were made.
    showSymbol: line.x.length === 1 || (line.weight === 'bold' && line.x.length <= mostPoints),
    symbol: 'circle',
    symbolSize: line.weight === 'bold' ? 5 : 3,
    lineStyle: { color, width: widths[line.weight], type: line.dash ? [...line.dash] : 'solid', join: 'round', cap: 'round' },
    itemStyle: { color },
    data: points(line.x, line.y, scale),
  }
}

/** Where every bucket holds one value there is no range to see: the raw values are a line then. */
function rawSeries({ band, x, colour }: Line, scale: Scale, axis: number, colours: Colours): LineSeriesOption[] {
  if (!band || Array.from(band.low).some((low, index) => Number.isFinite(low) && low !== band.high[index])) return []
  return [
    {
      type: 'line',
      xAxisIndex: axis,
      yAxisIndex: axis,
      silent: true,
      clip: true,
      showSymbol: false,
      lineStyle: { color: colours(colour), width: 0.8, opacity: rawOpacity },
      data: points(x, band.low, scale),
    },
  ]
}

function plannedSeries(planned: { x: Values; y: Values }, scale: Scale, axis: number, colours: Colours): LineSeriesOption {
  return {
    type: 'line',
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    clip: true,
    showSymbol: false,
    lineStyle: { color: colours('--axis'), width: 1.1, type: [3, 3] },
    data: points(planned.x, planned.y, scale),
  }
}

function points(x: Values, y: Values, scale: Scale): [number, number | '-'][] {
  return Array.from({ length: x.length }, (_, index) => {
    const value = y[index] ?? Number.NaN
    return [x[index] ?? 0, Number.isFinite(value) ? position(scale, value) : '-']
  })
}

/** One shape between the smallest and the largest raw value of each bucket; breaks where there are none. */
function rangeSeries(
  line: Line,
  band: { low: Values; high: Values },
  scale: Scale,
  axis: number,
  colours: Colours,
): CustomSeriesOption {
  const fill = colours(line.colour)
  const runs = finiteRuns(band)
  return {
    type: 'custom',
    xAxisIndex: axis,
    yAxisIndex: axis,
    silent: true,
    clip: true,
    data: runs.map(([start]) => [line.x[start] ?? 0, 0]),
    renderItem: (params, api) => {
      const run = runs[params.dataIndex]
      if (!run) return null
      const upper: number[][] = []
      const lower: number[][] = []
      for (let index = run[0]; index <= run[1]; index++) {
        const x = line.x[index] ?? 0
        upper.push(api.coord([x, position(scale, band.high[index] ?? 0)]))
        lower.push(api.coord([x, position(scale, band.low[index] ?? 0)]))
      }
      return { type: 'polygon', shape: { points: [...upper, ...lower.reverse()] }, style: { fill, opacity: rangeOpacity } }
    },
  }
}

/** First and last index of each stretch where both ends of the range are finite. */
function finiteRuns({ low, high }: { low: Values; high: Values }): [number, number][] {
  const runs: [number, number][] = []
  for (let index = 0; index < low.length; index++) {
    if (!Number.isFinite(low[index]) || !Number.isFinite(high[index])) continue
    const last = runs[runs.length - 1]
    if (last && last[1] === index - 1) last[1] = index
    else runs.push([index, index])
  }
  return runs
}
