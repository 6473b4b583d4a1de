/** A series of steps in a run's metrics, with the pyramid that is kept of it. */
import type { Connection } from '../database.ts'
import type { StepSeries } from '../run.ts'
import { bucketRows } from './bucket-rows.ts'
import type { CurveSource } from './read-curve.ts'
import { stepValues } from './step-values.ts'
import type { Smoothing } from './smoothings.ts'

/** `pyramid`: the database that has it; null where there is none. */
export function storedSource(
  metrics: Connection,
  pyramid: Connection | null,
  series: StepSeries,
  smoothing: Smoothing,
): CurveSource {
  const values = stepValues(metrics, series)
  if (pyramid === null) return { ...values, buckets: () => [], bucketBefore: () => null }
  const rows = bucketRows(pyramid, series, smoothing === 0 ? [] : [smoothing])
  return { ...values, buckets: rows.within, bucketBefore: (step) => rows.before(0, step) }
}
