/** What a curve must keep: checked against the plain definitions, on series that fast-check makes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { reduceSeries, type CurveQuery } from '../../../core/store/curves.ts'

const whole: CurveQuery = { buckets: 50, smoothing: 0.9, from: null, to: null }

/** Rising steps, not all of them there, and values of every kind. */
const seriesOf = (value: fc.Arbitrary<number>) =>
  fc.array(fc.record({ gap: fc.integer({ min: 1, max: 5 }), value }), { maxLength: 400, size: 'max' }).map((points) => {
    let step = 0
    return {
      steps: Float64Array.from(points, ({ gap }) => (step += gap)),
      values: Float64Array.from(points, (point) => point.value),
    }
  })

const anyValue = fc.oneof(
  { weight: 10, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
  fc.constantFrom(NaN, Infinity, -Infinity),
)
const series = seriesOf(anyValue)
const query = fc.record({
  buckets: fc.integer({ min: 2, max: 300 }),
  smoothing: fc.double({ min: 0, max: 0.999, noNaN: true }),
  from: fc.option(fc.integer({ min: 0, max: 800 })),
  to: fc.option(fc.integer({ min: 0, max: 1200 })),
})

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

describe('buckets', () => {
  test('keep the smallest and largest value of the range, count every point, and stay within the number asked for', () => {
    fc.assert(
      fc.property(series, query, ({ steps, values }, asked) => {
        const { from, to, buckets } = asked
        const reduced = reduceSeries(steps, values, asked)
        const inRange = [...steps.keys()].filter((at) => (steps[at] ?? 0) >= (from ?? 0) && (steps[at] ?? 0) <= (to ?? Infinity))
        const finite = inRange.map((at) => values[at] ?? NaN).filter(Number.isFinite)
        expect(reduced.points).toBe(inRange.length)
        expect(reduced.low.filter(Number.isFinite).reduce((a, b) => Math.min(a, b), Infinity)).toBe(Math.min(...finite, Infinity))
        expect(reduced.high.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), -Infinity)).toBe(
          Math.max(...finite, -Infinity),
        )
        expect(reduced.low.filter((value) => !Number.isNaN(value)).length).toBeLessThanOrEqual(buckets)
        expect(reduced.steps.length).toBeLessThanOrEqual(2 * buckets)
        expect(reduced.steps.every((step, at) => at === 0 || step > (reduced.steps[at - 1] ?? 0))).toBe(true)
      }),
    )
  })

  test('lose no spike: the extremes of every stretch between two entries are in it', () => {
    fc.assert(
      fc.property(seriesOf(fc.double({ min: -1e6, max: 1e6, noNaN: true })), ({ steps, values }) => {
        const reduced = reduceSeries(steps, values, whole)
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

  test('mark every bucket that holds a value that is not finite', () => {
    fc.assert(
      fc.property(series, ({ steps, values }) => {
        const reduced = reduceSeries(steps, values, { ...whole, buckets: 8192 })
        const marked = [...reduced.steps].filter((_, at) => Number.isNaN(reduced.low[at]))
        expect(marked).toEqual([...steps].filter((_, at) => !Number.isFinite(values[at])))
      }),
    )
    const oneNaN = Float64Array.from({ length: 10_000 }, (_, index) => (index === 4321 ? NaN : 1))
    const reduced = reduceSeries(Float64Array.from(oneNaN.keys()), oneNaN, whole)
    expect(reduced.low.filter(Number.isNaN)).toHaveLength(1)
    expect(reduced.steps[reduced.low.findIndex(Number.isNaN)]).toBe(4321)
  })

  test('stay as they are while more comes in, but for the last one', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 0, max: 400 }), ({ steps, values }, cut) => {
        // So many buckets that none of them becomes one with its neighbour.
        const asked = { ...whole, buckets: 8192 }
        const before = reduceSeries(steps.slice(0, cut), values.slice(0, cut), asked)
        const after = reduceSeries(steps, values, asked)
        const kept = before.steps.length - 1
        for (const name of ['steps', 'low', 'high', 'smooth', 'recent'] as const) {
          expect(after[name].slice(0, Math.max(0, kept))).toEqual(before[name].slice(0, Math.max(0, kept)))
        }
      }),
    )
  })
})

describe('the smooth line', () => {
  test('is the debiased exponential average at each last step, whatever the buckets and the range', () => {
    fc.assert(
      fc.property(
        seriesOf(fc.oneof({ weight: 20, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) }, fc.constant(NaN))),
        query,
        ({ steps, values }, asked) => {
          const reduced = reduceSeries(steps, values, asked)
          reduced.steps.forEach((step, entry) => {
            if (Number.isNaN(reduced.low[entry])) return
            const at = steps.indexOf(step)
            expect(reduced.smooth[entry]).toBeCloseTo(averageAt(values, at, asked.smoothing), 8)
          })
        },
      ),
    )
  })

  test('of a constant is that very number', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        query,
        fc.integer({ min: 1, max: 500 }),
        (constant, asked, count) => {
          const steps = Float64Array.from({ length: count }, (_, index) => index + 1)
          const reduced = reduceSeries(steps, new Float64Array(count).fill(constant), { ...asked, from: null, to: null })
          expect(reduced.smooth.every((value) => value === constant)).toBe(true)
        },
      ),
    )
  })

  test('without smoothing is the raw line', () => {
    const steps = Float64Array.from({ length: 40 }, (_, index) => index + 1)
    const values = steps.map((step) => Math.sin(step))
    expect(reduceSeries(steps, values, { ...whole, smoothing: 0 }).smooth).toEqual(values)
  })
})

describe('what is said in figures', () => {
  test('is the mean of the last 50 values, those that are finite, whatever the buckets, the range and the smoothing', () => {
    fc.assert(
      fc.property(series, query, ({ steps, values }, asked) => {
        const reduced = reduceSeries(steps, values, asked)
        reduced.steps.forEach((step, entry) => {
          const at = steps.indexOf(step)
          const finite = [...values.slice(Math.max(0, at - 49), at + 1)].filter(Number.isFinite)
          const mean = finite.length === 0 ? NaN : finite.reduce((sum, value) => sum + value, 0) / finite.length
          expect(reduced.recent[entry]).toBe(mean)
        })
      }),
    )
  })
})

test('nothing at all reduces to nothing', () => {
  const none = new Float64Array()
  expect(reduceSeries(none, none, whole)).toEqual({ steps: none, low: none, high: none, smooth: none, recent: none, points: 0 })
})
