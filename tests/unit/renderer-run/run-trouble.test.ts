/** What a person is told when a run is in trouble, and what they can do with one click. */
import { expect, test } from 'vitest'
import type { RunDamage, RunStatus } from '../../../core/store/run.ts'
import { endingOf } from '../../../renderer/views/run/progress-ruler.ts'
import { statusText } from '../../../renderer/views/run/run-words.ts'
import { troubleOf, troublesOf } from '../../../renderer/views/run/run-trouble.ts'
import { isResumable } from '../../../core/compare/run-states.ts'
import { runSummary } from '../renderer-runs/samples.ts'

const crashed: RunStatus = { kind: 'crashed', step: 21_590, reason: 'It ended.', remedy: 'Go on.', log: ['last'] }
const silent = (kind: 'hung' | 'starved' | 'suspended'): RunStatus => ({ kind: 'running', step: 500, silent: { kind, since: 0 } })
const commandsOf = (status: RunStatus): string[] =>
  (troubleOf(runSummary({}, status, { resumesFrom: 400, stepMs: 500 }))?.actions ?? []).map(({ command }) => command)

test('a crash counts what is repeated: 86 steps of half a second', () => {
  const trouble = troubleOf(runSummary({}, crashed, { resumesFrom: 21_504, stepMs: 500 }))
  expect(trouble).toMatchObject({ severity: 'bad', title: 'It ended.', log: ['last'] })
  expect(trouble?.text).toBe('Go on. Checkpoint 21,504 is whole: resuming repeats 86 steps, 43 s.')
  expect(troubleOf(runSummary({}, crashed, { resumesFrom: null }))?.text).toMatch(/begins again at step 0/)
})

test('a run that diverged is told from which checkpoint it may be branched, or is trained again from the start', () => {
  const diverged: RunStatus = { kind: 'diverged', step: 90, reason: 'The loss became NaN.', remedy: 'Train slower.' }
  expect(troubleOf(runSummary({}, diverged, { resumesFrom: 80 }))).toMatchObject({
    text: 'Train slower. Or branch from the checkpoint of step 80, whose weights are finite. Everything measured up to step 90 is kept.',
    actions: [],
  })
  const withoutOne = troubleOf(runSummary({}, diverged, { resumesFrom: null }))
  expect(withoutOne?.text).toContain('no checkpoint with finite weights')
  expect(withoutOne?.actions.map(({ command }) => command)).toEqual(['run.again-slower'])
})

test('a process that says nothing is let go on, or ended and resumed', () => {
  expect(commandsOf(silent('suspended'))).toEqual(['run.wake', 'run.restart'])
  expect(commandsOf(silent('starved'))).toEqual(['run.restart'])
  expect(commandsOf(silent('hung'))).toEqual(['run.restart'])
})

test('in a library that is only shown, a run without an end is told as what is known of it, and nothing is offered', () => {
  const unfinished: RunStatus = { kind: 'unfinished', step: 500 }
  expect(troubleOf(runSummary({}, unfinished))).toMatchObject({
    severity: 'warning',
    text: expect.stringContaining('not looked for here'),
    actions: [],
  })
  expect(statusText(runSummary({}, unfinished))).toBe('Unfinished at 500')
  expect(isResumable(runSummary({}, unfinished))).toBe(false)
  const waits = { code: 'read-only', reason: 'It cannot be written to.', remedy: 'Make it writable.' } as const
  const queued = runSummary({}, { kind: 'queued', position: 1, waits })
  expect(statusText(queued)).toBe('Queued, next')
  expect(endingOf(queued).rest).toContain('only shown')
  expect(troubleOf(queued)?.title).toBe('It cannot be written to.')
})

test('a run that is well has none', () => {
  const well: RunStatus[] = [
    { kind: 'queued', position: 1 },
    { kind: 'running', step: 5 },
    { kind: 'paused', step: 5 },
    { kind: 'stopped', step: 5 },
    { kind: 'finished', step: 5 },
  ]
  for (const status of well) expect(troubleOf(runSummary({}, status))).toBeNull()
})

test('what can go on: paused, stopped, crashed, and finished before its planned end', () => {
  const resumable = (status: RunStatus): boolean => isResumable(runSummary({}, status))
  expect(resumable({ kind: 'paused', step: 5 })).toBe(true)
  expect(resumable({ kind: 'stopped', step: 5 })).toBe(true)
  expect(resumable(crashed)).toBe(true)
  expect(resumable({ kind: 'finished', step: 63_000 })).toBe(true)
  expect(resumable({ kind: 'finished', step: 64_000 })).toBe(false)
  expect(resumable({ kind: 'diverged', step: 5, reason: '', remedy: '' })).toBe(false)
  expect(resumable({ kind: 'running', step: 5 })).toBe(false)
})

const refused = 'The checkpoint of step 64000 is gone.'
const detailOf = (status: RunStatus, from: number | null, damage: RunDamage[] = []) => ({
  summary: runSummary({}, status, { damage }),
  wayOn: { from, refused },
})

test('a lost checkpoint offers the older one with what it costs, and another run from the start', () => {
  const [trouble, ...others] = troublesOf(detailOf({ kind: 'finished', step: 64_000 }, 60_000))
  expect(others).toEqual([])
  expect(trouble).toMatchObject({ severity: 'warning', title: refused })
  expect(trouble?.text).toContain('drops the 4,000 steps measured beyond')
  expect(trouble?.actions).toEqual([
    { command: 'run.go-back', label: 'Go on from step 60,000' },
    { command: 'run.again', label: 'Train again beside it…' },
  ])
  expect(troublesOf(detailOf({ kind: 'finished', step: 64_000 }, null))[0]?.actions.map(({ command }) => command)).toEqual([
    'run.again',
  ])
  // It does not begin again by itself.
  expect(
    troublesOf(detailOf(crashed, null))
      .map(({ text }) => text)
      .join(),
  ).not.toContain('begins again')
  expect(troublesOf(detailOf({ kind: 'running', step: 64_000 }, 60_000))).toEqual([])
})

test('each file that cannot be used is told with its reason, a lost checkpoint once', () => {
  const damage = [
    { file: 'end.json', reason: 'it is a folder', remedy: 'Take it away.' },
    { file: 'checkpoints/step-00064000.safetensors', reason: 'it has 5 bytes only', remedy: '' },
  ]
  expect(troublesOf(detailOf({ kind: 'finished', step: 64_000 }, 60_000, damage)).map(({ title }) => title)).toEqual([
    refused,
    'end.json: it is a folder.',
  ])
})
