/** What a curve must keep: checked against the plain definitions, on series that fast-check makes, with and without the pyramid. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Bucket } from '../../../core/store/curves/buckets.ts'
import { along, pausesOf, stepsWithin } from '../../../core/store/curves/clock.ts'
import { columnSource } from '../../../core/store/curves/column-source.ts'
import { drawnCurve, type CurveQuery, type DrawnCurve } from '../../../core/store/curves/drawn-curve.ts'
import { ExponentialAverage } from '../../../core/store/curves/exponential-average.ts'
import { LevelsBuilder, widthOf } from '../../../core/store/curves/levels.ts'
import { RecentValues } from '../../../core/store/curves/recent-values.ts'
import type { CurveSource } from '../../../core/store/curves/read-curve.ts'
import { smoothings } from '../../../core/store/curves/smoothings.ts'

const whole: CurveQuery = { buckets: 50, smoothing: 0.9, x: 'step', log: false, from: null, to: null }

interface Series {
  readonly steps: Float64Array
  readonly values: Float64Array
}

/** Rising steps, not all of them there, and values of every kind; long enough for three levels. */
const seriesOf = (value: fc.Arbitrary<number>, maxLength = 700): fc.Arbitrary<Series> =>
  fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), value }), { maxLength, size: 'max' }).map((points) => {
    let step = 0
    return {
      steps: Float64Array.from(points, ({ gap }) => (step += gap)),
      values: Float64Array.from(points, (point) => point.value),
    }
  })

/** Without −0, which is as small as 0 is: which of the two is the extreme of a stretch means nothing. */
const finiteValue = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0)
const anyValue = fc.oneof({ weight: 10, arbitrary: finiteValue }, fc.constantFrom(NaN, Infinity, -Infinity))
const query = fc.record({
  buckets: fc.integer({ min: 2, max: 300 }),
  smoothing: fc.constantFrom(...smoothings),
  x: fc.constant('step' as const),
  log: fc.constant(false),
  from: fc.option(fc.integer({ min: 0, max: 2000 })),
  to: fc.option(fc.integer({ min: 0, max: 2500 })),
})

const plain = ({ steps, values }: Series): CurveSource => columnSource(steps, steps, values)

/** The same with the pyramid that is kept of it. */
function withPyramid(series: Series, smoothing: number): CurveSource {
  const levels: Bucket[][] = []
  const state = { averages: smoothing === 0 ? [] : [new ExponentialAverage(smoothing)], recent: new RecentValues() }
  const builder = new LevelsBuilder({ state, parents: [] }, (level, bucket) => (levels[level] ??= []).push(bucket))
  series.steps.forEach((step, at) => builder.add(step, step, series.values[at] ?? NaN))
  return {
    ...plain(series),
    buckets: (level, first, last) =>
      (levels[level] ?? []).filter(({ index }) => index * widthOf(level) >= first && index * widthOf(level) <= last),
    bucketBefore: (step) => levels[0]?.findLast(({ index }) => (index + 1) * widthOf(0) <= step) ?? null,
  }
}

const drawn = (source: CurveSource, asked: CurveQuery): DrawnCurve => drawnCurve(source, asked, [], false)

/** From whole series, and from what is kept of them: both must be the same. */
function drawnBothWays(series: Series, asked: CurveQuery): DrawnCurve {
  const direct = drawn(plain(series), asked)
  const kept = drawn(withPyramid(series, asked.smoothing), asked)
  expect({ ...kept, line: null }).toEqual({ ...direct, line: null })
  direct.line.forEach((value, at) => {
    const other = kept.line[at] ?? NaN
    if (Number.isFinite(value)) expect(Math.abs(other - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)))
    else expect(other).toBe(value)
  })
  return kept
}

/** Σ βⁿ⁻ⁱxᵢ ÷ Σ βⁿ⁻ⁱ over the finite values up to and with `index`, as it is written. */
function averageAt(values: Float64Array, index: number, smoothing: number): number {
  const finite = [...values.subarray(0, index + 1)].filter(Number.isFinite)
  let sum = 0
  let weights = 0
  finite.forEach((value, at) => {
    const weight = smoothing ** (finite.length - 1 - at)
    sum += weight * value
    weights += weight
  })
  return sum / weights
}

/** Of the steps in whole buckets that touch the range. */
function inBuckets({ steps }: Series, { from, to }: CurveQuery, { width }: DrawnCurve): number[] {
  const asked = steps.filter((step) => step >= (from ?? 0) && step <= (to ?? Infinity))
  const buckets = new Set(Array.from(asked, (step) => Math.floor(step / width)))
  const [first = 0] = buckets
  const last = Math.max(...buckets)
  return [...steps.keys()].filter((at) => {
    const bucket = Math.floor((steps[at] ?? 0) / width)
    return buckets.size > 0 && bucket >= first && bucket <= last
  })
}

describe('buckets', () => {
  test('keep the smallest and largest value of the range, count every point, and stay within the number asked for', () => {
    fc.assert(
      fc.property(seriesOf(anyValue), query, (series, asked) => {
        const { values } = series
        const reduced = drawnBothWays(series, asked)
        const inRange = inBuckets(series, asked, reduced)
        const finite = inRange.map((at) => values[at] ?? NaN).filter(Number.isFinite)
        expect(reduced.points).toBe(inRange.length)
        expect(reduced.low.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Infinity)).toBe(Math.min(...finite, Infinity))
        expect(reduced.high.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity)).toBe(
          Math.max(...finite, -Infinity),
        )
        expect(reduced.low.filter(Number.isFinite).length).toBeLessThanOrEqual(asked.buckets)
        expect(reduced.steps.length).toBeLessThanOrEqual(2 * asked.buckets)
        expect(reduced.steps.every((step, at) => at === 0 || step > (reduced.steps[at - 1] ?? 0))).toBe(true)
      }),
    )
  })

  test('lose no spike: the extremes of every stretch between two entries are in it', () => {
    fc.assert(
      fc.property(seriesOf(finiteValue), (series) => {
        const { steps, values } = series
        const reduced = drawnBothWays(series, whole)
        let first = 0
        reduced.steps.forEach((last, entry) => {
          const end = steps.indexOf(last) + 1
          const stretch = values.subarray(first, end)
          expect(reduced.low[entry]).toBe(Math.min(...stretch))
          expect(reduced.high[entry]).toBe(Math.max(...stretch))
          first = end
        })
        expect(first).toBe(steps.length)
      }),
    )
  })

  test('show a spike of one step among a million, whatever the zoom', () => {
    const steps = Float64Array.from({ length: 1_000_000 }, (_, index) => index + 1)
    const spike = 654_321
    const series = { steps, values: steps.map((step) => (step === spike ? 40 : 1)) }
    const source = withPyramid(series, 0.999)
    for (const half of [500_000, 100_000, 5000, 100, 2]) {
      const asked = { ...whole, smoothing: 0.999 as const, buckets: 800, from: spike - half, to: spike + half }
      const reduced = drawn(source, asked)
      expect(Math.max(...reduced.high)).toBe(40)
      expect(reduced.steps.length).toBeLessThanOrEqual(800)
    }
  })

  test('mark every bucket that holds a value that is not finite, and of which kind', () => {
    fc.assert(
      fc.property(seriesOf(anyValue), (series) => {
        const { steps, values } = series
        const reduced = drawnBothWays(series, { ...whole, buckets: 8192 })
        const odd = (value: number | undefined): boolean => !Number.isFinite(value)
        expect([...reduced.steps].filter((_, at) => odd(reduced.low[at]))).toEqual([...steps].filter((_, at) => odd(values[at])))
        expect(reduced.low.filter(odd)).toEqual(values.filter(odd))
      }),
    )
    const oneNaN = Float64Array.from({ length: 10_000 }, (_, index) => (index === 4321 ? NaN : 1))
    const reduced = drawnBothWays({ steps: Float64Array.from(oneNaN.keys()), values: oneNaN }, whole)
    expect(reduced.low.filter(Number.isNaN)).toHaveLength(1)
    expect(reduced.steps[reduced.low.findIndex(Number.isNaN)]).toBe(4321)
  })

  test('stay as they are while more comes in, but for the last one, and while the range moves', () => {
    fc.assert(
      fc.property(seriesOf(anyValue), fc.integer({ min: 0, max: 700 }), ({ steps, values }, cut) => {
        // So many buckets that none of them becomes one with its neighbour.
        const asked = { ...whole, buckets: 8192 }
        const before = drawn(plain({ steps: steps.slice(0, cut), values: values.slice(0, cut) }), asked)
        const after = drawn(withPyramid({ steps, values }, 0.9), asked)
        const kept = Math.max(0, before.steps.length - 1)
        for (const name of ['steps', 'low', 'high', 'recent'] as const) {
          expect(after[name].slice(0, kept)).toEqual(before[name].slice(0, kept))
        }
      }),
    )
    const steps = Float64Array.from({ length: 5000 }, (_, index) => index)
    const source = withPyramid({ steps, values: steps.map((step) => Math.sin(step)) }, 0.9)
    const [one, other] = [1000, 1031].map((from) => drawn(source, { ...whole, from, to: from + 1400 }))
    const shared = (one?.steps ?? []).filter((step) => other?.steps.includes(step) === true)
    expect(shared.length).toBeGreaterThan(40)
    for (const step of shared) {
      expect(other?.high[other.steps.indexOf(step)]).toBe(one?.high[one.steps.indexOf(step)])
    }
  })
})

test('on a logarithmic axis the first steps have an entry each, and no value is lost or told twice', () => {
  fc.assert(
    fc.property(seriesOf(finiteValue), (series) => {
      const reduced = drawnBothWays(series, { ...whole, log: true })
      expect(reduced.points).toBe(series.steps.length)
      expect(reduced.steps.every((step, at) => at === 0 || step > (reduced.steps[at - 1] ?? 0))).toBe(true)
      expect([...reduced.steps].filter((step) => step < 8)).toEqual([...series.steps].filter((step) => step < 8))
      expect(Math.max(...reduced.high)).toBe(Math.max(...series.values))
    }),
  )
})

describe('the line', () => {
  test('is the debiased exponential average at each last step, whatever the buckets and the range', () => {
    fc.assert(
      fc.property(
        seriesOf(fc.oneof({ weight: 20, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) }, fc.constant(NaN))),
        query,
        (series, asked) => {
          if (asked.smoothing === 0) return
          const { steps, values } = series
          const reduced = drawnBothWays(series, asked)
          reduced.steps.forEach((step, entry) => {
            if (Number.isNaN(reduced.low[entry])) return
            const at = steps.indexOf(step)
            expect(reduced.line[entry]).toBeCloseTo(averageAt(values, at, asked.smoothing), 8)
          })
        },
      ),
    )
  })

  test('of a constant is that very number', () => {
    fc.assert(
      fc.property(finiteValue, query, fc.integer({ min: 1, max: 500 }), (constant, asked, count) => {
        if (asked.smoothing === 0) return
        const steps = Float64Array.from({ length: count }, (_, index) => index + 1)
        const series = { steps, values: new Float64Array(count).fill(constant) }
        expect(drawnBothWays(series, { ...asked, from: null, to: null }).line.every((value) => value === constant)).toBe(true)
      }),
    )
  })

  test('without smoothing is of the raw values where each has an entry, and of the means of buckets where not', () => {
    const steps = Float64Array.from({ length: 40 }, (_, index) => index)
    const series = { steps, values: steps.map((step) => Math.sin(step)) }
    expect(drawnBothWays(series, { ...whole, smoothing: 0 }).line).toEqual(series.values)
    const halves = drawnBothWays(series, { ...whole, smoothing: 0, buckets: 20 })
    expect(halves.width).toBe(2)
    expect(halves.line[3]).toBeCloseTo((Math.sin(6) + Math.sin(7)) / 2, 12)
  })

  test('of what is held until the next is its last value', () => {
    const steps = Float64Array.from({ length: 40 }, (_, index) => index)
    const rate = steps.map((step) => (step < 11 ? 0.1 : 0.01))
    const asked: CurveQuery = { ...whole, smoothing: 0, buckets: 10 }
    expect([...drawnCurve(columnSource(steps, steps, rate), asked, [], true).line.slice(1, 4)]).toEqual([0.1, 0.01, 0.01])
  })
})

describe('what is said in figures', () => {
  test('is the mean of the last 50 values, those that are finite, whatever the buckets, the range and the smoothing', () => {
    fc.assert(
      fc.property(seriesOf(anyValue), query, (series, asked) => {
        const { steps, values } = series
        const reduced = drawnBothWays(series, asked)
        reduced.steps.forEach((step, entry) => {
          if (!Number.isFinite(reduced.low[entry])) return
          const at = steps.indexOf(step)
          const finite = [...values.slice(Math.max(0, at - 49), at + 1)].filter(Number.isFinite)
          expect(reduced.recent[entry]).toBe(finite.reduce((sum, value) => sum + value, 0) / finite.length)
        })
      }),
    )
  })
})

describe('x', () => {
  const attempts = [
    { startedAt: 1000, lastTime: 2000 },
    { startedAt: 10_000, lastTime: null },
  ]

  test('at work leaves out what lies between attempts, and since the beginning does not', () => {
    expect(along('active', attempts)(3, 1500)).toBe(500)
    expect(along('active', attempts)(9, 10_200)).toBe(1200)
    expect(along('wall', attempts)(9, 10_200)).toBe(9200)
    expect(along('step', attempts)(9, 10_200)).toBe(9)
  })

  test('breaks a curve by time since the start where nothing was at work, and nowhere else', () => {
    expect(pausesOf('wall', attempts)).toEqual([{ from: 1000, to: 9000 }])
    expect(pausesOf('active', attempts)).toEqual([])
    expect(pausesOf('wall', attempts.slice(0, 1))).toEqual([])
  })

  test('as time asks for the same steps as those that lie in it', () => {
    fc.assert(
      fc.property(seriesOf(finiteValue, 200), fc.nat(30_000), fc.nat(30_000), ({ steps, values }, a, b) => {
        const times = steps.map((step) => 1000 + step * 20 + (step > 300 ? 9000 : 0))
        const at = along('wall', attempts)
        const range = { from: Math.min(a, b), to: Math.max(a, b) }
        const found = stepsWithin(range, at, columnSource(steps, times, values))
        const inside = [...steps].filter(
          (step, index) => at(step, times[index] ?? 0) >= range.from && at(step, times[index] ?? 0) < range.to,
        )
        expect(inside.every((step) => step >= (found.from ?? 0) && step <= (found.to ?? Infinity))).toBe(true)
        const beyond = [...steps].filter((step) => step > (found.from ?? 0) && step < (found.to ?? Infinity))
        expect(beyond.every((step) => inside.includes(step))).toBe(true)
      }),
    )
  })
})

test('nothing at all reduces to nothing', () => {
  const none = new Float64Array()
  const { points, end, steps } = drawn(columnSource(none, none, none), whole)
  expect({ points, end, steps }).toEqual({ points: 0, end: null, steps: none })
})
