/** A curve of a run's steps, from its metrics and the pyramid that is kept of them. */
import { versionOf, type Connection } from '../database.ts'
import type { ReadAttempt } from '../metrics-rows.ts'
import type { StepSeries } from '../run.ts'
import { bucketRows } from './bucket-rows.ts'
import { drawnCurve, type CurveQuery, type DrawnCurve } from './drawn-curve.ts'
import { openOlderCurves, wantsOlderCurves } from './older-curves.ts'
import type { CurveSource } from './read-curve.ts'
import { stepSeries, stepValues } from './step-values.ts'

/** The migration that brought the pyramid. */
const firstWithPyramid = 5

export interface StepCurveRequest {
  readonly runFolder: string
  readonly attempts: readonly ReadAttempt[]
  readonly series: StepSeries
  readonly query: CurveQuery
  /** What becomes of a long curve that no pyramid is kept of: it is told, or read whole all the same. */
  readonly unmade: 'told' | 'read'
}

/** Null where it is told that what it is read from is still to be made. Throws what SQLite throws. */
export function stepCurve(metrics: Connection, request: StepCurveRequest): DrawnCurve | null {
  const { runFolder, attempts, unmade } = request
  if (versionOf(metrics) >= firstWithPyramid) return curveFrom(metrics, metrics, request)
  const made = openOlderCurves(runFolder, attempts.length)
  if (made === null && unmade === 'told' && wantsOlderCurves(runFolder, metrics)) return null
  try {
    return curveFrom(metrics, made, request)
  } finally {
    made?.close()
  }
}

function curveFrom(metrics: Connection, pyramid: Connection | null, { attempts, series, query }: StepCurveRequest): DrawnCurve {
  const values = stepValues(metrics, series)
  const rows = pyramid && bucketRows(pyramid, stepSeries.indexOf(series), query.smoothing === 0 ? [] : [query.smoothing])
  const source: CurveSource = {
    ...values,
    buckets: rows?.within ?? (() => []),
    bucketBefore: (step) => rows?.before(0, step) ?? null,
  }
  // In one transaction: all of it as of one commit.
  return metrics.transaction(() => drawnCurve(source, query, attempts, series === 'learningRate'))()
}
