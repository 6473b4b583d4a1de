/** What follows from features and scores: nearest images, likely wrong labels, the least of a function, images of another size. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { adaptImages } from '../../../core/inspect/figures/adapt-images.ts'
import { labelIssues } from '../../../core/inspect/figures/confident-labels.ts'
import { minimise } from '../../../core/inspect/figures/minimise.ts'
import { nearestTo, unitRows } from '../../../core/inspect/figures/nearest.ts'
import { standardised, standardOf } from '../../../core/inspect/figures/standardised.ts'

test('the nearest is of the smallest angle, however long the features are', () => {
  const many = Float32Array.of(0, 5, 9, 9, -1, 0, 0, 0)
  expect(nearestTo(Float32Array.of(0, 1), many, 4).map(({ at }) => at)).toEqual([0, 1, 2, 3])
  expect(nearestTo(Float32Array.of(0, 1), many, 2)[1]?.distance).toBeCloseTo(1 - Math.SQRT1_2, 6)
  expect([...unitRows(many, 2)]).toEqual([0, 1, Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2), -1, 0, 0, 0])
})

describe('likely wrong labels', () => {
  const scoresOf = (shares: readonly number[]): Float32Array => Float32Array.from(shares, Math.log)

  test('are those that another class is confident of, the clearest first', () => {
    // The classes are confident from (0.9 + 0.8 + 0.1) ÷ 3 and (0.7 + 0.6 + 0.3) ÷ 3 on.
    const shares = [0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.3, 0.7, 0.4, 0.6, 0.7, 0.3]
    const scored = { scores: scoresOf(shares), labels: Int32Array.of(0, 0, 0, 1, 1, 1), classes: 2 }
    const found = labelIssues(scored)
    expect(found.map(({ at, label, likely }) => [at, label, likely])).toEqual([
      [2, 0, 1],
      [5, 1, 0],
    ])
    expect(found[0]?.confidence).toBeCloseTo(0.9, 6)
  })

  test('are none where every image is most like those of its own label', () => {
    const scored = { scores: scoresOf([0.9, 0.1, 0.2, 0.8]), labels: Int32Array.of(0, 1), classes: 2 }
    expect(labelIssues(scored)).toEqual([])
  })
})

test('the least of any positive definite square function is found', () => {
  const side = fc.double({ min: -3, max: 3, noNaN: true })
  fc.assert(
    fc.property(fc.array(side, { minLength: 16, maxLength: 16 }), fc.array(side, { minLength: 4, maxLength: 4 }), (a, centre) => {
      // x ↦ ½‖A(x − c)‖² + ½‖x − c‖²
      const found = minimise(
        (at) => {
          const d = [...at].map((x, index) => x - (centre[index] ?? 0))
          const ad = [0, 1, 2, 3].map((row) => d.reduce((sum, x, column) => sum + (a[4 * row + column] ?? 0) * x, 0))
          const gradient = Float64Array.from(
            d,
            (x, column) => x + ad.reduce((sum, y, row) => sum + (a[4 * row + column] ?? 0) * y, 0),
          )
          return { value: [...ad, ...d].reduce((sum, x) => sum + x * x, 0) / 2, gradient }
        },
        new Float64Array(4),
        1e-7,
        500,
      )
      found.at.forEach((x, index) => expect(x).toBeCloseTo(centre[index] ?? NaN, 4))
    }),
  )
})

test('standardised features have mean 0 and deviation 1; what never differs stays', () => {
  const features = Float32Array.of(1, 7, 3, 7, 5, 7)
  const standard = standardOf(features, 2)
  expect([...standard.mean]).toEqual([3, 7])
  expect(standardised(features, 2, standard).filter((_, at) => at % 2 === 1)).toEqual(Float32Array.of(0, 0, 0))
  expect(standardised(features, 2, standard)[0]).toBeCloseTo(-Math.sqrt(1.5), 6)
})

describe('images of another size', () => {
  test('are cut around their middle, or black around it', () => {
    const pixels = Uint8Array.from({ length: 16 }, (_, at) => at)
    const four = { height: 4, width: 4, channels: 1 }
    expect([...adaptImages(pixels, four, { height: 2, width: 2, channels: 1 })]).toEqual([5, 6, 9, 10])
    const larger = adaptImages(pixels, four, { height: 6, width: 6, channels: 1 })
    expect([...larger.subarray(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0])
    expect([...adaptImages(larger, { height: 6, width: 6, channels: 1 }, four)]).toEqual([...pixels])
  })

  test('of one channel stand for three, of three the brightness for one; others cannot be read', () => {
    const one = { height: 1, width: 1, channels: 1 }
    const three = { ...one, channels: 3 }
    expect([...adaptImages(Uint8Array.of(9, 8), one, three)]).toEqual([9, 9, 9, 8, 8, 8])
    expect([...adaptImages(Uint8Array.of(100, 200, 0), three, one)]).toEqual([147])
    expect(() => adaptImages(Uint8Array.of(1, 2), { ...one, channels: 2 }, three)).toThrow(RangeError)
  })
})
