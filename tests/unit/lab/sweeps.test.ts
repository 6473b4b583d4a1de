/** Sweeps in a real lab with real trainers that only count: their error follows from the rate alone, and is least at 0.1; small rates take longer. */
import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SweepDetail } from '../../../core/api/contract/sweeps.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import type { SweepPlan } from '../../../core/sweep/plan.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let lab: LabUnderTest

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(() => lab.close(), 30_000)

/** Eight steps a run, evaluated after each second. */
async function plan(changes: Partial<SweepPlan> = {}): Promise<SweepPlan> {
  const preset = await loadPreset('resnet-20')
  const [recipe] = recipePresets()
  if (!preset || !recipe) throw new Error('no preset, no recipe')
  return {
    format: 'stagecraft-sweep',
    version: 1,
    name: 'rates',
    architecture: fitDataset(preset, { height: 28, width: 28, channels: 1, classes: 10 }),
    dataset: 'mnist',
    recipe: {
      ...recipe.recipe,
      batchSize: 1000,
      learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
      length: { unit: 'steps', value: 8 },
      evaluation: { unit: 'steps', value: 2 },
    },
    device: { kind: 'cpu' },
    fields: [{ field: 'lr', range: { kind: 'choice', values: [0.001, 0.01, 0.1, 1] } }],
    method: 'grid',
    trials: 10,
    seeds: [1],
    seed: 1,
    pruning: { kind: 'none' },
    timeMs: null,
    reuse: true,
    ...changes,
  }
}

/** 200 steps, ten evaluations. */
const longer = async (): Promise<SweepPlan['recipe']> => ({
  ...(await plan()).recipe,
  length: { unit: 'steps', value: 200 },
  evaluation: { unit: 'steps', value: 20 },
})

const begin = async (changes: Partial<SweepPlan> = {}): Promise<string> =>
  (await lab.ask('sweeps.start', { plan: await plan(changes) })).id
async function until(id: string, wanted: (sweep: SweepDetail) => boolean): Promise<SweepDetail> {
  const sweep = await lab.until('sweep', { id }, (value) => value !== null && wanted(value))
  if (sweep === null) throw new Error(`no sweep ${id}`)
  return sweep
}
const ofSweep = ({ partOf }: Pick<RunRecord, 'partOf'>) => (partOf?.kind === 'sweep' ? partOf : undefined)
const ended = (id: string) => until(id, ({ state }) => state.kind === 'ended')

test('a grid trains each combination with each seed, as runs that say of which trial they are', async () => {
  const id = await begin({ seeds: [1, 2] })
  const sweep = await ended(id)
  expect(sweep.state).toMatchObject({ kind: 'ended', why: 'all' })
  expect(sweep.counts).toMatchObject({ all: 4, done: 4 })
  expect(sweep.trials.map(({ note, sample }) => [note.values['lr'], sample?.mean, sample?.n])).toEqual([
    [0.001, 0.6, 2],
    [0.01, 0.35, 2],
    [0.1, 0.1, 2],
    [1, 0.35, 2],
  ])
  expect(sweep.best).toMatchObject({ trial: 3, n: 2 })
  const records = (await lab.until('runs', {}, () => true)).map(({ record }) => record)
  expect(records.map((record) => [ofSweep(record)?.trial, record.recipe?.seed]).sort()).toEqual(
    [1, 2, 3, 4].flatMap((trial) => [1, 2].map((seed) => [trial, seed])),
  )
}, 90_000)

test('a lab that is killed goes on with the sweep where it was, and trains nothing twice', async () => {
  const id = await begin({
    fields: [{ field: 'lr', range: { kind: 'number', from: 0.001, to: 10, log: true, points: 3 } }],
    method: 'tpe',
    trials: 12,
  })
  for (const done of [2, 5]) {
    await until(id, ({ counts }) => counts.done >= done)
    process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  }
  const sweep = await ended(id)
  expect(sweep.counts).toMatchObject({ all: 12, done: 12 })
  const runs = await lab.until('runs', {}, () => true)
  expect(runs.map(({ record }) => ofSweep(record)?.trial).sort((a = 0, b = 0) => a - b)).toEqual(
    sweep.trials.map(({ note }) => note.number),
  )
  for (const { note, runs: its } of sweep.trials) {
    const record = runs.find(({ record: each }) => each.id === its[0]?.id)?.record
    expect(record && ofSweep(record)?.values).toEqual(note.values)
  }
}, 120_000)

test('a run that cannot be among the best is stopped, says why, and its other seeds are not trained', async () => {
  const rates = [0.1, 0.05, 0.2, 0.08, 0.0001]
  const id = await begin({
    fields: [{ field: 'lr', range: { kind: 'choice', values: rates } }],
    pruning: { kind: 'median', others: 4, from: 0.01 },
    recipe: await longer(),
    seeds: [1, 2],
  })
  const sweep = await ended(id)
  expect(sweep.counts).toMatchObject({ all: 5, done: 4, pruned: 1 })
  const pruned = sweep.trials[4]
  expect(pruned?.note.pruned).toMatchObject({ error: 0.85, others: 4 })
  expect(pruned?.runs).toHaveLength(1)
  const run = await lab.until('run', { id: pruned?.runs[0]?.id ?? '' }, (value) => value?.summary.status.kind === 'pruned')
  expect(run?.summary.status.kind === 'pruned' && run.summary.status.step).toBeLessThan(200)
  expect(run?.events.at(-1)?.text).toMatch(
    /^Stopped at step \d+ of 200\. Pruned, trial 5 of the sweep rates: .* above .* of 4 other trials\.$/,
  )
  // A person may let it go on all the same.
  await until(id, ({ trials }) => trials[4]?.note.pruned?.told === true)
  await lab.ask('runs.resume', { id: run?.summary.record.id ?? '', trainMore: 0 })
  await lab.until('run', { id: run?.summary.record.id ?? '' }, (value) => value?.summary.status.kind === 'finished')
}, 120_000)

test('at its limit of time the run under way is stopped and the sweep says so; with more time both go on', async () => {
  // The first run, of the smallest rate, takes two seconds and more: most of them are left for the lab to see that its time is over.
  const id = await begin({ timeMs: 300, recipe: await longer() })
  const sweep = await ended(id)
  expect(sweep.state).toMatchObject({ kind: 'ended', why: 'time' })
  expect(sweep.trials.at(-1)?.state).toBe('cut')
  await until(id, ({ trials }) => trials.at(-1)?.runs[0]?.status === 'stopped')
  const run = await lab.until(
    'run',
    { id: sweep.trials.at(-1)?.runs[0]?.id ?? '' },
    (value) => value?.summary.status.kind === 'stopped',
  )
  expect(run?.events.at(-1)?.text).toContain('whose limit of time was reached')
  await lab.ask('sweeps.extend', { id, timeMs: null })
  const whole = await ended(id)
  expect(whole.state).toMatchObject({ why: 'all' })
  expect(whole.counts).toMatchObject({ done: 4, ended: 0 })
}, 120_000)

test('a sweep that is paused queues nothing more; cancelled it stops what trains, and its runs stay', async () => {
  const recipe = { ...(await plan()).recipe, length: { unit: 'steps', value: 100 } as const }
  const id = await begin({ recipe, fields: [{ field: 'lr', range: { kind: 'choice', values: [0.001, 0.0001, 0.1] } }] })
  await until(id, ({ trials }) => trials[0]?.state === 'trains')
  await lab.ask('sweeps.set', { id, to: 'pause' })
  const paused = await until(id, ({ counts }) => counts.done === 1)
  expect(paused).toMatchObject({ state: { kind: 'paused' }, counts: { all: 1 } })
  await lab.ask('sweeps.set', { id, to: 'go' })
  await until(id, ({ trials }) => trials[1]?.state === 'trains')
  await lab.ask('sweeps.set', { id, to: 'cancel' })
  const cancelled = await until(id, ({ trials }) => trials[1]?.runs[0]?.status === 'stopped')
  expect(cancelled).toMatchObject({ state: { kind: 'ended', why: 'cancelled' }, counts: { done: 1, ended: 1 } })
  expect(await lab.client.call('sweeps.set', { id, to: 'go' })).toMatchObject({ ok: false, error: { code: 'sweep-ended' } })
  await lab.ask('sweeps.remove', { id })
  expect(await lab.until('sweeps', {}, () => true)).toEqual([])
  expect(await lab.until('runs', {}, () => true)).toHaveLength(2)
}, 120_000)

test('what was trained already is taken as it is, and foreseen so', async () => {
  await ended(await begin())
  const again = await plan({ name: 'again', fields: [{ field: 'lr', range: { kind: 'choice', values: [0.1, 1, 2] } }] })
  const foreseen = await lab.ask('sweeps.foresee', { plan: again })
  expect(foreseen).toMatchObject({
    problems: [],
    trials: 3,
    forecast: { runs: 3, there: 2, steps: 8, trainingMs: null, energy: null },
  })
  const { id } = await lab.ask('sweeps.start', { plan: again })
  const sweep = await ended(id)
  expect(sweep.counts.done).toBe(3)
  expect(sweep.trials.map(({ note }) => Object.keys(note.taken).length)).toEqual([1, 1, 0])
  expect(await lab.until('runs', {}, () => true)).toHaveLength(5)
}, 90_000)

test('values that cannot be trained together are passed over, with why; where none can be, nothing begins', async () => {
  const fields = [{ field: 'stage.shortcut', range: { kind: 'choice', values: ['A', 'none'] } }] as const
  const odd = { kind: 'choice', values: [16, 16_000] } as const
  const id = await begin({
    fields: [
      ...fields.map((each) => ({ ...each, range: { ...each.range, values: [...each.range.values] } })),
      { field: 'batch', range: { ...odd, values: [...odd.values] } },
    ],
  })
  const sweep = await ended(id)
  expect(sweep.counts).toMatchObject({ all: 4, done: 2, failed: 2 })
  expect(sweep.trials[1]?.note.refused).toContain('batch')
  const never = await plan({ fields: [{ field: 'batch', range: { kind: 'choice', values: [16_000] } }] })
  expect(await lab.client.call('sweeps.start', { plan: never })).toMatchObject({
    ok: false,
    error: { code: 'sweep-not-possible' },
  })
  const unknown = await plan({ fields: [{ field: 'depth', range: { kind: 'choice', values: [1] } }] })
  expect(await lab.client.call('sweeps.start', { plan: unknown })).toMatchObject({
    ok: false,
    error: { code: 'sweep-not-possible' },
  })
}, 90_000)

test('a sweep is written for Optuna into the folder of exports', async () => {
  const id = await begin()
  await ended(id)
  const { path } = await lab.ask('sweeps.write', { id, folder: 'rates' })
  const lines = readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { op_code: number; value?: number })
  expect(lines[0]).toMatchObject({ op_code: 0, study_name: 'rates', directions: [1] })
  expect(lines.filter(({ op_code }) => op_code === 4).map(({ value }) => value)).toEqual([0.6, 0.35, 0.1, 0.35])
}, 90_000)
