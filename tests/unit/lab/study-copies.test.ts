/** Studies as copies: branched with changes, and taken from one library into another. */
import { expect, test } from 'vitest'
import { createSignal } from '../../../core/lab/signal.ts'
import { createStudyCopies } from '../../../core/lab/study-copies.ts'
import { keepStandings } from '../../../core/lab/study-standing.ts'
import type { AnyRunRecord, RunStatus } from '../../../core/store/run.ts'
import type { KeptStudy, Studies } from '../../../core/store/studies.ts'
import { keptStudySchema } from '../../../core/study/kept-study.ts'
import { branchChangesSchema } from '../../../core/study/branch.ts'
import { preset, recipePreset, runRecord, runSummary } from '../renderer-runs/samples.ts'
import { ownStudy } from '../../own-study.ts'

const { recipe } = recipePreset('quick')
const study = ownStudy({
  variants: [{ name: 'net', group: 'net', architecture: preset('resnet-20'), recipe }],
})
const kept: KeptStudy = {
  id: 'study',
  study,
  state: { kind: 'going' },
  taken: [{ variant: 'net', seed: 2, run: 'other' }],
  madeAt: 5,
}

/** Another library, with these runs of the study. */
function library(runs: Readonly<Record<string, { readonly seed: number; readonly status: RunStatus }>>, own = true) {
  const all = new Map<string, KeptStudy>()
  const studies: Studies = {
    list: () => [...all.values()],
    get: (id) => all.get(id) ?? null,
    add: (id, added) => void all.set(id, { ...kept, id, study: added, taken: [], state: { kind: 'going' } }),
    change(id, to) {
      const before = all.get(id)
      if (before) all.set(id, { ...before, ...to })
    },
    remove: (id) => void all.delete(id),
    restore: (back) => void all.set(back.id, back),
    unreadable: [],
  }
  const records = new Map<string, AnyRunRecord>(
    Object.entries(runs).map(([id, { seed }]) => {
      const partOf = { kind: 'study', id: own ? 'study' : 'elsewhere', name: 'spread', variant: 'net' } as const
      return [id, runRecord({ id, recipe: { ...recipe, seed }, partOf })]
    }),
  )
  const summary = (id: string) => {
    const record = records.get(id)
    return record?.recipe ? runSummary(record, runs[id]?.status) : null
  }
  const calls = createStudyCopies({
    studies,
    standings: keepStandings({
      runs: { records: () => records, summary },
      live: () => null,
      runsChanged: createSignal<string>(),
    }),
    find(id) {
      const found = all.get(id)
      if (found === undefined) throw new Error(`no ${id}`)
      return found
    },
    isHere: (id) => records.has(id),
    now: () => 9,
    changed: () => {},
  })
  return { all, calls }
}

const finished: RunStatus = { kind: 'finished', step: 400 }

test('without its runs it is imported paused, and says how many are not here', async () => {
  const { all, calls } = library({})
  expect(await calls['studies.import']({ kept })).toEqual({ id: 'study', outcome: 'new', missing: 2 })
  expect(all.get('study')).toMatchObject({ study, taken: [], state: { kind: 'paused' } })
  expect(all.get('study')?.state).toMatchObject({ reason: 'It was imported, and 2 of its 2 runs are not here.' })
})

test('with all of its runs, own and taken, it has ended', async () => {
  const { all, calls } = library({ own: { seed: 1, status: finished }, other: { seed: 2, status: finished } })
  expect(await calls['studies.import']({ kept })).toEqual({ id: 'study', outcome: 'new', missing: 0 })
  expect(all.get('study')).toMatchObject({ state: { kind: 'ended', why: 'all' }, taken: kept.taken })
})

test('twice it is left as it is', async () => {
  const { all, calls } = library({ own: { seed: 1, status: finished } })
  await calls['studies.import']({ kept })
  const before = all.get('study')
  expect(await calls['studies.import']({ kept: { ...kept, study: { ...study, seeds: [9] } } })).toEqual({
    id: 'study',
    outcome: 'there',
    missing: 1,
  })
  expect(all.get('study')).toBe(before)
})

test('what is exported is what is imported, through its file', async () => {
  const { calls } = library({})
  await calls['studies.import']({ kept })
  const file = JSON.stringify(await calls['studies.kept']({ id: 'study' }))
  const other = library({})
  expect(await other.calls['studies.import']({ kept: keptStudySchema.parse(JSON.parse(file)) })).toMatchObject({ outcome: 'new' })
  expect(other.all.get('study')?.study).toEqual(study)
})

test('a branch that would be no study is refused with why', async () => {
  const { calls } = library({})
  await calls['studies.import']({ kept })
  const branch = (changes: object) => calls['studies.branch']({ id: 'study', changes: branchChangesSchema.parse(changes) })
  expect(await branch({ seeds: [3] })).toMatchObject({ seeds: [3], branchedFrom: { id: 'study', name: 'spread' } })
  await expect(async () => branch({ without: ['net'] })).rejects.toThrow(/it is no study: variants/)
})
