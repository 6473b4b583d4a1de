/** What follows from class scores, and from an order: against the definitions, and what must hold of any. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { kendallTau } from '../../../core/inspect/figures/kendall.ts'
import { errorAndLoss, predictedClasses, probabilities, type Scored } from '../../../core/inspect/figures/scored.ts'

const scored: fc.Arbitrary<Scored> = fc.integer({ min: 2, max: 12 }).chain((classes) =>
  fc
    .array(
      fc.record({
        row: fc.array(fc.float({ min: -50, max: 50, noNaN: true }), { minLength: classes, maxLength: classes }),
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
