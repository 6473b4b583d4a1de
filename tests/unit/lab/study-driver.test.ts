/** Studies that share a run: it is trained once, and by the other study where the first does not bring it to its end. */
import { beforeEach, describe, expect, it } from 'vitest'
import { findEqualRuns } from '../../../core/lab/equal-runs.ts'
import { createSignal } from '../../../core/lab/signal.ts'
import { createStudyDriver } from '../../../core/lab/study-driver.ts'
import { keepStandings } from '../../../core/lab/study-standing.ts'
import { isTrainedHere, type RunRecord, type RunStatus, type RunSummary } from '../../../core/store/run.ts'
import type { KeptStudy } from '../../../core/store/studies.ts'
import type { Study, Variant } from '../../../core/study/study.ts'
import { ownStudy } from '../../own-study.ts'
import { preset, recipePreset, runRecord, runSummary } from '../renderer-runs/samples.ts'

const architecture = preset('resnet-20')
const { recipe } = recipePreset('quick')
const net: Variant = { name: 'net', group: 'net', architecture, recipe, published: null, publishedAs: null }
const other: Variant = { ...net, name: 'other', group: 'other', architecture: preset('plain-20') }

/** A library of runs that are only told of, with room for as many at once as there are. */
function lab() {
  const studies = new Map<string, KeptStudy>()
  const records = new Map<string, RunRecord>()
  const told = new Map<string, RunSummary>()
  const follows = new Map<string, string>()
  const runsChanged = createSignal<string>()
  let begun = 0
  const idsOf = (kind: RunStatus['kind']): string[] => [...told].flatMap(([id, { status }]) => (status.kind === kind ? [id] : []))
  const runs = {
    records: () => records,
    summary: (id: string) => told.get(id) ?? null,
    running: () => idsOf('running'),
    queued: () => idsOf('queued'),
    follows: (id: string) => follows.get(id) ?? null,
  }
  const put = (record: RunRecord, status: RunStatus, rest: Partial<RunSummary> = {}): void => {
    records.set(record.id, record)
    told.set(record.id, runSummary(record, status, rest))
    runsChanged.emit(record.id)
  }
  const standings = keepStandings({ runs, live: () => null, runsChanged })
  const driver = createStudyDriver({
    library: {
      studies: {
        list: () => [...studies.values()],
        get: (id: string) => studies.get(id) ?? null,
        change(id: string, to: Partial<KeptStudy>) {
          const before = studies.get(id)
          if (before) studies.set(id, { ...before, ...to })
        },
      } as never,
      queue: { now: { atOnce: 9, paused: false } } as never,
    },
    equal: findEqualRuns(runs, () => null),
    start: (asked) =>
      asked.map((run) => {
        begun += 1
        const id = `run-${begun}`
        put(runRecord({ ...run, id, createdAt: begun, totalSteps: 400 }), { kind: 'queued', position: 1 }, { totalSteps: 400 })
        return id
      }),
    standing: standings.of,
    now: () => 7,
    changed: () => undefined,
  })
  return {
    follows,
    studyOf: (id: string) => studies.get(id),
    begin(id: string, changes: Partial<Study> = {}) {
      const study = { ...ownStudy({ name: id, variants: [net], seeds: [1] }), ...changes }
      studies.set(id, { id, study, state: { kind: 'going' }, taken: [], madeAt: studies.size })
      driver.look()
    },
    becomes(id: string, status: RunStatus, rest: Partial<RunSummary> = {}) {
      const run = told.get(id)
      if (!run || !isTrainedHere(run)) throw new Error(`no run ${id}`)
      put(run.record, status, { totalSteps: run.totalSteps, ...rest })
      driver.look()
    },
    remove(id: string) {
      records.delete(id)
      told.delete(id)
      runsChanged.emit(id)
      driver.look()
    },
    /** `run-1, taken`: where each cell of a study stands. */
    cells(id: string) {
      const study = studies.get(id)
      if (!study) throw new Error(`no study ${id}`)
      return standings.of(study).map(({ run, taken }) => `${run?.record.id ?? 'none'}${taken ? ', taken' : ''}`)
    },
  }
}

const whole: RunStatus = { kind: 'finished', step: 400 }
let at: ReturnType<typeof lab>

describe('a run that another study is about to train', () => {
  beforeEach(() => {
    at = lab()
    at.begin('first')
    at.begin('second', { variants: [net, other] })
  })

  it('is waited for, while what is not shared is trained', () => {
    expect(at.cells('first')).toEqual(['run-1'])
    expect(at.cells('second')).toEqual(['run-1, taken', 'run-2'])
    at.becomes('run-2', whole)
    at.becomes('run-1', { kind: 'running', step: 3 })
    expect(at.studyOf('second')?.state).toEqual({ kind: 'going' })
    at.becomes('run-1', whole)
    for (const id of ['first', 'second']) expect(at.studyOf(id)?.state).toEqual({ kind: 'ended', why: 'all', at: 7 })
  })

  it.each<RunStatus>([
    { kind: 'stopped', step: 3 },
    { kind: 'pruned', step: 3 },
    { kind: 'crashed', step: 3, reason: 'x', remedy: 'y', log: [] },
    { kind: 'diverged', step: 3, reason: 'x', remedy: 'y' },
  ])('is trained by this one where it comes to be $kind', (status) => {
    at.becomes('run-1', { kind: 'running', step: 3 })
    at.becomes('run-1', status)
    expect(at.cells('second')).toEqual(['run-3', 'run-2'])
    expect(at.studyOf('second')?.taken).toEqual([])
    // The first has seen it end, and trains nothing again.
    expect(at.cells('first')).toEqual(['run-1'])
    at.becomes('run-2', whole)
    at.becomes('run-3', whole)
    expect(at.studyOf('second')?.state.kind).toBe('ended')
  })

  it.each<[string, Partial<RunSummary>]>([
    ['its rate was changed', { rateScale: 0.5 }],
    ['it was trained for longer', { totalSteps: 500 }],
  ])('is trained by this one where %s meanwhile', (_, rest) => {
    at.becomes('run-1', { kind: 'running', step: 3 }, rest)
    expect(at.cells('second')).toEqual(['run-1, taken', 'run-2'])
    at.becomes('run-1', { kind: 'finished', step: rest.totalSteps ?? 400 }, rest)
    expect(at.cells('second')).toEqual(['run-3', 'run-2'])
  })

  it('is trained by one of the two where it is deleted, and the other waits for that', () => {
    at.remove('run-1')
    expect(at.cells('first')).toEqual(['run-3'])
    expect(at.cells('second')).toEqual(['run-3, taken', 'run-2'])
  })

  it('is waited for while a person has paused it, and that is said once nothing else is left', () => {
    at.becomes('run-1', { kind: 'paused', step: 3 })
    expect(at.studyOf('second')?.state).toEqual({ kind: 'going' })
    at.becomes('run-2', whole)
    expect(at.studyOf('second')?.state).toMatchObject({ kind: 'paused', reason: expect.stringMatching(/ is paused at step 3, /) })
    expect(at.cells('second')).toEqual(['run-1, taken', 'run-2'])
  })
})

it.each<[string, (from: ReturnType<typeof lab>) => void]>([
  ['another seed', (from) => from.begin('second', { seeds: [2] })],
  ['another recipe', (from) => from.begin('second', { variants: [{ ...net, recipe: { ...recipe, batchSize: 7 } }] })],
  ['other data', (from) => from.begin('second', { dataset: 'mnist' })],
  ['a wish to train all anew', (from) => from.begin('second', { reuse: false })],
])('%s is no shared run', (_, second) => {
  at = lab()
  at.begin('first')
  second(at)
  expect(at.cells('second')).toEqual(['run-2'])
})

it('a run that is held until another has finished is not waited for', () => {
  at = lab()
  at.begin('first')
  at.follows.set('run-1', 'some run')
  at.begin('second')
  expect(at.cells('second')).toEqual(['run-2'])
})
