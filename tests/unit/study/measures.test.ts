/** What is measured of a run beside its error: steps to an error, whether it trains, how large its gradient is. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { gradientEnds, normText } from '../../../core/study/gradient.ts'
import { stepsTo } from '../../../core/study/steps-to.ts'
import { guessingError, trainsOf } from '../../../core/study/trains.ts'

describe('steps to an error', () => {
  const course = [
    { step: 0, error: 0.9 },
    { step: 100, error: 0.5 },
    { step: 200, error: 0.6 },
    { step: 300, error: 0.2 },
  ]

  test('are where a straight line between two evaluations crosses it, at the first that finds it', () => {
    expect(stepsTo(course, 0.5)).toBe(100)
    expect(stepsTo(course, 0.7)).toBe(50)
    expect(stepsTo(course, 0.4)).toBe(250)
    expect(stepsTo(course, 0.95)).toBe(0)
  })

  test('are none where no evaluation finds it', () => {
    expect(stepsTo(course, 0.19)).toBeNull()
    expect(stepsTo([], 0.5)).toBeNull()
    expect(stepsTo([{ step: 10, error: NaN }], 0.5)).toBeNull()
  })

  test('are never beyond the evaluation that finds it, and grow as the error asked for falls', () => {
    const errors = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(errors, fc.double({ min: 0.01, max: 1, noNaN: true }), (all, wanted) => {
        const run = all.map((error, at) => ({ step: 10 * at, error }))
        const found = stepsTo(run, wanted)
        const at = run.find(({ error }) => error <= wanted)
        if (at === undefined) {
          expect(found).toBeNull()
          return
        }
        expect(found).toBeLessThanOrEqual(at.step)
        const less = stepsTo(run, wanted / 2)
        if (less !== null) expect(less).toBeGreaterThanOrEqual(found ?? NaN)
      }),
    )
  })
})

describe('a run', () => {
  const run = { divergedAt: null, trainingError: 0.5, images: 6400, classes: 10 }

  test('trains where it is better than guessing by more than chance and the commonest class explain', () => {
    expect(trainsOf(run)).toEqual({ trains: true, why: 'training error 50.0 %' })
    // The commonest digit makes 11.24 % of MNIST.
    expect(trainsOf({ ...run, trainingError: 1 - 0.1124 })).toEqual({
      trains: false,
      why: 'training error 88.8 %, no better than guessing',
    })
    expect(trainsOf({ ...run, trainingError: 0.9 }).trains).toBe(false)
    expect(guessingError(10, 6400)).toBeCloseTo(0.8627, 4)
    // Of a hundred images chance alone makes more.
    expect(trainsOf({ ...run, trainingError: 0.8, images: 100 }).trains).toBe(false)
    expect(trainsOf({ ...run, trainingError: 0.97, classes: 1000 }).trains).toBe(true)
  })

  test('that diverged does not, and neither does one whose error is not finite', () => {
    expect(trainsOf({ ...run, divergedAt: 1412 })).toEqual({ trains: false, why: 'diverged at step 1,412' })
    expect(trainsOf({ ...run, trainingError: null }).trains).toBe(false)
    expect(trainsOf({ ...run, trainingError: NaN }).trains).toBe(false)
  })
})

describe('the gradient by depth', () => {
  const profile = (norms: readonly number[]) => ({ step: 1, depths: norms.map((_, at) => at + 1), norms })

  test('is as large at either end as its line says', () => {
    expect(gradientEnds(profile([0.001, 0.01, 0.1, 1]))?.first).toBeCloseTo(-3, 9)
    expect(gradientEnds(profile([0.001, 0.01, 0.1, 1]))?.last).toBeCloseTo(0, 9)
    expect(gradientEnds(profile([100, 10, 1]))?.first).toBeCloseTo(2, 9)
    // One layer that stands out moves the line less than it stands out.
    expect(gradientEnds(profile([1, 1, 1, 1, 1, 1, 1, 10]))?.last).toBeLessThan(1)
  })

  test('that is 0 is as small as float32 tells; what is not finite is left out', () => {
    expect(gradientEnds(profile([0, 0, 0]))?.first).toBeCloseTo(-38, 9)
    expect(gradientEnds(profile([NaN, 0.1, 1]))?.first).toBeCloseTo(-1, 9)
    expect(gradientEnds(profile([NaN, 1]))).toBeNull()
    expect(gradientEnds(profile([]))).toBeNull()
  })

  test('is said as a number where one reads it, else as times a power of ten', () => {
    expect([0, 2.62, -0.28, -9.3, 4.1, -38].map(normText)).toEqual(['1', '420', '0.52', '5.0 × 10⁻¹⁰', '1.3 × 10⁴', '0'])
  })
})
