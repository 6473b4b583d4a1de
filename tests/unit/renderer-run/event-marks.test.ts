/** Marks in the curves are made of what events tell as numbers. */
import { expect, test } from 'vitest'
import type { RunEvent } from '../../../core/store/run.ts'
import { onSteps } from '../../../renderer/components/charts/x-axis.ts'
import { eventMarks, joinMarks, plateauMarks } from '../../../renderer/views/run/event-marks.ts'

const event = (kind: RunEvent['kind'], facts?: RunEvent['facts']): RunEvent => ({
  step: 100,
  time: 0,
  attempt: 2,
  kind,
  text: 'Learning rate 7 times as scheduled, as asked.',
  ...(facts && { facts }),
})

test('a factor, a length and a new attempt are marked; drops of the schedule are marks of their own; words decide nothing', () => {
  const marks = eventMarks(
    [
      event('rate-changed', { what: 'scale', scale: 0.5, before: 1 }),
      event('rate-changed', { what: 'rate', rate: 0.01, before: 0.1 }),
      event('rate-changed'),
      event('extended', { what: 'length', totalSteps: 1200, before: 1000 }),
      event('resumed'),
      event('evaluated'),
    ],
    onSteps(10),
  )
  expect(marks.map(({ x, text }) => [x, text])).toEqual([
    [10, 'rate × 0.5'],
    [10, 'to step 1,200'],
    [10, 'resumed, attempt 2'],
  ])
})

test('pauses, stops, steps that were skipped and checkpoints are marked, the last at the axis and never joined with another', () => {
  const marks = eventMarks(
    [event('paused'), event('stopped'), event('skipped'), event('no-checkpoint'), event('checkpoint')],
    onSteps(1),
  )
  expect(marks.map(({ kind, text }) => [kind, text])).toEqual([
    ['end', 'paused'],
    ['end', 'stopped'],
    ['end', 'step skipped'],
    ['end', 'no checkpoint'],
    ['checkpoint', 'checkpoint'],
  ])
  expect(joinMarks(marks).map(({ text }) => text)).toEqual(['paused, stopped, step skipped, no checkpoint', 'checkpoint'])
})

test('where the rate follows what is measured, its falls are marked, and its rises are not', () => {
  const fell = event('rate-changed', { what: 'rate', rate: 0.01, before: 0.1 })
  const rose = event('rate-changed', { what: 'rate', rate: 0.1, before: 0.01 })
  expect(plateauMarks([fell, rose, event('resumed')], onSteps(1)).map(({ text }) => text)).toEqual(['rate 0.01'])
})
