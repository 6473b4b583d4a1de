/** Oracle: the keys and units that the issue names for `--json`. */
import { expect, test } from 'vitest'
import { eventsBetween } from '../../../core/cli/train-events.ts'
import { jsonOutput, lineOutput } from '../../../core/cli/train-output.ts'
import { noRemarks } from '../../../core/store/remarks.ts'
import type { RunDetail } from '../../../core/api/contract/runs.ts'
import type { RunEvent, RunStatus, RunSummary } from '../../../core/store/run.ts'

const record = { id: 'r1', name: 'first', totalSteps: 400 } as RunSummary['record']

function detail(status: RunStatus, kinds: RunEvent['kind'][], figures: Partial<RunSummary> = {}): RunDetail {
  const summary: RunSummary = {
    record,
    status,
    damage: [],
    totalSteps: 400,
    rateScale: 1,
    resumesFrom: null,
    startedAt: 0,
    endedAt: null,
    trainedMs: null,
    trainLoss: 1.5,
    trainError: 0.5432,
    testLoss: null,
    testError: null,
    testTopFiveError: null,
    validationError: null,
    bestTestError: null,
    bestTestTopFiveError: null,
    bestStep: null,
    learningRate: 0.1,
    stepMs: 187.126,
    imagesPerSecond: 684.02,
    remainingMs: 60_000.4,
    evaluating: null,
    device: 'CPU',
    peakBytes: null,
    bytes: 0,
    remarks: noRemarks,
    ...figures,
  }
  const told = kinds.map((kind, index) => ({ kind, step: index, time: index, attempt: 1, text: '' }))
  return { summary, attempts: [], checkpoints: [], events: told, wayOn: { from: null, refused: null }, log: [], folder: '/x' }
}

const queued = detail({ kind: 'queued', position: 1 }, [])
const started = detail({ kind: 'running', step: 1 }, ['started'])
const evaluated = detail({ kind: 'running', step: 200 }, ['started', 'evaluated'], { testLoss: 1.2, testError: 0.4417 })
const finished = detail({ kind: 'finished', step: 400 }, ['started', 'evaluated', 'evaluated', 'finished'], {
  testLoss: 1.1,
  testError: 0.4123,
  testTopFiveError: 0.0312,
})

test('a run from its start to its end', () => {
  const looks = [queued, started, evaluated, finished]
  const events = looks.flatMap((look, index) =>
    eventsBetween(looks[index - 1] ?? null, { architecture: 'resnet-20', detail: look }),
  )
  expect(events.map((event) => event.event)).toEqual(['started', 'progress', 'progress', 'evaluated', 'evaluated', 'finished'])
})

test('the last event has the keys and units that scripts rely on', () => {
  const [, last] = eventsBetween(evaluated, { architecture: 'resnet-20', detail: finished })
  expect(last).toEqual({
    event: 'finished',
    run: 'r1',
    architecture: 'resnet-20',
    steps: 400,
    trainLoss: 1.5,
    trainError: 54.32,
    testLoss: 1.1,
    testError: 41.23,
    testTopFiveError: 3.12,
    medianStepMs: 187.13,
    imagesPerSecond: 684,
  })
})

test('an end is told once, also to who looks only then', () => {
  expect(eventsBetween(finished, { architecture: 'resnet-20', detail: finished })).toEqual([])
  const told = eventsBetween(null, { architecture: 'resnet-20', detail: finished }).map((event) => event.event)
  expect(told).toEqual(['started', 'evaluated', 'finished'])
})

test('a run that goes on tells what is new since it was asked to, though the crash is gone from its list', () => {
  const crash: RunStatus = { kind: 'crashed', step: 7, reason: 'Because.', remedy: 'Do this.', log: [] }
  const before = detail(crash, ['started', 'evaluated', 'crashed'])
  const after = detail({ kind: 'finished', step: 400 }, ['started', 'evaluated', 'resumed', 'finished'])
  const told = eventsBetween(before, { architecture: 'resnet-20', detail: after })
  expect(told.map((event) => event.event)).toEqual(['resumed', 'finished'])
})

test('a run that is paused again at another step is told so', () => {
  const at = (step: number): RunDetail => detail({ kind: 'paused', step }, ['started'])
  expect(eventsBetween(at(10), { architecture: 'resnet-20', detail: at(10) })).toEqual([])
  expect(eventsBetween(at(10), { architecture: 'resnet-20', detail: at(20) })).toMatchObject([{ event: 'paused', steps: 20 }])
})

test('a silent trainer is told of once for each reason', () => {
  const silent = (kind: 'hung' | 'suspended'): RunDetail =>
    detail({ kind: 'running', step: 3, silent: { kind, since: 0 } }, ['started'])
  const told = (before: RunDetail, now: RunDetail) =>
    eventsBetween(before, { architecture: 'resnet-20', detail: now }).filter(({ event }) => event === 'silent')
  expect(told(started, silent('hung'))).toMatchObject([{ why: 'hung' }])
  expect(told(silent('hung'), silent('hung'))).toEqual([])
  expect(told(silent('hung'), silent('suspended'))).toMatchObject([{ why: 'suspended' }])
})

test.each(['crashed', 'diverged'] as const)('%s is never told as finished, and says why', (kind) => {
  const end = detail({ kind, step: 7, reason: 'Because.', remedy: 'Do this.', log: [] }, ['started'])
  const told = eventsBetween(started, { architecture: 'resnet-20', detail: end })
  expect(told).toMatchObject([{ event: kind, steps: 7, reason: 'Because.', remedy: 'Do this.' }])
})

test('JSON lines: each an object, progress at most once a second', () => {
  const lines: string[] = []
  let time = 0
  const output = jsonOutput(
    (line) => lines.push(line),
    () => time,
  )
  for (let step = 1; step <= 30; step += 1) {
    time += 100
    const [event] = eventsBetween(queued, { architecture: 'resnet-20', detail: detail({ kind: 'running', step }, []) })
    if (event) output.run(started.summary, [event])
  }
  expect(lines.map((line) => (JSON.parse(line) as { step: number }).step)).toEqual([1, 11, 21])
})

test('plain lines show control characters of names, and keep them away from the terminal', () => {
  const lines: string[] = []
  lineOutput(
    (line) => lines.push(line),
    () => 0,
  ).queued({ id: 'r1', name: 'a\u001b[2Jb', architecture: 'x', position: 1, predicted: null })
  expect(lines).toEqual([String.raw`a\u001b[2Jb: queued as run r1`])
})
