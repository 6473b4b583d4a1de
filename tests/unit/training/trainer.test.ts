/** The training loop with a program that only counts: what is asked of it, what is written, and how it ends. */
import { expect, test } from 'vitest'
import { recipePresets } from '../../../core/training/recipe-presets.ts'
import type { TrainingProgram } from '../../../core/training/program.ts'
import { train, type Journal, type TrainingRequest } from '../../../core/training/trainer.ts'
import type { TrainerState } from '../../../core/training/trainer-messages.ts'
import type { RunRecord } from '../../../core/store/run.ts'

interface Setting {
  totalSteps: number
  evaluateEvery?: number
  drops?: number[]
  stepMs?: number
  lossAt?: (step: number) => number
  stopAfter?: number
  stopInEvaluation?: boolean
}

function setting({
  totalSteps,
  evaluateEvery = 1000,
  drops = [],
  stepMs = 10,
  lossAt = () => 1,
  stopAfter = Infinity,
  stopInEvaluation = false,
}: Setting) {
  const [preset] = recipePresets()
  if (!preset) throw new Error('no recipes')
  const recipe = {
    ...preset.recipe,
    length: { unit: 'steps' as const, value: totalSteps },
    evaluation: { unit: 'steps' as const, value: evaluateEvery },
    learningRate: { ...preset.recipe.learningRate, initial: 0.1, divisor: 10, after: drops },
  }
  let time = 0
  let written: string[] = []
  const committed: string[] = []
  const states: Omit<TrainerState, 'pid'>[] = []
  const steps: number[] = []
  let commits = 0
  const program: TrainingProgram = {
    device: 'a counter',
    step(step) {
      steps.push(step)
      time += stepMs
      return { loss: lossAt(step), error: 0.5 }
    },
    async evaluate(onProgress) {
      await onProgress?.(64)
      time += 100
      return { loss: 0.7, error: 0.25 }
    },
    readState: () => new Map(),
    writeState: () => {},
    dispose: () => {},
  }
  const journal: Journal = {
    step: (metrics) => written.push(`step ${metrics.step} rate ${metrics.learningRate.toPrecision(3)}`),
    evaluation: (metrics) => written.push(`evaluation ${metrics.step} error ${metrics.error}`),
    event: (event) => written.push(`${event.kind} ${event.step}`),
    commit() {
      commits += 1
      committed.push(...written)
      written = []
    },
  }
  const request: TrainingRequest = {
    record: { recipe, totalSteps, stepsPerEpoch: 100 } as RunRecord,
    testCount: 128,
    program,
    journal,
    clock: { now: () => time, elapsed: () => time },
    report: (state) => states.push(state),
    pause: () => Promise.resolve(),
    stopAsked: () => steps.length >= stopAfter || (stopInEvaluation && states.at(-1)?.phase === 'evaluating'),
  }
  return { request, committed, states, steps, commits: () => commits, unwritten: () => written }
}

test('a run does each step once, in order, evaluates at its end and says that it finished', async () => {
  const run = setting({ totalSteps: 3 })
  expect(await train(run.request)).toEqual({ kind: 'finished', step: 3 })
  expect(run.steps).toEqual([0, 1, 2])
  expect(run.committed).toEqual([
    'started 0',
    'step 1 rate 0.100',
    'step 2 rate 0.100',
    'step 3 rate 0.100',
    'evaluation 3 error 0.25',
    'evaluated 3',
    'finished 3',
  ])
})

test('evaluations come at the recipe’s cadence, and once at the end', async () => {
  const run = setting({ totalSteps: 7, evaluateEvery: 3 })
  await train(run.request)
  expect(run.committed.filter((row) => row.startsWith('evaluation'))).toEqual([
    'evaluation 3 error 0.25',
    'evaluation 6 error 0.25',
    'evaluation 7 error 0.25',
  ])
})

test('rate drops are events at the step they begin with', async () => {
  const run = setting({ totalSteps: 4, drops: [2, 3] })
  await train(run.request)
  expect(run.committed.filter((row) => /rate-changed|step/.test(row))).toEqual([
    'step 1 rate 0.100',
    'step 2 rate 0.100',
    'rate-changed 2',
    'step 3 rate 0.0100',
    'rate-changed 3',
    'step 4 rate 0.00100',
  ])
})

test('a request to stop ends the run after the step under way, with all of it committed', async () => {
  const run = setting({ totalSteps: 100, stopAfter: 5 })
  expect(await train(run.request)).toEqual({ kind: 'stopped', step: 5 })
  expect(run.committed.at(-1)).toBe('stopped 5')
  expect(run.committed).toContain('step 5 rate 0.100')
  expect(run.unwritten()).toEqual([])
})

test('a request to stop during the last evaluation ends it early, and the run is not called finished', async () => {
  const run = setting({ totalSteps: 3, stopInEvaluation: true })
  expect(await train(run.request)).toEqual({ kind: 'stopped', step: 3 })
  expect(run.committed.at(-1)).toBe('stopped 3')
  expect(run.committed.some((row) => row.startsWith('evaluation'))).toBe(false)
})

test.each([
  [Number.NaN, /not a number/],
  [Infinity, /infinite/],
])('a loss of %s is divergence at that step, with a remedy', async (loss, reason) => {
  const run = setting({ totalSteps: 100, lossAt: (step) => (step === 4 ? loss : 1) })
  const outcome = await train(run.request)
  expect(outcome).toMatchObject({ kind: 'diverged', step: 5 })
  if (outcome.kind === 'diverged') {
    expect(outcome.reason).toMatch(reason)
    expect(outcome.remedy).toContain('0.01')
  }
  expect(run.committed.at(-1)).toBe('diverged 5')
  expect(run.committed.some((row) => row.startsWith('finished'))).toBe(false)
})

test('fast steps are committed together, every 200 ms of the clock', async () => {
  const run = setting({ totalSteps: 100, stepMs: 10 })
  await train(run.request)
  // 1,000 ms of steps: one commit for the start, four in between at 200, 400, 600, 800, two around the evaluation, one at the end.
  expect(run.commits()).toBe(8)
})

test('slow steps are committed each', async () => {
  const run = setting({ totalSteps: 5, stepMs: 300 })
  await train(run.request)
  expect(run.commits()).toBe(8)
})

test('the time left counts steps and evaluations, and reaches zero', async () => {
  const run = setting({ totalSteps: 20, evaluateEvery: 10, stepMs: 10 })
  await train(run.request)
  const after = (step: number) => run.states.find((state) => state.step === step && state.phase === 'training')
  // 19 steps of 10 ms and two evaluations, guessed at 128/128 batches × 10 ms ÷ 3.
  expect(after(1)?.remainingMs).toBeCloseTo(190 + 20 / 3, 6)
  // 10 steps and one evaluation, measured at 100 ms.
  expect(after(10)?.remainingMs).toBe(200)
  expect(after(20)?.remainingMs).toBe(0)
  expect(run.states.find((state) => state.evaluating === 0.5)?.phase).toBe('evaluating')
})
