/** The ruler of a run's progress. Oracle: arithmetic by hand, with He et al.'s 64,000 steps of 391 an epoch. */
import { expect, test } from 'vitest'
import { epochText, rulerEnd, rulerUnit } from '../../../renderer/views/run/progress-ruler.ts'

test('a long run is measured in epochs, a short one in steps', () => {
  expect(rulerUnit(64_000, 391)).toBe(391)
  expect(rulerUnit(4 * 391, 391)).toBe(391)
  expect(rulerUnit(400, 391)).toBe(1)
})

test('the end is named, whole where it is', () => {
  expect(rulerEnd(64_000, 391)).toBe('163.7')
  expect(rulerEnd(3910, 391)).toBe('10')
  expect(rulerEnd(64_000, 1)).toBe('64,000')
})

test('how far it is never reads as nothing of nothing', () => {
  expect(epochText(39_204, 64_000, 391)).toBe(', epoch 100.3 of 163.7')
  expect(epochText(100, 400, 391)).toBe(', epoch 0.26 of 1.02')
  expect(epochText(391, 3910, 391)).toBe(', epoch 1.0 of 10')
  expect(epochText(3, 40, 391)).toBe('')
})
