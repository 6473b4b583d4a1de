/** Seeds that do not count, in words. */
import { expect, test } from 'vitest'
import { leftOutText, notCountedText } from '../../../core/statistics/left-out.ts'

const two = [
  { seed: 3, why: 'diverged at step 412' },
  { seed: 5, why: 'was deleted' },
]

test('each seed that does not count is named with its reason', () => {
  expect(leftOutText(two)).toBe('seed 3 diverged at step 412; seed 5 was deleted')
  expect(notCountedText('ResNet-20', two)).toEqual(['Not counted of ResNet-20: seed 3 diverged at step 412; seed 5 was deleted.'])
})

test('where all count nothing is said', () => {
  expect(leftOutText([])).toBe('')
  expect(notCountedText('ResNet-20', [])).toEqual([])
})
