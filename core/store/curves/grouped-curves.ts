/** Curves of groups of runs, read from a library. */
import type { Spread } from '../../statistics/spread.ts'
import type { LibraryRuns } from '../library-runs.ts'
import type { RunCurvesQuery } from '../run-curves.ts'
import type { EvaluationSeries, StepSeries } from '../run.ts'
import type { CurveQuery, DrawnCurve } from './drawn-curve.ts'
import { groupCurve, type GroupCurve } from './group-curves.ts'
import { logStretches } from './read-curve.ts'

export interface GroupQuery extends Pick<CurveQuery, 'buckets' | 'smoothing' | 'x' | 'log' | 'from' | 'to'> {
  /** `key` is the asker's own name of a group. */
  readonly groups: readonly { readonly key: string; readonly runs: readonly string[] }[]
  readonly series: readonly (StepSeries | EvaluationSeries)[]
  readonly spread: Spread
}

export interface GroupedCurve extends GroupCurve {
  readonly group: string
  readonly series: StepSeries | EvaluationSeries
}

/** One for each group and each series. A group's curve depends on its own runs alone. */
export function groupedCurves(
  { curves }: Pick<LibraryRuns, 'curves'>,
  { groups, series: all, spread, log, ...range }: GroupQuery,
): GroupedCurve[] {
  return groups.flatMap(({ key, runs }) =>
    all.map((series) => {
      const asked = { ...range, log: false, runs, series: [series] }
      const parts = partsOf(asked, () => stepsOf(curves({ ...asked, log })), log).map((query) => {
        const found = curves(query)
        const width = Math.max(1, ...found.map((curve) => curve.width))
        // One that ended early is cut finer: it is read again, cut as the others are.
        return { width, curves: found.every((curve) => curve.width === width) ? found : curves({ ...query, leastWidth: width }) }
      })
      return { group: key, series, ...groupCurve(parts, spread, range.x === 'step') }
    }),
  )
}

/** What is read one after the other: along a logarithmic axis its stretches, by time the steps that are in sight, else what was asked. */
function partsOf(asked: RunCurvesQuery, inSight: () => { from: number; to: number }, log: boolean): RunCurvesQuery[] {
  if (!log) return asked.x === 'step' ? [asked] : [{ ...asked, steps: inSight() }]
  const { from, to } = inSight()
  return logStretches({ from: Math.max(1, from), to }, asked.buckets).map(({ buckets, ...steps }) => ({
    ...asked,
    buckets,
    steps,
  }))
}

/** From the first to the last step that any of the runs has in sight: by time they are not the same, and a mean is over all of them at each step. */
function stepsOf(found: readonly Pick<DrawnCurve, 'steps'>[]): { from: number; to: number } {
  const firsts = found.flatMap(({ steps }) => steps[0] ?? [])
  const lasts = found.flatMap(({ steps }) => steps.at(-1) ?? [])
  return { from: Math.min(Infinity, ...firsts), to: Math.max(0, ...lasts) }
}
