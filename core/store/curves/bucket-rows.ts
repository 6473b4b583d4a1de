/** Buckets as rows of `curve_buckets`. */
import type { Connection } from '../database.ts'
import { fromColumns, toColumns } from '../not-finite.ts'
import type { Bucket } from './buckets.ts'
import { widthOf } from './levels.ts'
import { smoothings, type Smoothing } from './smoothings.ts'
import { stepSeries } from './step-values.ts'

/** Smoothings that an average is kept for: without any, the line is of the values themselves. */
export const keptSmoothings = smoothings.filter((smoothing) => smoothing > 0)

const averageColumn = (smoothing: Smoothing): string => `past_${Math.round(1000 * smoothing)}`
const plain = 'bucket, step, time, last, low, high, sum, count, recent, odd_count, odd_step, odd_time, odd_kind, seen' as const

type Cell = number | null
type Row = readonly [bucket: number, ...Cell[]]

function rowOf(bucket: Bucket): Cell[] {
  const { index, step, time, last, low, high, sum, count, recent, oddCount, oddStep, oddTime, odd, seen, averages } = bucket
  const [, kind] = toColumns(odd)
  const finite = [step, time, last, low, high, sum]
  return [
    index,
    ...finite.map((value) => (count > 0 ? value : null)),
    count,
    Number.isNaN(recent) ? null : recent,
    oddCount,
    ...(oddCount > 0 ? [oddStep, oddTime, kind] : [null, null, null]),
    seen,
    ...averages.map((average) => (Number.isNaN(average) ? null : average)),
  ]
}

function bucketOf(row: Row): Bucket {
  const at = (column: number): number => row[column] ?? NaN
  return {
    index: row[0],
    step: at(1),
    time: at(2),
    last: at(3),
    low: at(4),
    high: at(5),
    sum: at(6),
    count: at(7),
    recent: at(8),
    oddCount: at(9),
    oddStep: at(10),
    oddTime: at(11),
    odd: fromColumns(null, at(12)),
    seen: at(13),
    averages: row.slice(14).map((average) => average ?? NaN),
  }
}

/** Writes buckets of a series by its number; one that is there already, with the same in it, stays. */
export function bucketInsert(database: Connection): (series: number, level: number, bucket: Bucket) => void {
  const columns = `series, level, ${plain}, ${keptSmoothings.map(averageColumn).join(', ')}`
  const insert = database.prepare(`INSERT OR REPLACE INTO curve_buckets (${columns}) VALUES (${columns.replaceAll(/\w+/g, '?')})`)
  return (series, level, bucket) => void insert.run(series, level, ...rowOf(bucket))
}

export interface BucketRows {
  /** Of a level, that begin from the first step to the last. */
  within(level: number, first: number, last: number): Bucket[]
  /** The last of a level that ends before a step; null where there is none. */
  before(level: number, step: number): Bucket | null
}

/** What is kept of a series, by its number, with the averages of the smoothings named. */
export function bucketRows(database: Connection, series: number, averages: readonly Smoothing[]): BucketRows {
  const columns = [plain, ...averages.map(averageColumn)].join(', ')
  const from = `SELECT ${columns} FROM curve_buckets WHERE series = ${series} AND level = ?`
  const within = database.prepare<[number, number, number], Row>(`${from} AND bucket BETWEEN ? AND ? ORDER BY bucket`).raw()
  const before = database.prepare<[number, number], Row>(`${from} AND bucket < ? ORDER BY bucket DESC LIMIT 1`).raw()
  return {
    within: (level, first, last) =>
      within.all(level, Math.ceil(first / widthOf(level)), Math.floor(last / widthOf(level))).map(bucketOf),
    before(level, step) {
      const row = before.get(level, Number.isFinite(step) ? Math.floor(step / widthOf(level)) : Number.MAX_SAFE_INTEGER)
      return row === undefined ? null : bucketOf(row)
    },
  }
}

/** Forgets every bucket that no step stands beyond any more, once the steps beyond one are gone. To be called inside a transaction. */
export function dropBucketsAfter(database: Connection, step: number): void {
  const highest = Number(database.prepare('SELECT coalesce(max(level), -1) FROM curve_buckets').pluck().get())
  const drop = database.prepare('DELETE FROM curve_buckets WHERE series = ? AND level = ? AND bucket >= ?')
  for (let level = 0; level <= highest; level += 1) {
    for (const series of stepSeries.keys()) drop.run(series, level, Math.floor(step / widthOf(level)))
  }
}
