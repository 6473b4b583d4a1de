/** Where the marks of a plot stand: its dots, the lines through them, and the names at their ends. Pure. */
import { endLabels, isDrawn, placed, type Axis, type Box, type Level, type Placed, type Series } from './series.ts'

/** What a plot shows. */
export interface PlotContents {
  readonly x: Axis
  readonly y: Axis
  readonly series: readonly Series[]
  readonly levels: readonly Level[]
  /** Both axes go from 0 to 1, and a line shows where they are equal. */
  readonly shares: boolean
}

export interface Dot {
  readonly key: string
  readonly series: Series
  /** What it says, as a sentence. */
  readonly label: string
  readonly spread: { readonly low: number; readonly high: number } | null
  readonly x: number
  readonly y: number
}

export interface PlotMarks {
  readonly scales: Placed
  readonly lines: readonly (Series & { readonly path: string })[]
  /** In the order of the axis, as the arrow keys go through them. */
  readonly dots: readonly Dot[]
  readonly ends: ReturnType<typeof endLabels>
  /** Small where many stand close together. */
  readonly radius: number
}

export function plotMarks({ x, y, series, levels, shares }: PlotContents, box: Box): PlotMarks {
  const scales = placed(series, levels, box, x, y, shares ? [0, 1] : [])
  const { atX, atY } = scales
  const drawn = series.map((one) => ({ ...one, points: one.points.filter((point) => isDrawn(point, y)) }))
  const lines = drawn.map((one) => {
    const corners = one.points.map((point) => `${atX(point.x)} ${atY(point.y)}`)
    return { ...one, path: one.joined && corners.length > 1 ? `M${corners.join('L')}` : '' }
  })
  const dots = drawn.flatMap((one) =>
    one.points.map((point, at): Dot => {
      const { low, high } = point
      return {
        key: `${one.key} ${at}`,
        series: one,
        label: `${one.name}, ${point.name}: ${y.text(point.y)}`,
        spread: low === undefined || high === undefined ? null : { low: atY(low), high: atY(high) },
        x: atX(point.x),
        y: atY(point.y),
      }
    }),
  )
  dots.sort((one, other) => one.x - other.x || one.y - other.y)
  // One name a run: where its level has one, that is it.
  const unnamed = drawn.filter(({ key }) => !levels.some((level) => level.of === key))
  const last = unnamed.flatMap((one) => {
    const point = one.points.at(-1)
    return point === undefined ? [] : [{ ...one, y: atY(point.y) }]
  })
  const ends = endLabels([...last, ...levels.map((level) => ({ ...level, y: atY(level.y) }))], box)
  return { scales, lines, dots, ends, radius: dots.length > 160 ? 2 : 3.2 }
}
