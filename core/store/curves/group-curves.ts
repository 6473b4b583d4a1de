/** The mean of several runs' curves, step by step, with a band of how they scatter. Pure. */
import { sampleOf } from '../../statistics/sample.ts'
import { reach, type Spread } from '../../statistics/spread.ts'
import type { DrawnCurve } from './drawn-curve.ts'

/**
 * One entry a stretch of steps that any of the runs has, in which each run that has a finite value counts once. Where a run ends, or has none, the
 * mean is of the others: the line is broken there by an entry of NaN, for a mean of fewer runs may lie elsewhere without anything having
 * changed. The band is NaN where there is one run only.
 */
export interface GroupCurve {
  /** Last step of each entry, rising. */
  readonly steps: Float64Array
  /** Where it stands along x: the mean of where its runs had done it. */
  readonly x: Float64Array
  readonly mean: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  /** Runs that the entry is of. */
  readonly n: Float64Array
  /** Steps of a stretch. */
  readonly width: number
  /** Values behind it all. */
  readonly points: number
}

/** A part of the steps: the curves of all runs there, each cut at multiples of `width`, which is the widest of theirs. */
export interface GroupPart {
  readonly curves: readonly DrawnCurve[]
  readonly width: number
}

/** `parts` follow each other along the steps, as those of a logarithmic axis do. */
export function groupCurve(parts: readonly GroupPart[], spread: Spread, isByStep = true): GroupCurve {
  const rows: Row[] = []
  for (const part of parts) addRows(rows, part, spread, isByStep)
  const column = (at: 0 | 1 | 2 | 3 | 4 | 5): Float64Array => Float64Array.from(rows, (row) => row[at])
  const width = Math.max(1, ...parts.map((part) => part.width))
  const points = parts.flatMap(({ curves }) => curves).reduce((sum, curve) => sum + curve.points, 0)
  return { steps: column(0), x: column(5), mean: column(1), low: column(2), high: column(3), n: column(4), width, points }
}

type Row = [step: number, mean: number, low: number, high: number, n: number, x: number]

function addRows(rows: Row[], { curves, width }: GroupPart, spread: Spread, isByStep: boolean): void {
  const stretches = new Map<number, { step: number; values: number[]; places: number[] }>()
  for (const { steps, x, line } of curves) {
    for (const [at, step] of steps.entries()) {
      const index = Math.floor(step / width)
      const stretch = stretches.get(index) ?? { step, values: [], places: [] }
      stretches.set(index, stretch)
      stretch.step = Math.max(stretch.step, step)
      const value = line[at] ?? NaN
      if (!Number.isFinite(value)) continue
      stretch.values.push(value)
      stretch.places.push(x[at] ?? NaN)
    }
  }
  for (const [, { step, values, places }] of [...stretches].sort(([one], [other]) => one - other)) {
    const sample = sampleOf(values)
    if (!sample) continue
    const before = rows.at(-1)
    if (before && before[4] !== sample.n) rows.push([before[0], NaN, NaN, NaN, sample.n, before[5]])
    const band = reach(sample, spread)
    // Along steps a stretch stands at its last one, as a single run's does.
    const at = isByStep ? step : places.reduce((sum, place) => sum + place, 0) / places.length
    rows.push([step, sample.mean, band?.low ?? NaN, band?.high ?? NaN, sample.n, at])
  }
}
