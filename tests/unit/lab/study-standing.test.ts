/** What a look at a study reads: runs that ended are read once, and again only where they changed. */
import { expect, test } from 'vitest'
import { createSignal } from '../../../core/lab/signal.ts'
import { keepStandings } from '../../../core/lab/study-standing.ts'
import type { AnyRunRecord, RunStatus } from '../../../core/store/run.ts'
import type { KeptStudy } from '../../../core/store/studies.ts'
import { preset, recipePreset, runRecord, runSummary } from '../renderer-runs/samples.ts'
import { ownStudy } from '../../own-study.ts'

const architecture = preset('resnet-20')
const { recipe } = recipePreset('quick')

function kept(changes: Partial<KeptStudy> = {}): KeptStudy {
  const study = ownStudy({
    variants: [{ name: 'net', group: 'net', architecture, recipe }],
  })
  return { id: 'study', study, state: { kind: 'going' }, taken: [], madeAt: 0, ...changes }
}

/** A library of runs that are only told of. */
function library() {
  const statuses = new Map<string, RunStatus>()
  const records = new Map<string, AnyRunRecord>()
  const read: string[] = []
  const changed = createSignal<string>()
  const put = (id: string, seed: number, status: RunStatus, createdAt = 0): void => {
    const partOf = { kind: 'study', id: 'study', name: 'spread', variant: 'net' } as const
    records.set(id, runRecord({ id, recipe: { ...recipe, seed }, createdAt, partOf }))
    statuses.set(id, status)
    changed.emit(id)
  }
  const drop = (id: string): void => {
    records.delete(id)
    changed.emit(id)
  }
  const runs = {
    records: () => records,
    summary(id: string) {
      read.push(id)
      const record = records.get(id)
      const status = statuses.get(id)
      return record?.recipe && status ? runSummary(record, status) : null
    },
  }
  const readSince = (): string[] => read.splice(0)
  return { put, drop, readSince, standings: keepStandings({ runs, live: () => null, runsChanged: changed }) }
}

const finished: RunStatus = { kind: 'finished', step: 400 }

test('what ended is read at the first look alone, what trains at each', () => {
  const { put, readSince, standings } = library()
  const study = kept()
  put('first', 1, finished)
  put('second', 2, { kind: 'running', step: 3 })
  expect(standings.of(study).map(({ run }) => run?.record.id)).toEqual(['first', 'second'])
  expect(readSince().sort()).toEqual(['first', 'second'])
  standings.of(study)
  expect(readSince()).toEqual(['second'])
  put('second', 2, finished)
  put('elsewhere', 9, finished)
  expect(standings.of(study).map(({ run }) => run?.status.kind)).toEqual(['finished', 'finished'])
  expect(readSince()).toEqual(['second'])
  standings.of(study)
  expect(readSince()).toEqual([])
})

test('a run that is queued after the first look is seen, the newest of its cell counts, and one that is deleted does not', () => {
  const { put, drop, standings } = library()
  const study = kept()
  expect(standings.of(study).map(({ run }) => run)).toEqual([null, null])
  put('crashed', 1, { kind: 'crashed', step: 3, reason: 'x', remedy: 'y', log: [] }, 1)
  put('again', 1, finished, 2)
  expect(standings.of(study)[0]?.run?.record.id).toBe('again')
  drop('again')
  expect(standings.of(study)[0]?.run?.record.id).toBe('crashed')
  drop('crashed')
  expect(standings.of(study)[0]).toMatchObject({ run: null, taken: false })
})

test('a run that is taken counts where the study has none of its own; other runs do not concern it', () => {
  const { put, standings } = library()
  put('own', 1, finished)
  put('elsewhere', 9, finished)
  const study = kept({ taken: [{ variant: 'net', seed: 2, run: 'elsewhere' }] })
  expect(standings.of(study).map(({ run, taken }) => [run?.record.id, taken])).toEqual([
    ['own', false],
    ['elsewhere', true],
  ])
  expect(standings.concerns('study', 'elsewhere')).toBe(true)
  expect(standings.concerns('study', 'nobody')).toBe(false)
  expect(standings.concernsAny('own')).toBe(true)
})

test('seeds that are added are looked for, without reading again what ended', () => {
  const { put, readSince, standings } = library()
  put('first', 1, finished)
  const study = kept()
  standings.of(study)
  readSince()
  put('third', 3, finished)
  const more = { ...study, study: { ...study.study, seeds: [1, 2, 3] } }
  expect(standings.of(more).map(({ run }) => run?.record.id ?? null)).toEqual(['first', null, 'third'])
  expect(readSince()).toEqual(['third'])
})
