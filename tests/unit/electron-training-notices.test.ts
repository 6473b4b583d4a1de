/** What a person is told of training while they look elsewhere. */
import { expect, test } from 'vitest'
import type { QueueEntry, QueueState, RunEnded } from '../../core/api/contract/queue.ts'
import { noticesBetween, partDone } from '../../electron/main/training-notices.ts'

const entry = (name: string, step = 0, status: QueueEntry['status'] = { kind: 'running', step }): QueueEntry => ({
  id: `id-of-${name}`,
  name,
  status,
  step,
  totalSteps: 100,
  after: null,
  remainingMs: null,
  memoryBytes: null,
})
const queue = (state: Partial<QueueState> = {}): QueueState => ({
  paused: false,
  atOnce: 1,
  mostAtOnce: 4,
  memoryBytes: 8e9,
  atWork: [],
  waiting: [],
  ended: [],
  ...state,
})
const ended = (number: number, name: string, status: RunEnded['status']): RunEnded => ({
  number,
  id: `id-of-${name}`,
  name,
  status,
})

test('a run that finished is told once, with how many are left', () => {
  const before = queue({
    atWork: [entry('a', 99)],
    waiting: [entry('b')],
    ended: [ended(4, 'earlier', { kind: 'finished', step: 9 })],
  })
  const now = queue({ atWork: [entry('b')], ended: [...before.ended, ended(5, 'a', { kind: 'finished', step: 100 })] })
  expect(noticesBetween(before, now)).toEqual([{ run: 'id-of-a', title: 'a has finished', body: '1 more to go.' }])
  expect(noticesBetween(now, now)).toEqual([])
})

test('crashes and divergence are told with their reason; what a person stopped is not', () => {
  const now = queue({
    ended: [
      ended(1, 'a', { kind: 'crashed', step: 7, reason: 'No memory was left.', remedy: '', log: [] }),
      ended(2, 'b', { kind: 'diverged', step: 8, reason: 'The loss is not finite.', remedy: '' }),
      ended(3, 'c', { kind: 'stopped', step: 9 }),
    ],
  })
  expect(noticesBetween(queue(), now)).toEqual([
    { run: 'id-of-a', title: 'a crashed at step 7', body: 'No memory was left.' },
    { run: 'id-of-b', title: 'b diverged at step 8', body: 'The loss is not finite.' },
  ])
})

test('a run that falls silent is told once', () => {
  const silent = entry('a', 5, { kind: 'running', step: 5, silent: { kind: 'hung', since: 1 } })
  const before = queue({ atWork: [entry('a', 5)] })
  const now = queue({ atWork: [silent] })
  expect(noticesBetween(before, now).map(({ title }) => title)).toEqual(['a says nothing any more'])
  expect(noticesBetween(now, now)).toEqual([])
})

test('a paused queue says so where runs are left in it', () => {
  const now = queue({ paused: true, waiting: [entry('b')], ended: [ended(1, 'a', { kind: 'finished', step: 100 })] })
  expect(noticesBetween(queue(), now)[0]?.body).toBe('1 more wait: the queue is paused.')
})

test('the part done is of all that is at work, and of nothing where nothing is', () => {
  expect(partDone(queue())).toBeNull()
  expect(partDone(queue({ atWork: [entry('a', 50), entry('b', 100)] }))).toBe(0.75)
})
