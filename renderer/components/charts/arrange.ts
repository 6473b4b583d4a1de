/** How charts are arranged: an arrangement in, another one out. Pure. Charts are named by their figures; `shown` are those that stand in a view. */
import type { ArrangedChart, ChartArrangement } from '../../../core/api/contract/charts.ts'

export interface FigureChoice<Figure extends string = string> {
  readonly value: Figure
  readonly label: string
  /** Height where it is added, beside those of the others. */
  readonly height: number
}

/** A chart is never drawn lower than this beside its neighbour, as a share of both. */
const least = 0.12

export function withFigure(charts: ChartArrangement, figure: string, height: number): ChartArrangement {
  return charts.some((chart) => chart.figure === figure) ? charts : [...charts, { figure, height }]
}

/** The last one stays: a view without a chart has no menu to add one from. */
export function without(charts: ChartArrangement, figure: string): ChartArrangement {
  return charts.length === 1 ? charts : charts.filter((chart) => chart.figure !== figure)
}

/** Another figure in its place; one that stands elsewhere changes places with it. */
export function replaced(charts: ChartArrangement, figure: string, by: string): ChartArrangement {
  const turned = (name: string): string => (name === figure ? by : name === by ? figure : name)
  return charts.map((chart) => ({ ...chart, figure: turned(chart.figure) }))
}

/** Moved to the place of another one that is shown, which makes room for it. */
export function movedTo(charts: ChartArrangement, figure: string, place: string): ChartArrangement {
  const from = charts.findIndex((chart) => chart.figure === figure)
  const to = charts.findIndex((chart) => chart.figure === place)
  const chart = charts[from]
  if (chart === undefined || to < 0 || from === to) return charts
  const others = charts.filter((other) => other !== chart)
  return [...others.slice(0, to), chart, ...others.slice(to)]
}

/** One place up (−1) or down (1) among those shown. */
export function movedBy(charts: ChartArrangement, shown: readonly string[], figure: string, by: -1 | 1): ChartArrangement {
  const neighbour = shown[shown.indexOf(figure) + by]
  return neighbour === undefined ? charts : movedTo(charts, figure, neighbour)
}

/** The upper of two neighbours gets this share of what both have. */
export function shared(charts: ChartArrangement, upper: string, lower: string, share: number): ChartArrangement {
  const heightOf = (figure: string): number => charts.find((chart) => chart.figure === figure)?.height ?? 0
  const both = heightOf(upper) + heightOf(lower)
  const kept = Math.min(1 - least, Math.max(least, share))
  const height = ({ figure, height }: ArrangedChart): number => {
    if (figure === upper) return both * kept
    return figure === lower ? both * (1 - kept) : height
  }
  return charts.map((chart) => ({ figure: chart.figure, height: within(height(chart)) }))
}

/** A quarter higher or lower, beside all others. */
export function resized(charts: ChartArrangement, figure: string, by: -1 | 1): ChartArrangement {
  const factor = by > 0 ? 1.25 : 0.8
  return charts.map((chart) => (chart.figure === figure ? { ...chart, height: within(chart.height * factor) } : chart))
}

const within = (height: number): number => Math.min(20, Math.max(0.25, height))
