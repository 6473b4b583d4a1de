/** Stretches of a series as they are kept and drawn: what a bucket says of its values, how two become one, how values are gathered. Pure. */
import type { ExponentialAverage } from './exponential-average.ts'
import type { RecentValues } from './recent-values.ts'

/** Of the stretch from step `index` × width on, with edges at multiples of its width. NaN where it has no finite value. */
export interface Bucket {
  readonly index: number
  /** Last step with a finite value, when that was, and the value. */
  readonly step: number
  readonly time: number
  readonly last: number
  readonly low: number
  readonly high: number
  readonly sum: number
  /** Finite values in it. */
  readonly count: number
  /** Mean of the last values of the series at `step`, as the figures of a run have it. */
  readonly recent: number
  /** Values in it that are not finite, and the last of them. */
  readonly oddCount: number
  readonly oddStep: number
  readonly oddTime: number
  readonly odd: number
  /** Finite values of the series up to its end, and the exponential averages there, one for each smoothing that is kept. */
  readonly seen: number
  readonly averages: readonly number[]
}

/** Two stretches that follow each other as one. */
export function merged(earlier: Bucket, later: Bucket, index = earlier.index): Bucket {
  const finite = later.count > 0 ? later : earlier
  const odd = later.oddCount > 0 ? later : earlier
  return {
    index,
    step: finite.step,
    time: finite.time,
    last: finite.last,
    recent: finite.recent,
    low: least(earlier.low, later.low),
    high: -least(-earlier.high, -later.high),
    sum: earlier.count === 0 ? later.sum : later.count === 0 ? earlier.sum : earlier.sum + later.sum,
    count: earlier.count + later.count,
    oddCount: earlier.oddCount + later.oddCount,
    oddStep: odd.oddStep,
    oddTime: odd.oddTime,
    odd: odd.odd,
    seen: later.seen,
    averages: later.averages,
  }
}

const least = (one: number, other: number): number => (other < one || Number.isNaN(one) ? other : one)

/** What a series comes to at a step, whatever the buckets. */
export interface SeriesState {
  readonly averages: readonly ExponentialAverage[]
  readonly recent: RecentValues
}

type OpenBucket = { -readonly [Key in keyof Bucket]: Bucket[Key] }

/** Gathers values, which come by rising steps, and gives each bucket once a step beyond it has come, or at `close`. */
export class BucketBuilder {
  private readonly width: number
  private readonly state: SeriesState
  private readonly closed: (bucket: Bucket) => void
  private open: OpenBucket | null = null
  /** The last of its finite values is the newest value of all, so that its recent mean is still to be taken. */
  private recentDue = false

  constructor(width: number, state: SeriesState, closed: (bucket: Bucket) => void) {
    this.width = width
    this.state = state
    this.closed = closed
  }

  add(step: number, time: number, value: number): void {
    const index = Math.floor(step / this.width)
    if (this.open !== null && this.open.index !== index) this.close()
    const open = (this.open ??= emptyBucket(index))
    if (Number.isFinite(value)) {
      if (open.count === 0 || value < open.low) open.low = value
      if (open.count === 0 || value > open.high) open.high = value
      open.sum = open.count === 0 ? value : open.sum + value
      open.count += 1
      open.step = step
      open.time = time
      open.last = value
      this.recentDue = true
    } else {
      this.takeRecent()
      open.oddCount += 1
      open.oddStep = step
      open.oddTime = time
      open.odd = value
    }
    advance(this.state, value)
  }

  close(): void {
    if (this.open === null) return
    this.takeRecent()
    const { averages } = this.state
    this.open.seen = averages[0]?.seen ?? 0
    this.open.averages = averages.map(({ value }) => value)
    this.closed(this.open)
    this.open = null
  }

  private takeRecent(): void {
    if (this.open !== null && this.recentDue) this.open.recent = this.state.recent.mean()
    this.recentDue = false
  }
}

/** Takes a value into account that no bucket is made of. */
export function advance({ averages, recent }: SeriesState, value: number): void {
  for (const average of averages) average.add(value)
  recent.add(value)
}

function emptyBucket(index: number): OpenBucket {
  return {
    index,
    step: NaN,
    time: NaN,
    last: NaN,
    low: NaN,
    high: NaN,
    sum: NaN,
    count: 0,
    recent: NaN,
    oddCount: 0,
    oddStep: NaN,
    oddTime: NaN,
    odd: NaN,
    seen: 0,
    averages: [],
  }
}
