/** What is asked of a study once it is one: begun, paused, extended, removed. What is done when stands in study-driver.ts. */
import { randomBytes } from 'node:crypto'
import type { StudyDetail } from '../api/contract/studies.ts'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import type { KeptStudy } from '../store/studies.ts'
import { createLookAgain } from './look-again.ts'
import { runId } from './new-run.ts'
import { studyProblems, type Study } from '../study/study.ts'
import { createSignal, type Signal } from './signal.ts'
import type { StartRuns } from './start-runs.ts'
import { createStudyCopies } from './study-copies.ts'
import { createStudyDriver } from './study-driver.ts'
import { createStudyMaking, type StudyMakingOptions } from './study-making.ts'
import { keepMeasures } from './study-measures.ts'
import { createStudyReading } from './study-reading.ts'
import { keepStandings } from './study-standing.ts'
import { createStudyWriting } from './study-writing.ts'
import type { Supervisor } from './supervisor.ts'

type StudyCall = Extract<keyof LabHandlers['calls'], `studies.${string}`>

export interface StudyService {
  readonly calls: Pick<LabHandlers['calls'], StudyCall>
  readonly streams: Pick<LabHandlers['streams'], 'studies' | 'study'>
  /** All that is known of each, newest first. */
  details(): StudyDetail[]
  readonly changed: Signal<string>
  /** Goes on with the studies that there are. */
  begin(): void
  readonly busy: boolean
  close(): void
}

export interface StudyServiceOptions extends Omit<StudyMakingOptions, 'atOnce'> {
  readonly library: Library
  readonly supervisor: Supervisor
  readonly runsChanged: Signal<string>
  readonly start: StartRuns
  /** Goes on with a paused run. Throws a Failure. */
  resume(id: string): Promise<unknown>
}

export function createStudyService(options: StudyServiceOptions): StudyService {
  const { library, supervisor, runsChanged, start, equal, resume } = options
  const { studies, runs } = library
  const changed = createSignal<string>()
  // Before all that looks at them when a run changes.
  const standings = keepStandings({ runs, live: supervisor.live, runsChanged })
  const atOnce = (): number => library.queue.now.atOnce
  const making = createStudyMaking({ ...options, atOnce })
  const driver = createStudyDriver({
    library,
    equal,
    start,
    standing: standings.of,
    now: Date.now,
    changed: (id) => changed.emit(id),
  })
  const { look, close } = createLookAgain(driver)
  // Once what changed has been told to all: a run that has ended makes room for the next.
  runsChanged.watch((id) => {
    if (!runs.running().includes(id) && standings.concernsAny(id)) setImmediate(look)
  })

  const find = (id: string): KeptStudy => {
    const study = studies.get(id)
    if (study !== null) return study
    const remedy = 'It may have been removed; its runs are there.'
    throw new Failure('no-such-study', `There is no study ${id} in this library.`, remedy)
  }
  const stopAll = (study: KeptStudy): void => {
    for (const { run, taken } of standings.of(study)) {
      if (run === null || taken) continue
      const why = `Ended with the study ${study.study.name}, which was cancelled.`
      if (run.status.kind === 'queued') supervisor.takeOut(run.record.id, 'stopped')
      else if (run.status.kind === 'running') supervisor.ask(run.record.id, { kind: 'stop', when: 'now', why })
    }
  }

  const reading = createStudyReading({
    studies,
    standings,
    measures: keepMeasures(runs),
    predictedMs: making.predictedMs,
    atOnce,
    hindrance: driver.hindrance,
    now: Date.now,
    runsChanged,
    changed,
  })

  return {
    calls: {
      ...making.calls,
      ...createStudyCopies({
        studies,
        standings,
        find,
        isHere: (run) => runs.records().has(run),
        now: Date.now,
        changed: (id) => changed.emit(id),
      }),
      ...createStudyWriting({ library, dataset: options.dataset, detail: (id) => reading.detailOf(find(id)), kept: find }),
      'studies.start'({ study }) {
        const [problem] = making.foresee(study).problems
        if (problem !== undefined) throw new Failure('study-not-possible', problem, 'Change the study, then begin.')
        const same = studies.list().find((kept) => kept.state.kind !== 'ended' && isEqual(kept.study, study))
        if (same !== undefined) return { id: same.id, outcome: 'there' }
        const id = runId(study.name, Date.now(), randomBytes(2).toString('hex'))
        studies.add(id, study)
        changed.emit(id)
        look()
        return { id, outcome: 'new' }
      },
      async 'studies.set'({ id, to }) {
        const kept = find(id)
        if (kept.state.kind === 'ended')
          throw new Failure('study-ended', `${kept.study.name} has ended.`, 'Give it more seeds, and it goes on.')
        if (to === 'go')
          for (const { run } of standings.of(kept)) {
            if (run?.status.kind === 'paused') await resume(run.record.id)
          }
        if (to === 'cancel') {
          studies.change(id, { state: { kind: 'ended', why: 'cancelled', at: Date.now() } })
          stopAll(kept)
        } else studies.change(id, { state: to === 'go' ? { kind: 'going' } : { kind: 'paused', reason: null, remedy: null } })
        changed.emit(id)
        look()
        return null
      },
      'studies.extend'({ id, seeds = [], variants = [], pairs = [] }) {
        const { study } = find(id)
        const extended = {
          ...study,
          seeds: [...new Set([...study.seeds, ...seeds])],
          variants: [...study.variants, ...variants],
          pairs: [...study.pairs, ...pairs],
        }
        const [problem] = variants.length + pairs.length === 0 ? studyProblems(extended) : making.foresee(extended).problems
        if (problem !== undefined) throw new Failure('study-not-possible', problem, 'Change what is added, then extend it.')
        studies.change(id, { study: extended, state: { kind: 'going' } })
        changed.emit(id)
        look()
        return null
      },
      'studies.remove'({ id }) {
        const kept = find(id)
        if (kept.state.kind !== 'ended')
          throw new Failure('study-active', `${kept.study.name} has not ended.`, 'Cancel it first.')
        studies.remove(id)
        changed.emit(id)
        return { kept }
      },
      'studies.restore'({ kept }) {
        if (studies.get(kept.id) === null) studies.restore(kept)
        changed.emit(kept.id)
        look()
        return null
      },
    },
    streams: reading.streams,
    details: reading.details,
    changed,
    begin: look,
    get busy() {
      return driver.busy
    },
    close,
  }
}

/** Both were read by the schema, so their fields come in the same order. */
const isEqual = (one: Study, other: Study): boolean => JSON.stringify(one) === JSON.stringify(other)
