/** Studies in a real lab with real trainers that only count: their error follows from the rate alone, and is least at 0.1. */
import { readdirSync } from 'node:fs'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StudyDetail } from '../../../core/api/contract/studies.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import type { Study, Variant } from '../../../core/study/study.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let lab: LabUnderTest

withDigits()
beforeEach(() => {
  lab = openLabUnderTest()
})
afterEach(() => lab.close(), 30_000)

/** Eight steps a run at that rate. */
async function variant(name: string, rate: number): Promise<Variant> {
  const preset = await loadPreset('resnet-20')
  const [first] = recipePresets()
  if (!preset || !first) throw new Error('no preset, no recipe')
  return {
    name,
    group: name,
    architecture: fitDataset(preset, { height: 28, width: 28, channels: 1, classes: 10 }),
    recipe: {
      ...first.recipe,
      batchSize: 1000,
      learningRate: { kind: 'steps', initial: rate, divisor: 10, after: [] },
      length: { unit: 'steps', value: 8 },
      evaluation: { unit: 'steps', value: 8 },
    },
    published: null,
    publishedAs: null,
  }
}

async function study(changes: Partial<Study> = {}): Promise<Study> {
  return {
    format: 'stagecraft-study',
    version: 1,
    name: 'rates',
    question: 'Does the rate matter?',
    source: null,
    template: null,
    scale: null,
    publishedRecipe: null,
    dataset: 'mnist',
    device: { kind: 'cpu' },
    variants: [await variant('slow', 0.001), await variant('right', 0.1)],
    pairs: [{ first: 'right', second: 'slow', by: 'error', expects: 'lower' }],
    reach: null,
    leftOut: [],
    branchedFrom: null,
    seeds: [1, 2],
    reuse: true,
    ...changes,
  }
}

const begin = async (changes: Partial<Study> = {}): Promise<string> =>
  (await lab.ask('studies.start', { study: await study(changes) })).id
async function until(id: string, wanted: (detail: StudyDetail) => boolean): Promise<StudyDetail> {
  const detail = await lab.until('study', { id }, (value) => value !== null && wanted(value))
  if (detail === null) throw new Error(`no study ${id}`)
  return detail
}
const ended = (id: string) => until(id, ({ state }) => state.kind === 'ended')

test('one seed of all variants is trained first, then the next; the verdict says what was found', async () => {
  const id = await begin()
  const detail = await ended(id)
  expect(detail.counts).toEqual({ all: 4, ended: 4, taken: 0, paused: 0, training: 0 })
  expect(detail.timeline.every(({ kind, startAt, endAt }) => kind === 'ended' && (startAt ?? NaN) <= (endAt ?? NaN))).toBe(true)

  // All of it as files, each number with its run.
  const { files } = await lab.ask('studies.report', { id })
  const contentOf = (name: string): string => files.find((file) => file.name === name)?.content ?? ''
  const ids = detail.cells.map(({ run }) => run?.record.id ?? 'none')
  for (const name of ['report.html', 'report.md', 'runs.csv']) {
    for (const run of ids) expect(contentOf(name).replaceAll('\\', '')).toContain(run)
  }
  expect(contentOf('report.html')).not.toMatch(/<script|src=|href=/)
  expect(contentOf('report.html')).toContain(contentOf('figure-bars.svg').trim())
  expect(contentOf('report.html')).toContain('Machine and versions')
  expect(contentOf('figure-bars.csv').split('\r\n')).toHaveLength(6)
  expect(JSON.parse(contentOf('study.json'))).toEqual(detail.study)
  const { folder } = await lab.ask('studies.write', { id, folder: 'rates' })
  expect(readdirSync(folder).sort()).toEqual(files.map(({ name }) => name).sort())
  expect(await lab.client.call('studies.write', { id, folder: 'rates' })).toMatchObject({
    ok: false,
    error: { code: 'export-exists' },
  })

  const order = detail.cells
    .toSorted((one, other) => (one.run?.record.createdAt ?? 0) - (other.run?.record.createdAt ?? 0))
    .map(({ variant: name, seed }) => `${name} ${seed}`)
  expect(order).toEqual(['slow 1', 'right 1', 'slow 2', 'right 2'])
  expect(detail.outcomes.map(({ name, test: errors }) => [name, errors])).toEqual([
    ['slow', [0.6, 0.6]],
    ['right', [0.1, 0.1]],
  ])
  // Trainers that count have no spread from seed to seed.
  expect(detail.verdicts[0]).toMatchObject({ finding: 'untested' })
}, 90_000)

test('runs that are there already are taken, and more seeds train only what is new', async () => {
  const first = await ended(await begin({ seeds: [1] }))
  const id = await begin({
    name: 'again',
    variants: [await variant('slow', 0.001), await variant('other', 0.01)],
    pairs: [],
    seeds: [1],
  })
  const second = await ended(id)
  expect(second.counts).toMatchObject({ ended: 2, taken: 1 })
  expect(second.cells.find(({ taken }) => taken)?.run?.record.id).toBe(first.cells[0]?.run?.record.id)
  const right = await variant('right', 0.1)
  const pairs = [{ first: 'right', second: 'slow', by: 'error', expects: 'lower' }] as const
  await lab.ask('studies.extend', { id, seeds: [1, 5], variants: [right], pairs: [...pairs] })
  const extended = await until(id, ({ state, counts }) => state.kind === 'ended' && counts.all === 6)
  expect(extended.cells.map(({ variant: name, seed, taken }) => [name, seed, taken])).toEqual([
    ['slow', 1, true],
    ['other', 1, false],
    // Of the first study.
    ['right', 1, true],
    ['slow', 5, false],
    ['other', 5, false],
    ['right', 5, false],
  ])
  expect(extended.verdicts.map(({ pair }) => pair.first)).toEqual(['right'])
  expect(await lab.client.call('studies.extend', { id, variants: [right] })).toMatchObject({
    ok: false,
    error: { code: 'study-not-possible', message: expect.stringMatching(/^Two variants are called right/) },
  })
}, 90_000)

test('a run of it that is renamed and archived stays in it; one that is deleted is named, and trained anew once the study goes on', async () => {
  const id = await begin({ pairs: [], variants: [await variant('right', 0.1)] })
  const { cells } = await ended(id)
  const [first, second] = cells.map(({ run }) => run?.record.id ?? '')
  await lab.ask('runs.remark', { remarks: [{ id: first ?? '', change: { name: 'something else', archived: true } }] })
  await lab.ask('runs.remove', { ids: [second ?? ''] })
  const without = await until(id, ({ counts }) => counts.ended === 1)
  expect(without.outcomes[0]).toMatchObject({ test: [0.1], open: 0, leftOut: [{ seed: 2, why: 'was deleted' }] })
  await lab.ask('studies.extend', { id, seeds: [3] })
  const again = await until(id, ({ state, counts }) => state.kind === 'ended' && counts.ended === 3)
  expect(again.cells[0]?.run?.record.id).toBe(first)
  expect(again.outcomes[0]).toMatchObject({ test: [0.1, 0.1, 0.1], leftOut: [] })
}, 90_000)

test('a lab that is killed goes on with the study where it was, and trains nothing twice', async () => {
  const id = await begin({ seeds: [1, 2, 3] })
  for (const done of [1, 3]) {
    await until(id, ({ counts }) => counts.ended >= done)
    process.kill(lab.labs().at(-1) ?? 0, 'SIGKILL')
  }
  await ended(id)
  const runs = await lab.until('runs', {}, () => true)
  const keys = runs.map(
    ({ record }) => `${record.partOf?.kind === 'study' ? record.partOf.variant : ''} ${record.recipe?.seed ?? ''}`,
  )
  expect(keys.sort()).toEqual(['right 1', 'right 2', 'right 3', 'slow 1', 'slow 2', 'slow 3'])
}, 120_000)

test('paused it queues no further run; cancelled what trains is stopped, and is not counted', async () => {
  const long = { unit: 'steps', value: 100_000 } as const
  const slow = await variant('slow', 0.001)
  const id = await begin({ variants: [{ ...slow, recipe: { ...slow.recipe, length: long } }], pairs: [], seeds: [1, 2] })
  await until(id, ({ counts }) => counts.training === 1)
  await lab.ask('studies.set', { id, to: 'pause' })
  await until(id, ({ state }) => state.kind === 'paused')
  await lab.ask('studies.set', { id, to: 'go' })
  await lab.ask('studies.set', { id, to: 'cancel' })
  const detail = await until(id, ({ counts }) => counts.training === 0 && counts.ended === 1)
  expect(detail.state).toMatchObject({ kind: 'ended', why: 'cancelled' })
  expect(detail.outcomes[0]).toMatchObject({ test: [], open: 0 })
  expect(detail.outcomes[0]?.leftOut).toEqual([
    { seed: 1, why: expect.stringMatching(/^was stopped at step /) },
    { seed: 2, why: 'was not begun' },
  ])
  const { kept } = await lab.ask('studies.remove', { id })
  expect(await lab.until('study', { id }, (value) => value === null)).toBeNull()
  await lab.ask('studies.restore', { kept })
  expect(await lab.until('study', { id }, (value) => value !== null)).toEqual(detail)
}, 90_000)

test('one of its runs that a person paused has not ended: the study waits for it, says so, and goes on with it', async () => {
  const long = { unit: 'steps', value: 300 } as const
  const slow = await variant('slow', 0.001)
  const id = await begin({ variants: [{ ...slow, recipe: { ...slow.recipe, length: long } }], pairs: [], seeds: [1] })
  const { cells } = await until(id, ({ counts }) => counts.training === 1)
  await lab.ask('runs.pause', { id: cells[0]?.run?.record.id ?? '' })
  const waits = await until(id, ({ state }) => state.kind === 'paused')
  expect(waits.counts).toMatchObject({ ended: 0, paused: 1 })
  expect(waits.state).toMatchObject({ reason: expect.stringMatching(/^slow is paused at step \d+/) })
  await lab.ask('studies.set', { id, to: 'go' })
  expect((await ended(id)).outcomes[0]).toMatchObject({ test: [0.6], leftOut: [] })
}, 90_000)

test('a run that two studies share is trained once; once the first is cancelled the other trains it', async () => {
  const slow = await variant('slow', 0.001)
  const long = { ...slow, recipe: { ...slow.recipe, length: { unit: 'steps', value: 200 } as const } }
  const only = { variants: [long], pairs: [], seeds: [1] }
  const first = await begin(only)
  const shared = (await until(first, ({ counts }) => counts.training === 1)).cells[0]?.run?.record.id
  const second = await begin({ ...only, name: 'the same' })
  const waits = await until(second, ({ counts }) => counts.training === 1)
  expect(waits.cells.map(({ run, taken }) => [run?.record.id, taken])).toEqual([[shared, true]])

  // Paused, it goes on with whichever study is let go on.
  await lab.ask('runs.pause', { id: shared ?? '' })
  for (const id of [first, second]) await until(id, ({ state }) => state.kind === 'paused')
  await lab.ask('studies.set', { id: second, to: 'go' })
  await until(second, ({ counts }) => counts.training === 1)

  await lab.ask('studies.set', { id: first, to: 'cancel' })
  const own = await ended(second)
  expect(own.cells[0]).toMatchObject({ taken: false, run: { status: { kind: 'finished' } } })
  expect(own.cells[0]?.run?.record.id).not.toBe(shared)

  // It has finished, so a third trains nothing.
  const third = await ended(await begin({ ...only, name: 'once more' }))
  expect(third.counts).toMatchObject({ ended: 1, taken: 1 })
  expect(await lab.until('runs', {}, () => true)).toHaveLength(2)
}, 90_000)

test('what cannot be trained is refused before anything is queued', async () => {
  const wrong = await study({ pairs: [{ first: 'right', second: 'nobody', by: 'error', expects: null }] })
  expect((await lab.ask('studies.foresee', { study: wrong })).problems[0]).toMatch(/^It compares nobody/)
  expect(await lab.client.call('studies.start', { study: wrong })).toMatchObject({
    ok: false,
    error: { code: 'study-not-possible' },
  })
  const foreseen = await lab.ask('studies.foresee', { study: await study() })
  expect(foreseen).toMatchObject({ problems: [], forecast: { runs: 4, there: 0, steps: 32 } })
  // This computer was not measured.
  expect(foreseen.timeline.map(({ variant: name, seed, startMs }) => [name, seed, startMs])).toEqual([
    ['slow', 1, null],
    ['right', 1, null],
    ['slow', 2, null],
    ['right', 2, null],
  ])
  const asked = { template: 'seeds', dataset: 'mnist', device: { kind: 'cpu' }, precision: null } as const
  const scaled = await lab.ask('studies.scales', asked)
  expect(scaled.map(({ scale, study: { seeds } }) => [scale, seeds.length])).toEqual([
    ['glance', 3],
    ['short', 5],
    ['paper', 10],
  ])
  expect(scaled.map(({ foreseen: { forecast } }) => forecast?.runs)).toEqual([3, 5, 10])
  expect(await lab.until('runs', {}, () => true)).toEqual([])
}, 60_000)
