/** Curves of a library's runs: small ones of ended runs are kept, those of runs that go on are read at every look. */
import { isSmall, keepCurves } from './curves/kept-curves.ts'
import type { CurveQuery } from './curves/drawn-curve.ts'
import type { MetricsReader } from './metrics-reader.ts'
import type { RunFolders } from './run-folders.ts'
import type { RunSummaries } from './run-summaries.ts'
import type { Curve, EvaluationSeries, StepSeries } from './run.ts'
import { openScalars } from './scalars.ts'
import { isOfEvaluations } from './series-columns.ts'

export type RunCurvesQuery = CurveQuery & {
  readonly runs: readonly string[]
  readonly series: readonly (StepSeries | EvaluationSeries)[]
}

export interface RunCurves {
  /** One for each run that there is and each series. `isRead`: long runs of an older Stagecraft are read whole, not told of. */
  of(query: RunCurvesQuery, isRead: (run: string) => boolean): Curve[]
  /** Something new is to come of the run. */
  forget(run: string): void
}

export function openRunCurves(folders: RunFolders, summaries: RunSummaries): RunCurves {
  const kept = keepCurves()
  return {
    of({ runs, series, ...query }, isRead) {
      const records = folders.records()
      const ofElsewhere = (run: string): Curve[] => {
        const scalars = openScalars(folders.folder(run))
        try {
          return series.map((name) => ({ run, series: name, ...scalars.curve(name, query) }))
        } finally {
          scalars.close()
        }
      }
      return runs
        .filter((run) => records.has(run))
        .flatMap((run) => {
          if (records.get(run)?.recipe === null) return kept.get(run, { series, ...query }, () => ofElsewhere(run))
          const reduce = (reader: MetricsReader): Curve[] =>
            series.map((name) => ({ run, series: name, ...reader.curve(name, query, isRead(run) ? 'read' : 'told') }))
          if (!summaries.isSettled(run)) return reduce(summaries.read(run))
          // A list of thousands only glances at each; what is looked at stays in memory, evaluations whole.
          return kept.get(run, { series, ...query }, () => {
            if (isSmall(query) && series.every(isOfEvaluations)) return summaries.glance(run, reduce)
            const reader = summaries.read(run)
            try {
              return reduce(reader)
            } finally {
              // Nothing holds a run's files open that has ended.
              reader.close()
            }
          })
        })
    },
    forget: kept.forget,
  }
}
