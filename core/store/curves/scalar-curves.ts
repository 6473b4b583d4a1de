/** The pyramid of the figures of a run that was trained elsewhere: written once they are all there, since they may come in any order. */
import { versionOf, type Connection } from '../database.ts'
import { elsewhereSeries, type ElsewhereSeries } from '../elsewhere.ts'
import { fromColumns } from '../not-finite.ts'
import { bucketInsert, bucketRows, keptSmoothings } from './bucket-rows.ts'
import { ExponentialAverage } from './exponential-average.ts'
import { LevelsBuilder } from './levels.ts'
import { RecentValues } from './recent-values.ts'
import type { CurveSource } from './read-curve.ts'
import type { Smoothing } from './smoothings.ts'
import type { Measured, StepValues } from './step-values.ts'

/** The migration of scalars.db that brought it. */
const firstWithPyramid = 2

/** Values that are read at a time. */
const slice = 20_000

/** What a look at a figure reads: its buckets, where they are kept, and values of single steps. */
export function scalarSource(database: Connection, series: ElsewhereSeries, smoothing: Smoothing): CurveSource {
  const values = scalarValues(database, series)
  if (versionOf(database) < firstWithPyramid) return { ...values, buckets: () => [], bucketBefore: () => null }
  const rows = bucketRows(database, elsewhereSeries.indexOf(series), smoothing === 0 ? [] : [smoothing])
  return { ...values, buckets: rows.within, bucketBefore: (step) => rows.before(0, step) }
}

/** Makes it anew of all values that are there, in one transaction. */
export function keepScalarCurves(database: Connection): void {
  const insert = bucketInsert(database)
  const page = database
    .prepare<[string, number, number], Measured>(
      `SELECT step, time, ${valueColumn} FROM scalars WHERE series = ? AND step > ? ORDER BY step LIMIT ?`,
    )
    .raw()
  database
    .transaction(() => {
      database.prepare('DELETE FROM curve_buckets').run()
      for (const [number, series] of elsewhereSeries.entries()) {
        const state = {
          averages: keptSmoothings.map((smoothing) => new ExponentialAverage(smoothing)),
          recent: new RecentValues([]),
        }
        const builder = new LevelsBuilder({ state, parents: [] }, (level, bucket) => insert(number, level, bucket))
        for (let rows = page.all(series, -1, slice); rows.length > 0; rows = page.all(series, rows.at(-1)?.[0] ?? 0, slice))
          for (const [step, time, value] of rows) builder.add(step, time, value ?? NaN)
      }
    })
    .immediate()
}

const valueColumn = 'CASE kind WHEN 2 THEN 9e999 WHEN 3 THEN -9e999 ELSE value END'

export function scalarValues(database: Connection, series: ElsewhereSeries): StepValues {
  const from = database
    .prepare<[string, number], number | null>('SELECT min(step) FROM scalars WHERE series = ? AND step >= ?')
    .pluck()
  const upTo = database
    .prepare<[string, number], number | null>('SELECT max(step) FROM scalars WHERE series = ? AND step <= ?')
    .pluck()
  const values = database
    .prepare<[string, number, number], Measured>(
      `SELECT step, time, ${valueColumn} FROM scalars WHERE series = ? AND step BETWEEN ? AND ? ORDER BY step`,
    )
    .raw()
  const before = database
    .prepare<[string, number, number], [number | null, number]>(
      'SELECT value, kind FROM scalars WHERE series = ? AND step < ? ORDER BY step DESC LIMIT ?',
    )
    .raw()
  return {
    stepFrom: (step) => from.get(series, step) ?? null,
    stepUpTo: (step) => upTo.get(series, step) ?? null,
    values: (first, last) => values.all(series, first, last),
    valuesBefore: (step, count) =>
      before
        .all(series, step, count)
        .map(([number, kind]) => fromColumns(number, kind))
        .reverse(),
  }
}
