/** Where everything of a chart stands, in pixels: panels, axes, and the names at the ends of lines. */
import {
  fromPixel,
  linearScale,
  logScale,
  quantile,
  sortedFinite,
  ticksWithin,
  toPixel,
  type Scale,
} from '../../../core/drawing/scale.ts'
import { labelDistance, spaceLabels } from '../../../core/drawing/labels.ts'
import type { Line, Panel, Range, Values } from './chart.ts'

export interface Plot {
  readonly panel: Panel
  readonly top: number
  readonly bottom: number
  readonly scale: Scale
}

export interface ChartLayout {
  readonly width: number
  readonly height: number
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
  readonly x: Range
  /** x as an axis, with its ticks. */
  readonly xScale: Scale
  readonly plots: readonly Plot[]
}

/** Pixels of a chart's margins: y labels at the left, names of lines at the right. */
export interface Margins {
  readonly left: number
  readonly right: number
}

/** Above each panel, for its title; below the last, for the ticks of x. */
const titleHeight = 25
const axisHeight = 26
/** A tick label of x needs about this much. */
const xTickRoom = 96

export interface AxisChoices {
  /** There is nothing between whole numbers of x, as between steps. */
  readonly wholeX?: boolean
  readonly logX?: boolean
  /** The wildest values set the range of y, too. */
  readonly outliers?: boolean
}

export function layOut(
  panels: readonly Panel[],
  x: Range,
  width: number,
  height: number,
  margins: Margins,
  { wholeX = false, logX = false, outliers = false }: AxisChoices = {},
): ChartLayout {
  const weights = panels.reduce((sum, panel) => sum + panel.weight, 0)
  const room = Math.max(40 * panels.length, height - titleHeight * panels.length - axisHeight)
  const left = margins.left
  const right = Math.max(left + 40, width - margins.right)
  let top = 0
  const plots = panels.map((panel): Plot => {
    const plotTop = Math.round(top + titleHeight)
    const bottom = Math.round(plotTop + (room * panel.weight) / weights)
    top = bottom
    return { panel, top: plotTop, bottom, scale: yScale(panel, bottom - plotTop, outliers) }
  })
  const most = Math.max(2, Math.floor((right - left) / xTickRoom))
  const nice = x.to <= x.from ? [] : logX ? logScale(x.from, x.to, most).ticks : ticksWithin(x.from, x.to, most)
  const ticks = wholeX ? nice.filter(Number.isInteger) : nice
  const xScale = { min: x.from, max: x.to, log: logX, ticks }
  return { width, height, left, right, top: titleHeight, bottom: top, x, xScale, plots }
}

/** The values set the scale; without `outliers` all but the wildest twentieth, which only touch it. */
function yScale(panel: Panel, height: number, outliers: boolean): Scale {
  const most = Math.max(2, Math.min(5, Math.floor(height / 26)))
  const { min: fallbackMin, max: fallbackMax } = panel.fallback
  const inner = ({ y, band }: Line): (number | null)[] => {
    const drawn = sortedFinite(y, panel.log)
    const [low, high] = outliers ? [0, 1] : [0.05, 0.9]
    const raw = band ? [quantile(sortedFinite(band.low, panel.log), low), quantile(sortedFinite(band.high, panel.log), high)] : []
    return [quantile(drawn, 0), quantile(drawn, outliers ? 1 : 0.95), lastUsable(y, panel.log), ...raw]
  }
  const planned = panel.planned ? Array.from(panel.planned.y) : []
  const known = [...panel.lines.flatMap(inner), ...planned].filter((value) => value !== null)
  const low = known.length > 0 ? Math.min(...known) : fallbackMin
  const high = known.length > 0 ? Math.max(...known) : fallbackMax
  if (panel.log) return logScale(low / 1.15, high * 1.15, Math.max(2, most))
  return linearScale(low, high, most)
}

function lastUsable(values: Values, positive: boolean): number | null {
  for (let index = values.length - 1; index >= 0; index--) {
    const value = values[index] ?? Number.NaN
    if (Number.isFinite(value) && (!positive || value > 0)) return value
  }
  return null
}

export function xPixel(layout: ChartLayout, x: number): number {
  return toPixel(layout.xScale, x, layout.left, layout.right)
}

/** The x under a pixel. */
export function xAtPixel({ xScale, left, right }: ChartLayout, pixel: number): number {
  return fromPixel(xScale, pixel, left, right)
}

export function yPixel(plot: Plot, y: number): number {
  return toPixel(plot.scale, y, plot.bottom, plot.top)
}

/** A line that ends further before now is named where it ends. */
const leadRoom = 60

export interface EndLabel {
  readonly id: string
  readonly text: string
  readonly colour: string
  readonly dash: readonly number[] | null
  /** End of the line. */
  readonly x: number
  readonly y: number
  readonly textX: number
  /** Middle of the text. */
  readonly textY: number
  /** Whether it lies on the paper, where lines may run under it. */
  readonly overPaper: boolean
}

/**
 * Names at the ends of a panel's lines that are in sight, 13 px apart; right of `now` where the lines have not quite reached it, and of the cross where one was
 * broken off. Of more than there is room for, as many as there is, from the highest to the lowest: the table beside the chart has all.
 */
export function endLabels(layout: ChartLayout, plot: Plot, now: number | null): EndLabel[] {
  const nowX = now === null ? Number.NEGATIVE_INFINITY : xPixel(layout, now)
  const ends = plot.panel.lines.flatMap((line) => {
    if (line.endLabel === null) return []
    for (let index = line.x.length - 1; index >= 0; index--) {
      const x = line.x[index] ?? Number.NaN
      const y = line.y[index] ?? Number.NaN
      if (!Number.isFinite(y)) continue
      if (x < layout.x.from) return []
      if (x > layout.x.to) continue
      return [
        {
          id: line.id,
          text: line.endLabel,
          colour: line.colour,
          dash: line.dash,
          x: xPixel(layout, x),
          y: within(yPixel(plot, y), plot),
          broken: brokenAt(layout, plot.panel.lines, line),
        },
      ]
    }
    return []
  })
  const named = spread(
    ends.sort((one, other) => one.y - other.y),
    Math.max(1, Math.floor((plot.bottom - plot.top - 10) / labelDistance) + 1),
  )
  const spaced = spaceLabels(
    named.map((end) => end.y),
    labelDistance,
    plot.top + 5,
    plot.bottom - 5,
  )
  return named.map(({ broken, ...end }, index) => {
    const textX = Math.max(nowX - end.x < leadRoom ? Math.max(end.x, nowX) : end.x, broken) + 12
    return { ...end, textX, textY: spaced[index] ?? end.y, overPaper: now === null || textX < nowX }
  })
}

/** Pixel at which it, or the other line of its run, is broken off; left of all where neither is. */
function brokenAt(layout: ChartLayout, lines: readonly Line[], { colour, dash }: Line): number {
  const own = lines.filter((line) => line.colour === colour && String(line.dash) === String(dash))
  return Math.max(...own.map(({ broken }) => (broken ? xPixel(layout, broken.x) : Number.NEGATIVE_INFINITY)))
}

/** So many of them at most, evenly over their order, the first and the last among them. */
function spread<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all]
  const step = (all.length - 1) / Math.max(1, most - 1)
  return Array.from({ length: most }, (_, index) => all[Math.round(index * step)]).filter((one) => one !== undefined)
}

const within = (pixel: number, plot: Plot): number => Math.min(plot.bottom, Math.max(plot.top, pixel))
