/** Reduces a series to what a screen can show, losing no spike and inventing nothing. Pure. */
import { recentMean } from './recent-steps.ts'

export interface CurveQuery {
  /** Most buckets of steps across the range, about one a pixel. */
  readonly buckets: number
  /** Weight of the past in the exponential average, 0 (none) to below 1. */
  readonly smoothing: number
  /** First and last step wanted; null is as far as there is. */
  readonly from: number | null
  readonly to: number | null
}

export interface ReducedSeries {
  /** Last step of each bucket, rising. */
  readonly steps: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  readonly smooth: Float64Array
  /** Mean of the last raw values at each entry, as the figures of a run have it; NaN where none of them is finite. */
  readonly recent: Float64Array
  /** Raw values in the range. */
  readonly points: number
}

/**
 * Reduces `values` at rising `steps`. A bucket is a stretch of steps whose width is a power of two and whose edges are multiples
 * of it, so a bucket that is full stays as it is while more comes in, until two become one. It keeps its smallest and largest
 * finite value. Values that are not finite have an entry of their own in their bucket, all NaN: at most two entries a bucket.
 */
export function reduceSeries(steps: Float64Array, values: Float64Array, query: CurveQuery): ReducedSeries {
  const first = query.from === null ? 0 : firstIndexFrom(steps, query.from)
  const end = query.to === null ? steps.length : Math.max(first, firstIndexFrom(steps, nextUp(query.to)))
  const width = bucketWidth(steps, first, end, query.buckets)
  const out = new Output(2 * Math.min(end - first, query.buckets + 1))
  const average = new Average(query.smoothing)
  for (let index = 0; index < first; index += 1) average.add(values[index] ?? NaN)

  let bucket = NaN
  for (let index = first; index < end; index += 1) {
    const step = steps[index] ?? NaN
    const value = values[index] ?? NaN
    const of = Math.floor(step / width)
    if (of !== bucket) {
      out.closeBucket()
      bucket = of
    }
    average.add(value)
    if (Number.isFinite(value)) out.finite(step, value, average.value)
    else out.notFinite(step)
  }
  out.closeBucket()
  const arrays = out.arrays()
  const recent = arrays.steps.map((step) => recentMean(values, firstIndexFrom(steps, step) + 1) ?? NaN)
  return { ...arrays, recent, points: end - first }
}

/**
 * Exponential average without the pull to its start: after n values it is Σ βⁿ⁻ⁱxᵢ ÷ Σ βⁿ⁻ⁱ, kept as an average and the sum
 * of weights so that a constant stays that very number. Values that are not finite are left out.
 */
class Average {
  value = NaN
  private weight = 0
  private readonly smoothing: number

  constructor(smoothing: number) {
    this.smoothing = smoothing
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return
    this.weight = 1 + this.smoothing * this.weight
    this.value = this.weight === 1 ? value : this.value + (value - this.value) / this.weight
  }
}

/** Collects entries, at most one of finite values and one of others in each bucket. */
class Output {
  private readonly steps: Float64Array
  private readonly low: Float64Array
  private readonly high: Float64Array
  private readonly smooth: Float64Array
  private length = 0
  /** Places of the open bucket's entries; −1 where it has none. */
  private finiteAt = -1
  private notFiniteAt = -1

  constructor(capacity: number) {
    this.steps = new Float64Array(capacity)
    this.low = new Float64Array(capacity)
    this.high = new Float64Array(capacity)
    this.smooth = new Float64Array(capacity)
  }

  finite(step: number, value: number, smooth: number): void {
    const at = this.finiteAt
    if (at < 0) {
      this.finiteAt = this.append(step, value, value, smooth)
      return
    }
    this.steps[at] = step
    if (value < (this.low[at] ?? value)) this.low[at] = value
    if (value > (this.high[at] ?? value)) this.high[at] = value
    this.smooth[at] = smooth
  }

  notFinite(step: number): void {
    if (this.notFiniteAt < 0) this.notFiniteAt = this.append(step, NaN, NaN, NaN)
    else this.steps[this.notFiniteAt] = step
  }

  closeBucket(): void {
    const [earlier, later] = [Math.min(this.finiteAt, this.notFiniteAt), Math.max(this.finiteAt, this.notFiniteAt)]
    if (earlier >= 0 && (this.steps[earlier] ?? 0) > (this.steps[later] ?? 0)) {
      for (const array of [this.steps, this.low, this.high, this.smooth]) array.subarray(earlier, later + 1).reverse()
    }
    this.finiteAt = -1
    this.notFiniteAt = -1
  }

  arrays(): Omit<ReducedSeries, 'points' | 'recent'> {
    const kept = (array: Float64Array): Float64Array => array.slice(0, this.length)
    return { steps: kept(this.steps), low: kept(this.low), high: kept(this.high), smooth: kept(this.smooth) }
  }

  private append(step: number, low: number, high: number, smooth: number): number {
    const at = this.length
    this.steps[at] = step
    this.low[at] = low
    this.high[at] = high
    this.smooth[at] = smooth
    this.length += 1
    return at
  }
}

/** The least power of two that cuts the range into at most `buckets` stretches with edges at its multiples. */
function bucketWidth(steps: Float64Array, first: number, end: number, buckets: number): number {
  if (end <= first) return 1
  const from = steps[first] ?? 0
  const to = steps[end - 1] ?? 0
  let width = 1
  while (Math.floor(to / width) - Math.floor(from / width) + 1 > Math.max(1, buckets)) width *= 2
  return width
}

/** Index of the first step that is at least `step`. */
function firstIndexFrom(steps: Float64Array, step: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] ?? Infinity) < step) low = middle + 1
    else high = middle
  }
  return low
}

/** Steps are whole numbers: the first after `step`. */
function nextUp(step: number): number {
  return Math.floor(step) + 1
}
