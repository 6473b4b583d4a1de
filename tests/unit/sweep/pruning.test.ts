/** Which runs are ended early, and which are not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { pruningReason, pruningSchema, type Course, type OtherTrial } from '../../../core/sweep/pruning.ts'

const course = (...errors: readonly number[]): Course =>
  errors.map((error, index) => ({ step: index + 1, share: (index + 1) / 10, error }))
const whole = (...errors: readonly number[]): OtherTrial => ({ courses: [course(...errors)], whole: true })
const four = [0.5, 0.4, 0.3, 0.2].map((end) =>
  whole(...Array.from({ length: 10 }, (_, index) => 0.9 - ((0.9 - end) * index) / 9)),
)
const median = pruningSchema.parse({ kind: 'median' })
const halving = pruningSchema.parse({ kind: 'halving' })

test('by the median: one whose best is above what the others had on average until then is ended, with the figures that show it', () => {
  const reason = pruningReason(median, course(0.95, 0.94, 0.93), four)
  expect(reason).toMatchObject({ share: 0.3, error: 0.93, others: 4 })
  // Means until the third evaluation: 0.9 − (0.9 − end) ÷ 9.
  expect(reason?.bound).toBeCloseTo(0.9 - (0.9 - 0.35) / 9, 10)
  expect(pruningReason(median, course(0.95, 0.8, 0.93), four)).toBeNull()
})

test('by the median nobody is ended before a quarter of its length, or beside fewer than four that were trained whole', () => {
  expect(pruningReason(median, course(0.99, 0.99), four)).toBeNull()
  expect(pruningReason(median, course(0.99, 0.99, 0.99), four.slice(1))).toBeNull()
  expect(pruningReason(median, course(0.99, 0.99, 0.99), [...four.slice(1), { courses: [course(0.1)], whole: false }])).toBeNull()
})

test('by halving only the best third of those that came to a rung goes on', () => {
  const others = [0.3, 0.5, 0.7].map((error): OtherTrial => ({ courses: [course(error)], whole: false }))
  expect(pruningReason(halving, course(0.2), others)).toBeNull()
  expect(pruningReason(halving, course(0.4), others)).toMatchObject({ share: 0.1, error: 0.4, bound: 0.3, others: 3 })
  expect(pruningReason(halving, course(0.4), [])).toBeNull()
})

test('a trial of several seeds is compared by their mean', () => {
  const seeds: OtherTrial = { courses: [course(0.2), course(0.6)], whole: false }
  expect(pruningReason(halving, course(0.39), [seeds])).toBeNull()
  expect(pruningReason(halving, course(0.41), [seeds])?.bound).toBeCloseTo(0.4, 12)
})

test('no rule ends the one that is best everywhere, or one that is done', () => {
  const errors = fc.array(fc.double({ min: 0.1, max: 1, noNaN: true }), { minLength: 1, maxLength: 10 })
  const trials = fc.array(errors, { maxLength: 8 })
  fc.assert(
    fc.property(fc.constantFrom(median, halving), trials, fc.integer({ min: 1, max: 10 }), (rule, others, length) => {
      const seen = others.map((each) => whole(...each))
      expect(pruningReason(rule, course(...Array<number>(length).fill(0.05)), seen)).toBeNull()
      expect(pruningReason(rule, course(...Array<number>(10).fill(1)), seen)).toBeNull()
    }),
  )
})
