/** The training loop with a program that only counts: what is asked of it, what is written, and how it ends. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { divergence } from '../../../core/training/bad-step.ts'
import type { TrainerRequest } from '../../../core/training/trainer-messages.ts'
import type { RecipeInput } from '../../../core/recipe/recipe.ts'
import { runInMemory, stepsOf, type Setting } from './run-in-memory.ts'

const pause: TrainerRequest = { kind: 'pause' }
const everyStep = { every: stepsOf(1), last: 2, best: false, archive: null, budgetMegabytes: 1 }
const stopNow: TrainerRequest = { kind: 'stop', when: 'now' }
const only = (events: readonly string[], ...kinds: string[]) =>
  events.filter((event) => kinds.includes(event.split(' ')[0] ?? ''))

test('a run does each step once, in order, evaluates and keeps its state at its end, and says that it finished', async () => {
  const run = runInMemory({ totalSteps: 3 })
  expect(await run.live()).toEqual({ kind: 'finished', step: 3 })
  expect(run.taken).toEqual([0, 1, 2])
  expect([...run.steps()]).toEqual([
    [1, 'rate 0.100'],
    [2, 'rate 0.100'],
    [3, 'rate 0.100'],
  ])
  expect(run.events()).toEqual(['started 0', 'evaluated 3', 'checkpoint 3', 'finished 3'])
  expect(run.unwritten()).toBe(0)
})

test('evaluations and checkpoints come at the recipe’s cadence, and once at the end', async () => {
  const checkpoints = { every: stepsOf(2), last: 2, best: false, archive: null, budgetMegabytes: 1 }
  const run = runInMemory({ totalSteps: 7, recipe: { evaluation: stepsOf(3), checkpoints } })
  await run.live()
  expect([...run.evaluations().keys()]).toEqual(['test 3', 'test 6', 'test 7'])
  expect(run.saved.map(({ position }) => position.step)).toEqual([2, 4, 6, 7])
})

test('the best so far is kept as soon as it is known, with the error it had', async () => {
  const errors: Record<number, number> = { 1: 0.5, 2: 0.6, 3: 0.4, 4: 0.4, 5: 0.7 }
  const checkpoints = { every: stepsOf(1000), last: 2, best: true, archive: null, budgetMegabytes: 1 }
  const run = runInMemory({
    totalSteps: 5,
    errorAt: (step) => errors[step] ?? NaN,
    recipe: { evaluation: stepsOf(1), checkpoints },
  })
  await run.live()
  expect(run.saved.map(({ position }) => [position.step, position.error])).toEqual([
    [1, 0.5],
    [3, 0.4],
    [5, 0.7],
  ])
})

test('images held out are evaluated too, and what follows an error follows theirs', async () => {
  const run = runInMemory({ totalSteps: 2, recipe: { validationImages: 32 } })
  await run.live()
  expect([...run.evaluations().keys()]).toEqual(['validation 2', 'test 2'])
  expect(run.texts().some((text) => /^Validation error .* test error/.test(text))).toBe(true)
})

test('rates that drop are events at the step they begin with; rates that glide are none', async () => {
  const run = runInMemory({
    totalSteps: 4,
    recipe: { learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [2, 3] } },
  })
  await run.live()
  expect(only(run.events(), 'rate-changed')).toEqual(['rate-changed 2', 'rate-changed 3'])
  expect([...run.steps().values()]).toEqual(['rate 0.100', 'rate 0.100', 'rate 0.0100', 'rate 0.00100'])
  const glides = runInMemory({ totalSteps: 4, recipe: { learningRate: { kind: 'cosine', initial: 0.1, final: 0 } } })
  await glides.live()
  expect(only(glides.events(), 'rate-changed')).toEqual([])
})

test('evaluations without a lower error end a run early, where it asks for that', async () => {
  const errors = [0.5, 0.4, 0.4, 0.45, 0.5]
  const run = runInMemory({
    totalSteps: 100,
    errorAt: (step) => errors[step - 1] ?? 0.3,
    recipe: { evaluation: stepsOf(1), earlyStop: 2 },
  })
  expect(await run.live()).toEqual({ kind: 'finished', step: 4 })
  expect(run.texts().at(-1)).toContain('early')
  // Once more, it is tried until the next evaluation.
  expect(await run.live()).toEqual({ kind: 'finished', step: 5 })
})

test('trained more after it stopped early, a run that is killed before its next evaluation still goes there', async () => {
  const run = runInMemory({ totalSteps: 100, errorAt: () => 0.5, recipe: { evaluation: stepsOf(10), earlyStop: 2 } })
  expect(await run.live()).toEqual({ kind: 'finished', step: 30 })
  for (const dieAfter of [4, 1, 7]) await expect(run.live({ dieAfter })).rejects.toThrow('killed')
  expect(await run.live()).toEqual({ kind: 'finished', step: 40 })
})

test.each([
  [pause, 'paused'],
  [stopNow, 'stopped'],
] as const)('asked to %o, a run ends after the step under way, all of it committed, its state kept', async (asked, kind) => {
  const run = runInMemory({ totalSteps: 100, asks: { 5: [asked] } })
  expect(await run.live()).toEqual({ kind, step: 5 })
  expect(run.events().slice(-2)).toEqual(['checkpoint 5', `${kind} 5`])
  expect(run.steps().size).toBe(5)
  expect(run.saved.at(-1)?.position).toMatchObject({ step: 5, evaluated: true })
  expect(run.unwritten()).toBe(0)
})

test('asked to stop after the epoch, a run ends at its last step', async () => {
  const run = runInMemory({ totalSteps: 250, asks: { 130: [{ kind: 'stop', when: 'epoch' }] } })
  expect(await run.live()).toEqual({ kind: 'stopped', step: 200 })
})

test('a pause during an evaluation ends it early; it is made whole when the run goes on, and only then the run has finished', async () => {
  const run = runInMemory({ totalSteps: 3, askInEvaluation: pause })
  expect(await run.live()).toEqual({ kind: 'paused', step: 3 })
  expect(run.evaluations().size).toBe(0)
  expect(run.saved.at(-1)?.position.evaluated).toBe(false)
  expect(await run.live()).toEqual({ kind: 'finished', step: 3 })
  expect([...run.evaluations().keys()]).toEqual(['test 3'])
})

test('a scaled rate holds from the step on that it was asked at, and steps that are added are trained at the last rate', async () => {
  const run = runInMemory({
    totalSteps: 4,
    asks: { 2: [{ kind: 'scale-rate', scale: 0.5 }], 3: [{ kind: 'extend', steps: 2 }] },
    recipe: { learningRate: { kind: 'cosine', initial: 0.1, final: 0.001 } },
  })
  expect(await run.live()).toEqual({ kind: 'finished', step: 6 })
  expect(run.controls().map(({ step, kind, value }) => [step, kind, value])).toEqual([
    [2, 'rate-scale', 0.5],
    [3, 'total-steps', 6],
  ])
  // Half of 0.001 + 0.0495 (1 + cos(2π/3)), and then of 0.001, where the cosine ends after 4 steps.
  expect([...run.steps().values()].slice(2)).toEqual(['rate 0.0129', 'rate 0.000500', 'rate 0.000500', 'rate 0.000500'])
  expect(only(run.events(), 'rate-changed', 'extended')).toEqual(['rate-changed 2', 'extended 3'])
})

test('a finished run goes on when more is wanted, and nothing more is wanted twice', async () => {
  const run = runInMemory({ totalSteps: 3 })
  await run.live()
  expect(await run.live({ wantedSteps: 5 })).toEqual({ kind: 'finished', step: 5 })
  expect(await run.live({ wantedSteps: 5 })).toEqual({ kind: 'finished', step: 5 })
  expect(run.controls()).toHaveLength(1)
  expect([...run.evaluations().keys()]).toEqual(['test 3', 'test 5'])
})

test.each([
  [Number.NaN, /not a number/],
  [Infinity, /infinite/],
])('a loss of %s is divergence at that step; the state before it is kept, layer and remedy are named', async (loss, reason) => {
  const run = runInMemory({
    totalSteps: 100,
    lossAt: (step) => (step === 4 ? loss : 1),
    firstBad: { layer: 'stage2.block1.conv1', where: 'output' },
  })
  const outcome = await run.live()
  expect(outcome).toMatchObject({ kind: 'diverged', step: 5 })
  expect(run.texts().at(-1)).toMatch(reason)
  expect(run.texts().at(-1)).toContain('output of stage2.block1.conv1')
  expect(run.texts().at(-1)).toContain('0.01')
  expect(run.events().slice(-2)).toEqual(['checkpoint 4', 'diverged 5'])
  expect(run.saved.at(-1)?.position.step).toBe(4)
})

test('at a rate of 0 no smaller one is advised', () => {
  const step = { step: 1, loss: NaN, first: null, inRow: 1 }
  expect(divergence({ ...step, rate: 0.1 }).remedy).toContain('such as 0.01;')
  expect(divergence({ ...step, rate: 0 }).remedy).toContain('try the design on a batch')
})

test('a step that drives the weights out of float32 with a finite loss: nothing of it is kept, and the run has diverged', async () => {
  const evaluated = { recipe: { evaluation: stepsOf(1), checkpoints: { ...everyStep, best: true } } }
  const settings: Record<string, Setting> = {
    'seen by the next loss': { totalSteps: 100 },
    'seen by a checkpoint at its cadence': { totalSteps: 100, recipe: { checkpoints: everyStep } },
    'seen by the best of all evaluations': { totalSteps: 100, errorAt: (step) => 1 / step, ...evaluated },
    'asked to pause': { totalSteps: 100, asks: { 6: [pause] } },
    'asked to stop': { totalSteps: 100, asks: { 6: [stopNow] } },
    'at its last step': { totalSteps: 6 },
  }
  for (const [when, setting] of Object.entries(settings)) {
    const run = runInMemory({ ...setting, overflowsAt: 5 })
    expect(await run.live(), when).toMatchObject({ kind: 'diverged' })
    expect(run.events().slice(-2).join(), when).toMatch(/^no-checkpoint 6,diverged [67]$/)
    expect(run.texts().at(-1), when).toContain('smaller learning rate')
    for (const { value } of run.saved) expect(value, when).toBeLessThan(Infinity)
  }
})

test('an evaluation whose loss is not finite is never the best, and no gain', async () => {
  const errors = [NaN, 0.9, NaN, NaN]
  const run = runInMemory({
    totalSteps: 100,
    errorAt: (step) => errors[step - 1] ?? NaN,
    recipe: { evaluation: stepsOf(1), earlyStop: 2, checkpoints: { ...everyStep, every: stepsOf(1000), best: true } },
  })
  expect(await run.live()).toEqual({ kind: 'finished', step: 4 })
  expect(run.saved.map(({ position }) => [position.step, position.error, position.progress.best])).toEqual([
    [2, 0.9, 0.9],
    [4, 'not-finite', 0.9],
  ])
  expect(run.evaluations().get('test 1')).toBeNull()
  expect(run.texts().some((text) => /^Test loss is not finite/.test(text))).toBe(true)
})

test('killed between a checkpoint and what tells of it, a run tells of it once it goes on', async () => {
  const run = runInMemory({ totalSteps: 6, diesAtCheckpoint: 4, recipe: { checkpoints: { ...everyStep, every: stepsOf(2) } } })
  await expect(run.live()).rejects.toThrow('killed')
  expect(only(run.events(), 'checkpoint')).toEqual(['checkpoint 2'])
  await run.live()
  expect(only(run.events(), 'checkpoint')).toEqual(['checkpoint 2', 'checkpoint 4', 'checkpoint 6'])
  // Told already, it is not told again.
  await run.live({ wantedSteps: 8 })
  expect(only(run.events(), 'checkpoint')).toEqual(['checkpoint 2', 'checkpoint 4', 'checkpoint 6', 'checkpoint 8'])
})

test('a bad step is left out where the recipe says so, until too many follow each other', async () => {
  const bad = new Set([4, 5, 9])
  const some = runInMemory({ totalSteps: 20, lossAt: (step) => (bad.has(step) ? NaN : 1), recipe: { notFinite: 'skip' } })
  expect(await some.live()).toEqual({ kind: 'finished', step: 20 })
  expect(only(some.events(), 'skipped')).toEqual(['skipped 5', 'skipped 6', 'skipped 10'])
  expect(some.steps().get(5)).toContain('skipped')
  const all = runInMemory({ totalSteps: 1000, lossAt: (step) => (step < 10 ? 1 : NaN), recipe: { notFinite: 'skip' } })
  expect(await all.live()).toMatchObject({ kind: 'diverged', step: 111 })
})

test('a disk too full for a checkpoint is told, and training goes on; a pause without one is none', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  let isFull = true
  const setting = (more: Partial<Setting>): Setting => ({
    totalSteps: 4,
    checkpointFails: () => (isFull ? full : null),
    recipe: { checkpoints: { every: stepsOf(2), last: 1, best: false, archive: null, budgetMegabytes: 1 } },
    ...more,
  })
  const run = runInMemory(
    setting({
      lossAt(step) {
        isFull = step < 3
        return 1
      },
    }),
  )
  expect(await run.live()).toEqual({ kind: 'finished', step: 4 })
  expect(run.texts().some((text) => text.includes('the disk is full'))).toBe(true)
  expect(run.saved.map(({ position }) => position.step)).toEqual([4])
  isFull = true
  const paused = runInMemory(setting({ asks: { 1: [pause] } }))
  await expect(paused.live()).rejects.toThrow(full)
  expect(paused.events()).not.toContain('paused 1')
})

test('fast steps are committed together, every 200 ms of the clock', async () => {
  const run = runInMemory({ totalSteps: 100 })
  await run.live()
  // 1,000 ms of steps: one commit for the start, five at 200, 400, 600, 800 and 1,000, two around the evaluation, one before the
  // checkpoint, one at the end.
  expect(run.commits()).toBe(10)
})

test('the time left counts steps and evaluations, and reaches zero', async () => {
  const run = runInMemory({ totalSteps: 20, recipe: { evaluation: stepsOf(10) } })
  await run.live()
  const after = (step: number) => run.states.findLast((state) => state.step === step && state.phase === 'training')
  // 19 steps of 10 ms and two evaluations, guessed at 128/64 batches × 10 ms ÷ 3.
  expect(after(1)?.remainingMs).toBeCloseTo(190 + 40 / 3, 6)
  // 10 steps and one evaluation, measured at 100 ms.
  expect(after(10)?.remainingMs).toBe(200)
  expect(after(20)?.remainingMs).toBe(0)
  expect(run.states.find((state) => state.evaluating === 0.5)?.phase).toBe('evaluating')
})

test('killed at any moments and resumed, a run does what it would have done: same rows, same state, same controls', async () => {
  const request = fc.oneof(
    fc.record({ kind: fc.constant('scale-rate' as const), scale: fc.constantFrom(0.5, 2, 0.1) }),
    fc.record({ kind: fc.constant('extend' as const), steps: fc.integer({ min: 1, max: 5 }) }),
  )
  const learningRate = fc.constantFrom<RecipeInput['learningRate']>(
    { kind: 'steps', initial: 0.1, divisor: 10, after: [7, 15] },
    { kind: 'cosine', initial: 0.1, final: 0 },
    { kind: 'plateau', initial: 0.1, divisor: 2, patience: 1, least: 0 },
  )
  const settings = fc.record({
    asks: fc.dictionary(fc.integer({ min: 0, max: 24 }).map(String), fc.array(request, { minLength: 1, maxLength: 2 })),
    learningRate,
    evaluateEvery: fc.integer({ min: 1, max: 9 }),
    saveEvery: fc.integer({ min: 1, max: 9 }),
    best: fc.boolean(),
    bad: fc.array(fc.integer({ min: 0, max: 24 })),
    earlyStop: fc.constantFrom(null, 3),
    overflowsAt: fc.option(fc.integer({ min: 0, max: 40 }), { nil: undefined, freq: 4 }),
    diesAtCheckpoint: fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined }),
    deaths: fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 6 }),
    wantedSteps: fc.integer({ min: 26, max: 40 }),
    laterDeaths: fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(settings, async (drawn) => {
      const { asks, learningRate: rate, evaluateEvery, saveEvery, best, bad, earlyStop, overflowsAt } = drawn
      const { deaths, diesAtCheckpoint, wantedSteps, laterDeaths } = drawn
      const setting: Setting = {
        totalSteps: 25,
        asks,
        lossAt: (step) => (bad.includes(step) ? NaN : 1),
        errorAt: (step) => (step % 11 === 0 ? NaN : ((step * 7919) % 13) / 13),
        overflowsAt,
        recipe: {
          learningRate: rate,
          evaluation: stepsOf(evaluateEvery),
          checkpoints: { every: stepsOf(saveEvery), last: 2, best, archive: null, budgetMegabytes: 1 },
          earlyStop,
          notFinite: 'skip',
        },
      }
      const whole = runInMemory(setting)
      const broken = runInMemory({ ...setting, diesAtCheckpoint })
      const liveBroken = async (dying: readonly number[], more: { wantedSteps?: number }): Promise<unknown> => {
        let ended: unknown = null
        for (const dieAfter of dying) ended ??= await broken.live({ ...more, dieAfter }).catch(() => null)
        return ended ?? (await broken.live(more).catch(() => broken.live(more)))
      }
      const expectAlike = (): void => {
        expect(broken.steps()).toEqual(whole.steps())
        expect(broken.evaluations()).toEqual(whole.evaluations())
        expect(broken.value()).toBe(whole.value())
        const told = (run: typeof whole) => only(run.events(), 'checkpoint', 'no-checkpoint', 'evaluated', 'skipped')
        expect(told(broken)).toEqual(told(whole))
        const rows = (run: typeof whole) => run.controls().map(({ step, kind, value }) => [step, kind, value])
        expect(rows(broken)).toEqual(rows(whole))
      }
      const outcome = await whole.live()
      expect(await liveBroken(deaths, {})).toEqual(outcome)
      expectAlike()
      // It has finished, early perhaps, and a person wants more.
      const later = await whole.live({ wantedSteps })
      expect(await liveBroken(laterDeaths, { wantedSteps })).toEqual(later)
      expectAlike()
    }),
    { numRuns: 200 },
  )
})
