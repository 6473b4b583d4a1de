/** A reduced series as arrays to draw. Pure. */
import type { Bucket } from './buckets.ts'
import { along, pausesOf, stepsWithin, type Along, type CurveClock, type WorkedAttempt } from './clock.ts'
import { readCurve, readLogCurve, type CurveSource } from './read-curve.ts'
import type { Smoothing } from './smoothings.ts'

export interface CurveQuery {
  /** Most buckets of steps across the range, about one a pixel. */
  readonly buckets: number
  readonly smoothing: Smoothing
  /** What stands along x. */
  readonly x: CurveClock
  /** Whether x is logarithmic: then there are as many buckets in each of its stretches. */
  readonly log: boolean
  /** First and last x wanted; null is as far as there is. */
  readonly from: number | null
  readonly to: number | null
  /** The range in steps, whatever stands along x; it goes before `from` and `to`. */
  readonly steps?: { readonly from: number | null; readonly to: number | null }
  /** See read-curve.ts. */
  readonly leastWidth?: number
}

export interface DrawnCurve {
  /** Last step of each entry, rising. */
  readonly steps: Float64Array
  /** Where it stands along x. */
  readonly x: Float64Array
  /** Smallest and largest value of the bucket; where an entry tells of values that are not finite, the last of those, as in all but `recent`. */
  readonly low: Float64Array
  readonly high: Float64Array
  /** The line: the exponential average; without smoothing the mean of the bucket, or its last value of what is held until the next. */
  readonly line: Float64Array
  /** Mean of the last raw values at each entry, as the figures of a run have it; NaN where none of them is finite. */
  readonly recent: Float64Array
  /** Steps of a bucket, of the widest where they differ: 1 where every value is an entry. */
  readonly width: number
  /** Raw values in the buckets. */
  readonly points: number
  /** Where nothing was at work, along x: the line is broken there. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
  /** x of the last value there is, whatever the range; null before the first. */
  readonly end: number | null
  /** It is not read yet: what it is read from is being made, so much of it is done. Null for all but long runs of an older Stagecraft. */
  readonly making: number | null
}

const none = new Float64Array()
/** Of a series without a value. */
export const noCurve: DrawnCurve = {
  steps: none,
  x: none,
  low: none,
  high: none,
  line: none,
  recent: none,
  width: 1,
  points: 0,
  gaps: [],
  end: null,
  making: null,
}

/** `held`: a value counts until the next one comes, as a learning rate or an evaluation does. */
export function drawnCurve(
  source: CurveSource,
  query: CurveQuery,
  attempts: readonly WorkedAttempt[],
  held: boolean,
): DrawnCurve {
  const { buckets, smoothing } = query
  const at = along(query.x, attempts)
  const range = query.steps ?? (query.x === 'step' ? query : stepsWithin(query, at, source))
  const { entries, width, points } = (query.log ? readLogCurve : readCurve)(source, {
    buckets,
    smoothing,
    from: range.from,
    to: range.to,
    leastWidth: query.leastWidth ?? 1,
  })
  const lineOf = ({ averages, last, sum, count }: Bucket): number =>
    smoothing > 0 ? (averages[0] ?? NaN) : held || count === 1 ? last : sum / count
  const drawn = entries.flatMap((bucket) => drawnPoints(bucket, at, lineOf))
  // Float64Array.from goes through an iterator, which takes as long as reading did.
  const column = (of: (point: DrawnPoint) => number): Float64Array => {
    const values = new Float64Array(drawn.length)
    drawn.forEach((point, index) => (values[index] = of(point)))
    return values
  }
  return {
    steps: column(({ step }) => step),
    x: column(({ x }) => x),
    low: column(({ low }) => low),
    high: column(({ high }) => high),
    line: column(({ line }) => line),
    recent: column(({ recent }) => recent),
    width,
    points,
    gaps: pausesOf(query.x, attempts),
    end: endOf(source, at),
    making: null,
  }
}

interface DrawnPoint {
  readonly step: number
  readonly x: number
  readonly low: number
  readonly high: number
  readonly line: number
  readonly recent: number
}

/** What is finite in a bucket, and that there is something that is not, in the order of their last steps. */
function drawnPoints(bucket: Bucket, at: Along, lineOf: (bucket: Bucket) => number): DrawnPoint[] {
  const { step, time, low, high, recent, odd, oddStep, oddTime } = bucket
  const finite = { step, x: at(step, time), low, high, line: lineOf(bucket), recent }
  if (bucket.oddCount === 0) return [finite]
  const other = { step: oddStep, x: at(oddStep, oddTime), low: odd, high: odd, line: odd, recent: NaN }
  if (bucket.count === 0) return [other]
  return step < oddStep ? [finite, other] : [other, finite]
}

function endOf(source: CurveSource, at: Along): number | null {
  const last = source.stepUpTo(Infinity)
  if (last === null) return null
  const [value] = source.values(last, last)
  return value ? at(value[0], value[1]) : null
}
