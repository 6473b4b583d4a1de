/** Curves of groups of runs, read from a library. */
import type { Spread } from '../../statistics/spread.ts'
import type { LibraryRuns } from '../library-runs.ts'
import type { EvaluationSeries, StepSeries } from '../run.ts'
import type { CurveQuery, DrawnCurve } from './drawn-curve.ts'
import { groupCurve, type GroupCurve } from './group-curves.ts'

export interface GroupQuery extends Pick<CurveQuery, 'buckets' | 'smoothing' | 'x' | 'from' | 'to'> {
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
  { groups, series: all, spread, ...range }: GroupQuery,
): GroupedCurve[] {
  return groups.flatMap(({ key, runs }) =>
    all.map((series) => {
      const asked = { ...range, log: false, runs, series: [series] }
      const query = range.x === 'step' ? asked : { ...asked, steps: stepsOf(curves(asked)) }
      const found = curves(query)
      const width = Math.max(1, ...found.map((curve) => curve.width))
      // One that ended early is cut finer: it is read again, cut as the others are.
      const alike = found.every((curve) => curve.width === width) ? found : curves({ ...query, leastWidth: width })
      return { group: key, series, ...groupCurve(alike, width, spread, range.x === 'step') }
    }),
  )
}

/** From the first to the last step that any of the runs has in sight: by time they are not the same, and a mean is over all of them at each step. */
function stepsOf(found: readonly Pick<DrawnCurve, 'steps'>[]): { from: number; to: number } {
  const firsts = found.flatMap(({ steps }) => steps[0] ?? [])
  const lasts = found.flatMap(({ steps }) => steps.at(-1) ?? [])
  return { from: Math.min(Infinity, ...firsts), to: Math.max(0, ...lasts) }
}
