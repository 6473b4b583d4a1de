/** What follows from class scores, and from an order: against the definitions, and what must hold of any. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { calibrationOf } from '../../../core/inspect/figures/calibration.ts'
import { labelIssues } from '../../../core/inspect/figures/confident-labels.ts'
import { confusionOf } from '../../../core/inspect/figures/confusion.ts'
import { ensembleOf } from '../../../core/inspect/figures/ensemble.ts'
import { kendallTau } from '../../../core/inspect/figures/kendall.ts'
import { errorAndLoss, predictedClasses, probabilities, unsaidImages, type Scored } from '../../../core/inspect/figures/scored.ts'

/** Scores apart by an eighth at least, or equal: of nearer ones the probabilities may be equal. */
const score = fc.integer({ min: -400, max: 400 }).map((eighths) => eighths / 8)

const scored: fc.Arbitrary<Scored> = fc.integer({ min: 2, max: 12 }).chain((classes) =>
  fc
    .array(
      fc.record({
        row: fc.array(score, { minLength: classes, maxLength: classes }),
        label: fc.nat(classes - 1),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .map((images) => ({
      scores: Float32Array.from(images.flatMap(({ row }) => row)),
      labels: Int32Array.from(images, ({ label }) => label),
      classes,
    })),
)

describe('class scores', () => {
  test('of two classes give the loss and error of the logistic function', () => {
    const two = { scores: Float32Array.of(2, 0, 1, 3), labels: Int32Array.of(0, 0), classes: 2 }
    expect(predictedClasses(two)).toEqual(Int32Array.of(0, 1))
    const { error, loss } = errorAndLoss(two)
    expect(error).toBe(0.5)
    expect(loss).toBeCloseTo((Math.log(1 + Math.exp(-2)) + Math.log(1 + Math.exp(2))) / 2, 12)
  })

  test('give probabilities whose sum is 1 and whose largest is what is predicted; the loss is that of the label', () => {
    fc.assert(
      fc.property(scored, (some) => {
        const shares = probabilities(some)
        const predicted = predictedClasses(some)
        let loss = 0
        some.labels.forEach((label, image) => {
          const row = shares.subarray(image * some.classes, (image + 1) * some.classes)
          expect(row.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9)
          expect(row[predicted[image] ?? -1]).toBe(Math.max(...row))
          loss -= Math.log(row[label] ?? 0)
        })
        const mean = loss / some.labels.length
        expect(errorAndLoss(some).loss).toBeCloseTo(mean, 6)
      }),
    )
  })

  test('that are huge are told apart still, and those that are not finite give no loss', () => {
    const huge = { scores: Float32Array.of(3e38, -3e38), labels: Int32Array.of(0), classes: 2 }
    expect([...probabilities(huge)]).toEqual([1, 0])
    expect(errorAndLoss(huge)).toEqual({ error: 0, loss: 0 })
    expect(errorAndLoss({ ...huge, scores: Float32Array.of(NaN, 1) }).loss).toBeNull()
  })
})

describe('Kendall’s tau', () => {
  test('is 1 of the same order, −1 of the order turned around, and what counting pairs gives', () => {
    expect(kendallTau([0, 1, 2, 3])).toBe(1)
    expect(kendallTau([3, 2, 1, 0])).toBe(-1)
    expect(kendallTau([0, 2, 1, 3])).toBeCloseTo(1 - 2 / 6, 12)
    expect(kendallTau([0])).toBe(1)
  })

  test('of an order turned around is its negative', () => {
    const orders = fc
      .integer({ min: 2, max: 12 })
      .chain((count) => fc.shuffledSubarray([...Array(count).keys()], { minLength: count, maxLength: count }))
    fc.assert(
      fc.property(orders, (order) => {
        expect(kendallTau(order.toReversed())).toBeCloseTo(-kendallTau(order), 12)
      }),
    )
  })
})

describe('errors', () => {
  const some = { scores: Float32Array.of(9, 0, 0, 0, 5, 0, 3, 0, 1, 1, 2, 3), labels: Int32Array.of(0, 1, 1, 2), classes: 3 }

  test('are counted by class and by what it was taken for', () => {
    const { counts, precision, recall } = confusionOf(some)
    expect([...counts]).toEqual([1, 0, 0, 1, 1, 0, 0, 0, 1])
    expect(precision).toEqual([0.5, 1, 1])
    expect(recall).toEqual([1, 0.5, 1])
    expect(confusionOf({ scores: Float32Array.of(1, 0), labels: Int32Array.of(0), classes: 2 })).toMatchObject({
      precision: [1, null],
      recall: [1, null],
    })
  })

  test('add up: the diagonal is what is right, each row the images of a class', () => {
    fc.assert(
      fc.property(scored, (any) => {
        const { counts } = confusionOf(any)
        const right = Array.from({ length: any.classes }, (_, at) => counts[at * any.classes + at] ?? 0)
        const total = counts.reduce((sum, one) => sum + one, 0)
        expect(total).toBe(any.labels.length)
        expect(1 - right.reduce((sum, one) => sum + one, 0) / total).toBeCloseTo(errorAndLoss(any).error, 12)
      }),
    )
  })
})

describe('scores that are not finite', () => {
  // One image is said something of, and rightly; of the other nothing.
  const broken = { scores: Float32Array.of(0, 9, NaN, NaN), labels: Int32Array.of(1, 1), classes: 2 }

  test('are counted, are no confidence, and leave the rest as it is', () => {
    expect(unsaidImages(broken)).toBe(1)
    expect(errorAndLoss(broken)).toEqual({ error: 0.5, loss: null })
    const { bins, expectedError } = calibrationOf(broken)
    expect(bins.reduce((sum, { images }) => sum + images, 0)).toBe(1)
    expect(expectedError).toBeLessThan(0.001)
    expect(labelIssues({ ...broken, labels: Int32Array.of(0, 1) })).toEqual([])
  })

  test('of all images leave no error of calibration', () => {
    const { expectedError } = calibrationOf({ ...broken, scores: new Float32Array(4).fill(NaN) })
    expect(expectedError).toBeNull()
  })
})

describe('calibration', () => {
  test('of a network that is right as often as it is sure is without error', () => {
    // Three of four right, each at a probability of three quarters.
    const sure = { scores: new Float32Array(8).map((_, at) => (at % 2 === 0 ? Math.log(3) : 0)), classes: 2 }
    expect(calibrationOf({ ...sure, labels: Int32Array.of(0, 0, 0, 1) }).expectedError).toBeCloseTo(0, 6)
    expect(calibrationOf({ ...sure, labels: Int32Array.of(1, 1, 1, 1) }).expectedError).toBeCloseTo(0.75, 6)
  })

  test('has every image in one bin, whose confidence lies in it', () => {
    fc.assert(
      fc.property(scored, fc.integer({ min: 1, max: 20 }), (any, count) => {
        const { bins, expectedError } = calibrationOf(any, count)
        expect(bins.reduce((sum, { images }) => sum + images, 0)).toBe(any.labels.length)
        bins.forEach(({ confidence }, at) => {
          if (confidence === null) return
          expect(confidence).toBeGreaterThan(at / count - 1e-9)
          expect(confidence).toBeLessThan((at + 1) / count + 1e-9)
        })
        expect(expectedError).toBeGreaterThanOrEqual(0)
        expect(expectedError).toBeLessThanOrEqual(1)
      }),
    )
  })
})

describe('ensembles', () => {
  const labels = Int32Array.of(0, 0, 1)
  const member = (...scores: number[]): Scored => ({ scores: Float32Array.from(scores), labels, classes: 2 })

  test('a member that is sure outweighs two that are not in the mean, and not in the vote', () => {
    const members = [member(9, 0, 1, 0, 0, 1), member(0, 1, 1, 0, 0, 1), member(0, 1, 1, 0, 0, 1)]
    const { errors, byMembers, agreement } = ensembleOf(members)
    expect(errors).toEqual([0, 1 / 3, 1 / 3])
    expect(byMembers).toEqual([
      { members: 1, mean: 0, vote: 0 },
      { members: 2, mean: 0, vote: 0 },
      { members: 3, mean: 0, vote: 1 / 3 },
    ])
    expect(agreement[0]).toEqual([1, 1 - 1 / 3, 1 - 1 / 3])
  })

  test('of one network and itself are that network', () => {
    fc.assert(
      fc.property(scored, (one) => {
        const { error } = errorAndLoss(one)
        expect(ensembleOf([one, one]).byMembers.map(({ mean, vote }) => [mean, vote])).toEqual([
          [error, error],
          [error, error],
        ])
      }),
    )
  })

  test('of other images are refused', () => {
    expect(() => ensembleOf([member(1, 0, 1, 0, 0, 1), { ...member(1, 0, 1, 0, 0, 1), labels: Int32Array.of(1, 1, 1) }])).toThrow(
      RangeError,
    )
    expect(() => ensembleOf([])).toThrow(RangeError)
  })
})
