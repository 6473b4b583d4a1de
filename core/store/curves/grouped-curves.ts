/** Curves of groups of runs, read from a library. */
import type { Spread } from '../../statistics/spread.ts'
import type { LibraryRuns } from '../library-runs.ts'
import type { EvaluationSeries, StepSeries } from '../run.ts'
import type { CurveQuery } from './drawn-curve.ts'
import { groupCurve, type GroupCurve } from './group-curves.ts'

export interface GroupQuery extends Pick<CurveQuery, 'buckets' | 'smoothing' | 'from' | 'to'> {
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
      const query = { ...range, runs, series: [series], x: 'step', log: false } as const
      const found = curves(query)
      const width = Math.max(1, ...found.map((curve) => curve.width))
      // One that ended early is cut finer: it is read again, cut as the others are.
      const alike = found.every((curve) => curve.width === width) ? found : curves({ ...query, leastWidth: width })
      return { group: key, series, ...groupCurve(alike, width, spread) }
    }),
  )
}
