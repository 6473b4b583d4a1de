/** The ruler of a run's progress. Oracle: arithmetic by hand, with He et al.'s 64,000 steps of 391 an epoch. */
import { expect, test } from 'vitest'
import { endingOf, epochText, rulerEnd, rulerUnit } from '../../../renderer/views/run/progress-ruler.ts'
import { statusText } from '../../../renderer/views/run/run-words.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'
import { runSummary } from '../renderer-runs/samples.ts'

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

test('a run that waits to go on is where its checkpoint is, not at the start', () => {
  const waits = runSummary({}, { kind: 'queued', position: 1 }, { resumesFrom: 39_204 })
  expect(stepsDone(waits)).toBe(39_204)
  expect(statusText(waits)).toBe('Queued, next, at 39,204')
  expect(endingOf(waits).rest).toBe('goes on from step 39,204 by itself when the runs before it have ended')
  const fresh = runSummary({}, { kind: 'queued', position: 2 })
  expect([stepsDone(fresh), statusText(fresh)]).toEqual([0, 'Queued, second'])
})

test('time at work and time from start to end are two figures, each named; one where they are the same', () => {
  const hour = 3_600_000
  const paused = endingOf(runSummary({}, undefined, { startedAt: 0, endedAt: 30 * hour, trainedMs: 2 * hour }))
  expect([paused.strong, paused.rest]).toEqual(['2 h 00 min', ' of training'])
  expect(paused.also).toContain(', 1 d 6 h from start to end, ended at ')
  expect(endingOf(runSummary({}, undefined, { startedAt: 0, endedAt: hour, trainedMs: hour })).also).toMatch(/^, ended at /)
})
