/** What a run's status and its clock times mean to who waits for it. */
import { expect, test } from 'vitest'
import { isAtRest, isOver } from '../../../core/compare/run-states.ts'
import { wallMs } from '../../../core/compare/wall-time.ts'
import type { RunStatus } from '../../../core/store/run.ts'

test('a paused run is at rest and not over', () => {
  const all: RunStatus[] = [
    { kind: 'queued', position: 1 },
    { kind: 'running', step: 1 },
    { kind: 'paused', step: 1 },
    { kind: 'finished', step: 1 },
    { kind: 'stopped', step: 1 },
    { kind: 'crashed', step: 1, reason: '', remedy: '', log: [] },
    { kind: 'diverged', step: 1, reason: '', remedy: '' },
  ]
  const kindsThat = (is: (run: { status: RunStatus }) => boolean): string[] =>
    all.filter((status) => is({ status })).map(({ kind }) => kind)
  expect(kindsThat(isAtRest)).toEqual(['paused', 'finished', 'stopped', 'crashed', 'diverged'])
  expect(kindsThat(isOver)).toEqual(['finished', 'stopped', 'crashed', 'diverged'])
})

test('a clock that was set back makes no run shorter than its training', () => {
  const times = { startedAt: 1_000_000, endedAt: 1_000_000 - 259_196_000, trainedMs: 4_000 }
  expect(wallMs(times, 0)).toBe(4_000)
  expect(wallMs({ ...times, trainedMs: null, endedAt: null }, 0)).toBe(0)
  expect(wallMs({ ...times, endedAt: 1_060_000 }, 0)).toBe(60_000)
  expect(wallMs({ ...times, startedAt: null }, 0)).toBeNull()
})
