/** Shares of two samples. The expected numbers are NumPy's over two million shares; SciPy's barnard_exact is equal where no two tables tie but for rounding. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barnard } from '../../../core/statistics/barnard.ts'

const of = (a: number, n: number, b: number, m: number): number | null => barnard({ count: a, n }, { count: b, n: m })

test('p is the largest that any share common to both would give', () => {
  // All against none: with a share of a half, 2 × 2⁻⁶.
  expect(of(3, 3, 0, 3)).toBeCloseTo(0.03125, 8)
  expect(of(5, 5, 0, 5)).toBeCloseTo(0.001953125, 8)
  expect(of(2, 2, 0, 2)).toBeCloseTo(0.125, 8)
  expect(of(7, 15, 12, 15)).toBeCloseTo(0.06821830932316879, 8)
  expect(of(4, 5, 2, 7)).toBeCloseTo(0.11181640625, 8)
  expect(of(3, 6, 3, 6)).toBe(1)
})

test('of no seeds there is none; all alike differ by nothing', () => {
  expect(of(0, 0, 1, 2)).toBeNull()
  expect(of(4, 4, 3, 3)).toBe(1)
  expect(of(0, 4, 0, 3)).toBe(1)
})

test('it is a chance, and the same whichever is named first', () => {
  const share = fc
    .integer({ min: 1, max: 8 })
    .chain((n) => fc.record({ count: fc.integer({ min: 0, max: n }), n: fc.constant(n) }))
  fc.assert(
    fc.property(share, share, (one, other) => {
      const p = barnard(one, other) ?? NaN
      expect(p).toBeGreaterThan(0)
      expect(p).toBeLessThanOrEqual(1)
      expect(barnard(other, one)).toBeCloseTo(p, 6)
    }),
    { numRuns: 40 },
  )
})
