/** Reduces a series to what a screen can show, losing no spike and inventing nothing, from what is kept of it. Pure. */
import { recentSteps } from '../recent-steps.ts'
import { advance, BucketBuilder, merged, type Bucket, type SeriesState } from './buckets.ts'
import { ExponentialAverage } from './exponential-average.ts'
import { levelWithin, widthOf } from './levels.ts'
import { RecentValues } from './recent-values.ts'
import type { Smoothing } from './smoothings.ts'
import type { StepValues } from './step-values.ts'

export interface Reduction {
  /** Most buckets of steps across the range, about one a pixel. */
  readonly buckets: number
  readonly smoothing: Smoothing
  /** First and last step wanted; null is as far as there is. */
  readonly from: number | null
  readonly to: number | null
  /** Buckets are of so many steps at least, a power of two, so that curves of several runs are cut at the same steps; 1 where it is not said. */
  readonly leastWidth?: number
}

/** A series as it is kept: its values, and its pyramid as far as there is one. */
export interface CurveSource extends StepValues {
  /** Buckets of a level that begin from the first step to the last, with the average that is asked for. */
  buckets(level: number, first: number, last: number): readonly Bucket[]
  /** The last bucket of the lowest level that ends before a step. */
  bucketBefore(step: number): Bucket | null
}

export interface Reduced {
  /** Rising by steps. An entry is what is finite in its bucket, or, on its own, that there is something that is not. */
  readonly entries: readonly Bucket[]
  /** Steps of a bucket, of the widest where they differ. */
  readonly width: number
  /** Values in the buckets. */
  readonly points: number
}

/**
 * A bucket is a stretch of steps whose width is a power of two and whose edges are multiples of it, so that one that is full stays as it is while
 * more comes in and while the range moves, until two become one. Whole buckets are given, of all that touch the range.
 */
export function readCurve(source: CurveSource, { buckets, smoothing, from, to, leastWidth = 1 }: Reduction): Reduced {
  const first = source.stepFrom(from ?? 0)
  const last = source.stepUpTo(to ?? Infinity)
  if (first === null || last === null || first > last) return { entries: [], width: 1, points: 0 }
  const width = bucketWidth(first, last, buckets, leastWidth)
  const begin = Math.floor(first / width) * width
  const end = (Math.floor(last / width) + 1) * width - 1
  const found: Bucket[] = []
  const take = (bucket: Bucket, bucketWide: number): void => {
    const index = Math.floor((bucket.index * bucketWide) / width)
    const before = found.at(-1)
    if (before?.index === index) found[found.length - 1] = merged(before, bucket)
    else found.push({ ...bucket, index })
  }
  let next = begin
  for (let level = levelWithin(width) ?? -1; level >= 0; level -= 1) {
    for (const bucket of source.buckets(level, next, end)) {
      take(bucket, widthOf(level))
      next = (bucket.index + 1) * widthOf(level)
    }
  }
  if (next <= end) takeValues(source, smoothing, next, end, width, (bucket) => take(bucket, width))
  return { entries: found, width, points: found.reduce((sum, { count, oddCount }) => sum + count + oddCount, 0) }
}

/** Each stretch of the logarithmic axis reaches to so many times its beginning: a power of two, so that buckets end where it does. */
const stretch = 8

/** Steps as the stretches of a logarithmic axis, with as many buckets each. */
export function logStretches(
  { from, to }: { readonly from: number; readonly to: number },
  buckets: number,
): { readonly from: number; readonly to: number; readonly buckets: number }[] {
  const edges: number[] = []
  for (let edge = 1; edge <= to; edge *= stretch) if (edge * stretch > from) edges.push(edge)
  const each = Math.max(2 * stretch, Math.floor(buckets / Math.max(1, edges.length)))
  return edges.map((edge) => ({ from: Math.max(from, edge), to: Math.min(to, edge * stretch - 1), buckets: each }))
}

/** The same for a logarithmic axis: stretches that are equally long on it have equally many buckets, and the first steps one each. */
export function readLogCurve(source: CurveSource, { buckets, smoothing, from, to }: Reduction): Reduced {
  const first = source.stepFrom(Math.max(1, from ?? 1))
  const last = source.stepUpTo(to ?? Infinity)
  if (first === null || last === null) return { entries: [], width: 1, points: 0 }
  const parts = logStretches({ from: first, to: last }, buckets).map((part) => readCurve(source, { smoothing, ...part }))
  return {
    entries: parts.flatMap(({ entries }) => entries),
    width: Math.max(1, ...parts.map(({ width }) => width)),
    points: parts.reduce((sum, { points }) => sum + points, 0),
  }
}

/** Makes buckets of single values, after those before them that the averages rest on. */
function takeValues(
  source: CurveSource,
  smoothing: Smoothing,
  first: number,
  last: number,
  width: number,
  closed: (bucket: Bucket) => void,
): void {
  const base = source.bucketBefore(first)
  const from = base === null ? 0 : (base.index + 1) * widthOf(0)
  const state: SeriesState = {
    averages: smoothing === 0 ? [] : [new ExponentialAverage(smoothing, base?.averages[0], base?.seen)],
    recent: new RecentValues(source.valuesBefore(from, recentSteps)),
  }
  const builder = new BucketBuilder(width, state, closed)
  for (const [step, time, value] of source.values(from, last)) {
    if (step < first) advance(state, value ?? NaN)
    else builder.add(step, time, value ?? NaN)
  }
  builder.close()
}

/** The least power of two from `width` on that cuts the range into at most `buckets` stretches with edges at its multiples. */
function bucketWidth(first: number, last: number, buckets: number, width: number): number {
  while (Math.floor(last / width) - Math.floor(first / width) + 1 > Math.max(1, buckets)) width *= 2
  return width
}
