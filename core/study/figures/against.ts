/** Test error against what a network costs: its depth, parameters, MACs, or the time that it trained; the variants of a group joined by a line. */
import { countsOf, type Counts } from '../../architecture/counts.ts'
import type { Box } from '../../drawing/clip.ts'
import { line, text, type DrawnFigure, type Shape } from '../../drawing/figure.ts'
import { labelDistance, spaceLabels } from '../../drawing/labels.ts'
import { linearScale, logScale, toPixel } from '../../drawing/scale.ts'
import { sampleOf } from '../../statistics/sample.ts'
import type { CsvCell } from '../../text/csv.ts'
import { countTick, panelTitle, xAxis, yAxis } from './axes.ts'
import { diamond } from './bars.ts'
import { groupsOf, percent, strokeOf, testErrorsOf, type DrawnStudy, type DrawnVariant } from './drawn-study.ts'

export const costs = ['depth', 'parameters', 'macs', 'time'] as const
export type Cost = (typeof costs)[number]

export const costWords: Readonly<Record<Cost, string>> = {
  depth: 'depth in layers',
  parameters: 'parameters',
  macs: 'MACs for one image',
  time: 'training time',
}
/** From this factor on an axis is logarithmic. */
const wide = 12
const height = 360
/** Of training time, the largest first. */
const timeUnits = [
  { name: 'hours', ms: 3_600_000 },
  { name: 'minutes', ms: 60_000 },
  { name: 'seconds', ms: 1000 },
] as const

interface Placed {
  readonly variant: DrawnVariant
  readonly x: number
  readonly mean: number
}

export function againstFigure(study: DrawnStudy, cost: Cost, width: number): DrawnFigure {
  const unit = cost === 'time' ? timeUnitOf(study.variants) : null
  const words = unit === null ? costWords[cost] : `${costWords[cost]} in ${unit.name}`
  const box: Box = { left: 44, right: width - 130, top: 34, bottom: height - 40 }
  const placed = study.variants.flatMap((variant): Placed[] => {
    const [x, sample] = [costOf(variant, cost, unit?.ms), sampleOf(testErrorsOf(variant))]
    return x === null || sample === null ? [] : [{ variant, x, mean: sample.mean }]
  })
  const xs = placed.map(({ x }) => x)
  const [least, most] = [Math.min(...xs), Math.max(...xs, 0)]
  const room = Math.floor((box.right - box.left) / 70)
  const isLog = xs.length > 0 && least > 0 && most / least >= wide
  const x = isLog ? logScale(least / 1.15, most * 1.15, room) : linearScale(0, most || 1, room)
  const errors = placed.flatMap(({ variant }) => [...testErrorsOf(variant), variant.published ?? 0])
  const y = linearScale(0, 100 * Math.max(0.01, ...errors), 6)
  const at = (one: number, error: number): [number, number] => [
    toPixel(x, one, box.left, box.right),
    toPixel(y, 100 * error, box.bottom, box.top),
  ]
  return {
    title: `${study.name}: test error against ${words}`,
    about:
      'A ring a variant: the mean over its seeds. Small dots: every seed. Lines join variants of a group. Diamonds: as published.',
    width,
    height,
    shapes: [
      ...panelTitle(0, 14, 'Test error, %', `by ${words}`),
      ...yAxis(y, box, String),
      ...xAxis(x, box, (value) => countTick(value, x.max), words),
      ...joined(placed, at),
      ...placed.flatMap((one) => dotsOf(one, at)),
      ...namesOf(placed, at, box),
    ],
    table: [
      ['variant', 'group', unit === null ? cost : `${cost}_${unit.name}`, 'seed', 'run', 'test_error_percent'],
      ...study.variants.flatMap((variant) =>
        variant.runs.map(({ seed, id, test }): CsvCell[] => [
          variant.name,
          variant.group,
          costOf(variant, cost, unit?.ms),
          seed,
          id,
          test === null ? null : 100 * test,
        ]),
      ),
    ],
  }
}

/** The largest in which the longest is not below one. */
function timeUnitOf(variants: readonly DrawnVariant[]): (typeof timeUnits)[number] {
  const longest = Math.max(0, ...variants.map((variant) => costOf(variant, 'time') ?? 0))
  return timeUnits.find(({ ms }) => longest >= ms) ?? timeUnits[2]
}

/** Null where it is not known. Of time the mean over the seeds, in units of so many milliseconds. */
function costOf({ architecture, runs }: DrawnVariant, cost: Cost, unitMs = 1): number | null {
  if (cost === 'time') {
    const sample = sampleOf(runs.flatMap(({ trainedMs }) => trainedMs ?? []))
    return sample === null ? null : sample.mean / unitMs
  }
  const counts: Counts | null = countsOf(architecture)
  return counts === null ? null : counts[cost]
}

type At = (x: number, error: number) => [number, number]

function joined(placed: readonly Placed[], at: At): Shape[] {
  return groupsOf(placed.map(({ variant }) => variant)).flatMap(({ variants }) => {
    const corners = placed
      .filter(({ variant }) => variants.includes(variant))
      .sort((one, other) => one.x - other.x)
      .map(({ x, mean }) =>
        at(x, mean)
          .map((value) => value.toFixed(1))
          .join(' '),
      )
    return corners.length < 2 ? [] : [line(`M${corners.join('L')}`, 'ink-3', 1.2)]
  })
}

function dotsOf({ variant, x, mean }: Placed, at: At): Shape[] {
  const { colour } = strokeOf(variant)
  const [across, up] = at(x, mean)
  const seeds = variant.runs.flatMap((run): Shape[] => {
    if (run.test === null) return []
    const mark = { label: `${variant.name}, seed ${run.seed}: test error ${percent(run.test)} %`, run: run.id }
    return [{ kind: 'circle', x: across, y: at(x, run.test)[1], r: 2.2, fill: colour, stroke: colour, mark }]
  })
  const published = variant.published === null ? [] : [diamond(across, at(x, variant.published)[1])]
  return [...published, { kind: 'circle', x: across, y: up, r: 5, fill: 'paper', stroke: colour }, ...seeds]
}

/** Beside each ring, the names of those that share a place apart. */
function namesOf(placed: readonly Placed[], at: At, box: Box): Shape[] {
  const points = placed.map(({ variant, x, mean }) => ({ variant, at: at(x, mean) }))
  const columns = new Map<number, typeof points>()
  for (const point of points) {
    const key = Math.round(point.at[0] / 60)
    columns.set(key, [...(columns.get(key) ?? []), point])
  }
  return [...columns.values()].flatMap((column) => {
    const places = spaceLabels(
      column.map((point) => point.at[1] + 4),
      labelDistance,
      box.top,
      box.bottom,
    )
    return column.map(({ variant, at: [x] }, index) =>
      text(x + 10, places[index] ?? 0, variant.name, { fill: strokeOf(variant).colour, weight: 600, halo: true }),
    )
  })
}
