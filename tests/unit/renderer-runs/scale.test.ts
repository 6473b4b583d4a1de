/** Axes: four to six ticks at round values (shared/mock/language.md, "Charts"); zooming keeps the point under the pointer. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clampRange, panned, zoomed } from '../../../renderer/components/charts/range.ts'
import { fromPixel, linearScale, logScale, niceStep, ticksWithin, toPixel } from '../../../core/drawing/scale.ts'

describe('linear axes', () => {
  it('has the ticks of the drawn reference for errors up to 40 %', () => {
    expect(linearScale(3, 39.2, 4)).toMatchObject({ min: 0, max: 40, ticks: [0, 10, 20, 30, 40] })
  })

  it('does not start at zero where that would leave half of it empty', () => {
    const { min, max } = linearScale(60, 92, 4)
    expect(min).toBeGreaterThan(0)
    expect(min).toBeLessThanOrEqual(60)
    expect(max).toBeGreaterThanOrEqual(92)
  })

  it('contains every value, between ticks that are 1, 2, 2.5 or 5 times a power of ten apart', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), fc.integer({ min: 2, max: 6 }), (high, most) => {
        const { min, max, ticks } = linearScale(0, high, most)
        expect(min).toBe(0)
        expect(max).toBeGreaterThanOrEqual(high * (1 - 1e-9))
        const step = niceStep(high, most)
        const digits = step / 10 ** Math.floor(Math.log10(step) + 1e-9)
        expect([1, 2, 2.5, 5].some((digit) => Math.abs(digits - digit) < 1e-6)).toBe(true)
        expect(ticks.length).toBeLessThanOrEqual(most + 1)
      }),
    )
  })

  it('gives ticks free of rounding noise', () => {
    expect(ticksWithin(0, 0.3, 3)).toEqual([0, 0.1, 0.2, 0.3])
  })
})

describe('logarithmic axes', () => {
  it('has a tick a decade for rates from 0.001 to 0.1', () => {
    expect(logScale(0.001 / 1.3, 0.1 * 1.3, 3).ticks).toEqual([0.001, 0.01, 0.1])
  })

  it('puts equal factors at equal distances', () => {
    const scale = logScale(0.01, 1, 3)
    const at = (value: number): number => toPixel(scale, value, 100, 0)
    expect(at(0.01)).toBeCloseTo(100)
    expect(at(0.1)).toBeCloseTo(50)
    expect(at(1)).toBeCloseTo(0)
  })

  it('has ticks over any range, however narrow, none outside of it, as many as have room', () => {
    const ranges = fc.record({
      low: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      ratio: fc.double({ min: 1.05, max: 1e6, noNaN: true }),
      most: fc.integer({ min: 4, max: 12 }),
    })
    fc.assert(
      fc.property(ranges, ({ low, ratio, most }) => {
        const { ticks, min, max } = logScale(low, low * ratio, most)
        expect(ticks.length).toBeGreaterThanOrEqual(1)
        expect(ticks.length).toBeLessThanOrEqual(most)
        for (const tick of ticks) {
          expect(tick).toBeGreaterThanOrEqual(min * (1 - 1e-6))
          expect(tick).toBeLessThanOrEqual(max * (1 + 1e-6))
        }
      }),
    )
    // Seen in a run: gradients from 0.0093 to 0.0512 stood beside one lonely 0.02.
    expect(logScale(0.0093, 0.0512, 7).ticks.length).toBeGreaterThanOrEqual(3)
    // Not 0.5 alone.
    expect(logScale(0.15, 0.7, 4).ticks).toEqual([0.2, 0.5])
  })

  it('takes a range that is not positive without failing', () => {
    expect(logScale(0, 0, 3).min).toBeGreaterThan(0)
  })
})

describe('ranges', () => {
  const extent = { from: 0, to: 64_000 }

  it('keeps the point it zooms around where it is', () => {
    const next = zoomed(extent, 0.5, 16_000, extent)
    expect(next).not.toBeNull()
    const share = (16_000 - (next?.from ?? 0)) / ((next?.to ?? 0) - (next?.from ?? 0))
    expect(share).toBeCloseTo(0.25)
  })

  it('is everything again once it covers everything', () => {
    expect(clampRange({ from: -5, to: 70_000 }, extent)).toBeNull()
  })

  it('stops at the ends', () => {
    expect(panned({ from: 60_000, to: 64_000 }, 2, extent)).toEqual({ from: 60_000, to: 64_000 })
  })

  it('finds the value under a pixel', () => {
    expect(fromPixel({ min: 0, max: 64_000, log: false, ticks: [] }, 560, 60, 1060)).toBeCloseTo(32_000)
  })
})
