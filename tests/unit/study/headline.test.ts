/** What stands large over a verdict. */
import { expect, test } from 'vitest'
import { headlineOf } from '../../../core/study/headline.ts'
import type { Outcome } from '../../../core/study/outcome.ts'
import { verdictsOf } from '../../../core/study/verdict.ts'

const outcome = (name: string, errors: readonly number[]): Outcome => ({
  name,
  training: errors,
  test: errors,
  leftOut: [],
  open: errors.length === 0 ? 1 : 0,
  steps: 400,
})
function headline(first: readonly number[], second: readonly number[], expects: 'higher' | 'lower' | null): string {
  const outcomes = [outcome('A', first), outcome('B', second)]
  const [verdict] = verdictsOf([{ first: 'A', second: 'B', by: 'error', expects }], outcomes)
  if (verdict === undefined) throw new Error('no verdict')
  return headlineOf(verdict, outcomes)
}

const [low, high] = [
  [0.1, 0.101, 0.102],
  [0.13, 0.131, 0.132],
]

test('says which of the two ends where, and whether that was expected', () => {
  expect(headline(high, low, 'higher')).toBe('A ends 3.00 points of test error above B, as expected.')
  expect(headline(low, high, 'higher')).toBe('A ends 3.00 points of test error below B, the opposite of what was expected.')
  expect(headline(low, high, null)).toBe('A ends 3.00 points of test error below B.')
})

test('claims nothing where nothing is shown', () => {
  expect(headline([0.1, 0.11, 0.12], [0.105, 0.11, 0.118], 'lower')).toBe('No difference is shown between A and B.')
  expect(headline([0.1], [0.12], 'lower')).toBe('With one seed, A ends 2.00 points of test error below B.')
  expect(headline([0.1], [0.12, 0.12], 'lower')).toBe('With its one seed, A ends 2.00 points of test error below B.')
  expect(headline([0.1, 0.1], [0.12], 'lower')).toBe('With one seed of B, A ends 2.00 points of test error below B.')
  expect(headline([0.1], [0.1], 'lower')).toBe('With one seed, A and B end at the same test error.')
  expect(headline([0.9, 0.9], [0.5, 0.5], null)).toBe('A ends 40.00 points of test error above B, with every seed.')
  expect(headline([], [0.12], 'lower')).toBe('A has no run yet that has ended. B ends at 12.00 % test error.')
})
