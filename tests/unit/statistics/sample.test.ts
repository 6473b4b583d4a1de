/** Figures of several runs. The expected numbers are SciPy's (`npm run reference` compares many more with it). */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holm } from '../../../core/statistics/holm.ts'
import { incompleteBeta } from '../../../core/statistics/incomplete-beta.ts'
import { sampleOf } from '../../../core/statistics/sample.ts'
import { reach, spreads } from '../../../core/statistics/spread.ts'
import { twoSidedP, twoSidedQuantile } from '../../../core/statistics/student.ts'
import { welch } from '../../../core/statistics/welch.ts'

const shallow = [8.75, 8.58, 8.91, 8.8, 8.66]
const deep = [7.18, 7.02, 7.34, 7.13, 7.32]
const value = fc.double({ min: -1e3, max: 1e3, noNaN: true })

test('a sample has mean, spread with n − 1, standard error and 95 % interval', () => {
  const sample = sampleOf(shallow)
  expect(sample).toMatchObject({ n: 5, least: 8.58, most: 8.91 })
  expect(sample?.mean).toBeCloseTo(8.74, 12)
  expect(sample?.std).toBeCloseTo(0.12708265027138843, 12)
  expect(sample?.standardError).toBeCloseTo(0.05683308895353132, 12)
  expect(sample?.halfInterval).toBeCloseTo(0.15779395163830282, 12)
})

test('one value has no spread and no band, and none is no sample', () => {
  expect(sampleOf([])).toBeNull()
  const one = sampleOf([8.75])
  expect(one).toEqual({ n: 1, mean: 8.75, least: 8.75, most: 8.75, std: null, standardError: null, halfInterval: null })
  if (one) expect(spreads.map((spread) => reach(one, spread))).toEqual([null, null, null, null])
})

test('equal values are their mean exactly and have no spread', () => {
  expect(sampleOf([0.1, 0.1, 0.1])).toMatchObject({ mean: 0.1, std: 0, halfInterval: 0 })
})

test('each band holds the mean; that of all values holds them all', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 20 }), (values) => {
      const sample = sampleOf(values)
      if (!sample) throw new Error('no sample')
      for (const spread of spreads) {
        const band = reach(sample, spread)
        expect(band?.low).toBeLessThanOrEqual(sample.mean + 1e-9)
        expect(band?.high).toBeGreaterThanOrEqual(sample.mean - 1e-9)
      }
      expect(reach(sample, 'range')).toEqual({ low: Math.min(...values), high: Math.max(...values) })
    }),
  )
})

test("Welch's test gives t, degrees of freedom and p, and the other sign the other way round", () => {
  const [one, other] = [sampleOf(deep), sampleOf(shallow)]
  if (!one || !other) throw new Error('no sample')
  const found = welch(one, other)
  expect(found?.t).toBeCloseTo(-18.680276880974432, 8)
  expect(found?.freedom).toBeCloseTo(7.9784661505503305, 8)
  expect(found?.p).toBeCloseTo(7.185177311354533e-8, 16)
  expect(welch(other, one)?.t).toBeCloseTo(18.680276880974432, 8)
})

test('nothing is tested of one value, or where nothing varies', () => {
  const [one, many, still] = [sampleOf([8.75]), sampleOf(deep), sampleOf([1, 1])]
  if (!one || !many || !still) throw new Error('no sample')
  expect(welch(one, many)).toBeNull()
  expect(welch(many, one)).toBeNull()
  expect(welch(still, still)).toBeNull()
  expect(welch(many, still)).not.toBeNull()
})

test("Student's t: the quantile undoes the probability, and small probabilities keep their figures", () => {
  expect(twoSidedQuantile(0.95, 1)).toBeCloseTo(12.706204736174694, 10)
  expect(twoSidedP(50, 3.3)).toBeCloseTo(7.218065584980271e-6, 15)
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 0.999, noNaN: true }),
      fc.double({ min: 0.7, max: 300, noNaN: true }),
      (share, freedom) => {
        expect(twoSidedP(twoSidedQuantile(share, freedom), freedom)).toBeCloseTo(1 - share, 9)
      },
    ),
  )
})

test('the incomplete beta function is 0 to 1, and its halves make one', () => {
  const positive = fc.double({ min: 0.05, max: 500, noNaN: true })
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 0.999, noNaN: true }), positive, positive, (x, a, b) => {
      expect(incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a)).toBeCloseTo(1, 9)
    }),
  )
  // I_x(1, b) = 1 − (1 − x)^b
  expect(incompleteBeta(0.3, 1, 4)).toBeCloseTo(1 - 0.7 ** 4, 14)
})

test("Holm's correction multiplies the smallest p by the number of tests, and never changes their order", () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02])
  expect(holm([])).toEqual([])
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (ps) => {
      const corrected = holm(ps)
      ps.forEach((p, index) => {
        expect(corrected[index]).toBeGreaterThanOrEqual(p)
        expect(corrected[index]).toBeLessThanOrEqual(1)
        ps.forEach((other, place) => {
          if (p < other) expect(corrected[index]).toBeLessThanOrEqual(corrected[place] ?? 0)
        })
      })
    }),
  )
})
