/** A cursor over the plots of a figure that share their axis: at one place of it a rule in every plot, with what each line is there. */
import type { Box } from './clip.ts'
import { line, text, textRoom, type Ink, type Shape } from './figure.ts'
import { labelDistance, spaceLabels } from './labels.ts'
import { fromPixel, toPixel, type Scale } from './scale.ts'

/** `y` in px of the figure; NaN where there is nothing. `x` rises. */
export interface ReadLine {
  readonly name: string
  readonly ink: Ink
  readonly weight: 400 | 600
  readonly x: ArrayLike<number>
  readonly y: ArrayLike<number>
  /** Of a point, as short as an axis has it. */
  words(point: number): string
}

export interface ReadPlot {
  readonly name: string
  readonly box: Box
  readonly lines: readonly ReadLine[]
}

export interface FigureCursor {
  readonly plots: readonly ReadPlot[]
  readonly scale: Scale
  /** Places where a line has a point, rising. */
  readonly stops: readonly number[]
  /** `step 12,000` */
  says(x: number): string
}

export function cursorOver(plots: readonly ReadPlot[], scale: Scale, says: FigureCursor['says']): FigureCursor {
  const all = plots.flatMap(({ lines }) => lines.flatMap(({ x }) => Array.from(x)))
  const stops = [...new Set(all)].filter((x) => x >= scale.min && x <= scale.max).sort((one, other) => one - other)
  return { plots, scale, stops, says }
}

/** The stop that is nearest to a point of the figure; null where that lies in no plot. */
export function stopAt({ plots, scale, stops }: FigureCursor, x: number, y: number): number | null {
  const plot = plots.find(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom)
  if (plot === undefined) return null
  const wanted = fromPixel(scale, x, plot.box.left, plot.box.right)
  return stops.reduce<number | null>(
    (best, stop) => (best === null || Math.abs(stop - wanted) < Math.abs(best - wanted) ? stop : best),
    null,
  )
}

export interface Reading {
  readonly shapes: readonly Shape[]
  /** All of it as a sentence, for those who do not see it. */
  readonly words: string
}

export function readingAt({ plots, scale, says }: FigureCursor, x: number): Reading {
  const read = plots.map((plot) => ({ plot, found: plot.lines.flatMap((one) => pointOf(one, x)) }))
  const told = read.filter(({ found }) => found.length > 0)
  const words = told.map(
    ({ plot, found }) => `${plot.name}: ${found.map(({ line: { name }, told: value }) => `${name} ${value}`).join(', ')}`,
  )
  return {
    shapes: read.flatMap(({ plot, found }) => shapesIn(plot.box, scale, x, found, says(x))),
    words: [says(x), ...words].join('; '),
  }
}

interface Found {
  readonly line: ReadLine
  /** Of its point, which may lie before the place. */
  readonly x: number
  readonly y: number
  readonly told: string
}

/** What a line is at a place: its last point until there. Nothing after its end, where nobody measured. */
function pointOf(of: ReadLine, x: number): Found[] {
  const xs = Array.from(of.x)
  const at = xs.findLastIndex((one) => one <= x)
  const y = of.y[at] ?? NaN
  return at < 0 || x > (xs.at(-1) ?? NaN) || !Number.isFinite(y) ? [] : [{ line: of, x: xs[at] ?? x, y, told: of.words(at) }]
}

function shapesIn(box: Box, scale: Scale, place: number, found: readonly Found[], said: string): Shape[] {
  const across = (x: number): number => toPixel(scale, x, box.left, box.right)
  const at = Math.round(across(place)) + 0.5
  const isLeft = at > (box.left + box.right) / 2
  const seen = found.filter(({ y }) => y >= box.top && y <= box.bottom)
  const places = spaceLabels(
    seen.map(({ y }) => y + 4),
    labelDistance,
    box.top + 8,
    box.bottom - 4,
  )
  return [
    line(`M${at} ${box.top}V${box.bottom}`, 'ink-3'),
    ...seen.flatMap(({ line: { ink, weight }, x, y, told }, index): Shape[] => [
      { kind: 'circle', x: across(x), y, r: weight === 600 ? 3 : 2.2, fill: weight === 600 ? ink : 'paper', stroke: ink },
      text(at + (isLeft ? -7 : 7), places[index] ?? 0, told, { anchor: isLeft ? 'end' : 'start', fill: ink, weight, halo: true }),
    ]),
    ...axisLabel(box, at, said),
  ]
}

/** The place in ink on the axis, within the plot's width. */
function axisLabel(box: Box, x: number, said: string): Shape[] {
  const half = textRoom(said) / 2 + 5
  const middle = Math.min(Math.max(x, box.left + half), Math.max(box.right - half, box.left + half))
  return [
    { kind: 'rect', x: middle - half, y: box.bottom + 4, width: 2 * half, height: 17, fill: 'ink' },
    text(middle, box.bottom + 16, said, { anchor: 'middle', fill: 'paper' }),
  ]
}
