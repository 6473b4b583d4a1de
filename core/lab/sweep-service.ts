/** Sweeps as a person sees them, and what is asked of one. What is done when stands in sweep-driver.ts. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { SweepBrief, SweepDetail } from '../api/contract/sweeps.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { optunaJournal } from '../export/of-sweeps/optuna.ts'
import { writeDurably } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import type { KeptSweep } from '../store/sweeps.ts'
import { trialsOf } from '../sweep/space.ts'
import { countTrials } from '../sweep/state.ts'
import { ranked, type Trial } from '../sweep/trial.ts'
import type { EqualRuns } from './equal-runs.ts'
import { foreseeSweep, problemsOf } from './foresee-sweep.ts'
import { createLookAgain } from './look-again.ts'
import { runId, type Predict } from './new-run.ts'
import { createSignal, type Signal } from './signal.ts'
import type { StartRuns } from './start-runs.ts'
import type { Supervisor } from './supervisor.ts'
import { createSweepDriver } from './sweep-driver.ts'
import { readSweepTrials } from './sweep-trials.ts'
import { viewOf } from './views.ts'

type SweepCall = Extract<keyof LabHandlers['calls'], `sweeps.${string}`>

export interface SweepService {
  readonly calls: Pick<LabHandlers['calls'], SweepCall>
  readonly streams: Pick<LabHandlers['streams'], 'sweeps' | 'sweep'>
  readonly changed: Signal<string>
  /** Goes on with the sweeps that there are. */
  begin(): void
  readonly busy: boolean
  close(): void
}

export interface SweepServiceOptions {
  readonly library: Library
  readonly supervisor: Supervisor
  readonly runsChanged: Signal<string>
  readonly start: StartRuns
  readonly equal: EqualRuns
  /** As a person asks for it. */
  resume(id: string): Promise<unknown>
  dataset(id: DatasetId): DatasetState
  predict: Predict
}

/** What is drawn of a run under way need not be newer. */
const betweenDrawingsMs = 500

export function createSweepService(options: SweepServiceOptions): SweepService {
  const { library, supervisor, runsChanged, start, equal, resume, dataset, predict } = options
  const { sweeps } = library
  const changed = createSignal<string>()
  const trials = readSweepTrials(library, supervisor.live)
  const driver = createSweepDriver({
    library,
    supervisor,
    trials,
    equal,
    start,
    tellPruned: (run) => {
      if (library.runs.tellPruned(run)) runsChanged.emit(run)
    },
    dataset,
    now: Date.now,
    changed: (id) => changed.emit(id),
  })
  const { look, close } = createLookAgain(driver)
  // Once what changed has been told to all: a run that has ended makes room for the next.
  const lookSoon = (id: string): void => {
    if (library.runs.records().get(id)?.partOf !== undefined && !library.runs.running().includes(id)) setImmediate(look)
  }

  const find = (id: string): KeptSweep => {
    const sweep = sweeps.get(id)
    if (sweep !== null) return sweep
    throw new Failure(
      'no-such-sweep',
      `There is no sweep ${id} in this library.`,
      'It may have been removed; its runs are there.',
    )
  }
  const detail = (sweep: KeptSweep): SweepDetail => ({
    ...brief(sweep, trials.of(sweep)),
    plan: sweep.plan,
    trials: trials.of(sweep),
  })
  const brief = (sweep: KeptSweep, its: readonly Trial[]): SweepBrief => {
    const { id, plan, state, madeAt } = sweep
    const [best] = ranked(its)
    return {
      id,
      name: plan.name,
      method: plan.method,
      fields: plan.fields.map(({ field }) => field),
      seeds: plan.seeds.length,
      state,
      counts: countTrials(its),
      planned: trialsOf(plan),
      best: best ? { trial: best.note.number, error: best.sample.mean, n: best.sample.n } : null,
      madeAt,
      trainedMs: ownRuns(its).reduce((sum, { trainedMs }) => sum + trainedMs, 0),
      remainingMs: state.kind === 'ended' ? null : remainingOf(sweep, its),
    }
  }
  const viewed = <T>(read: () => T, onChange: () => void) => ({
    ...viewOf(
      read,
      changed.watch(onChange),
      runsChanged.watch((id) => library.runs.records().get(id)?.partOf && onChange()),
    ),
    restMs: betweenDrawingsMs,
  })
  runsChanged.watch(lookSoon)

  return {
    calls: {
      'sweeps.foresee': ({ plan }) => foreseeSweep(plan, dataset(plan.dataset), { predict, equal }),
      'sweeps.start': ({ plan }) => {
        const [problem] = problemsOf(plan, dataset(plan.dataset))
        if (problem) throw new Failure('sweep-not-possible', problem.message, 'Change the fields or their ranges, then begin.')
        const id = runId(plan.name, Date.now(), randomBytes(2).toString('hex'))
        sweeps.add(id, plan)
        changed.emit(id)
        look()
        return { id }
      },
      'sweeps.set': ({ id, to }) => {
        const sweep = find(id)
        if (sweep.state.kind === 'ended') {
          throw new Failure('sweep-ended', `${sweep.plan.name} has ended.`, 'Give it more trials or time, and it goes on.')
        }
        if (to === 'cancel') driver.end(sweep, 'cancelled')
        else sweeps.change(id, { state: to === 'go' ? { kind: 'going' } : { kind: 'paused', reason: null, remedy: null } })
        changed.emit(id)
        look()
        return null
      },
      async 'sweeps.extend'({ id, trials: most, timeMs }) {
        const { plan } = find(id)
        const extended = { ...plan, trials: most ?? plan.trials, timeMs: timeMs === undefined ? plan.timeMs : timeMs }
        const cut = trials.of(find(id)).filter(({ state }) => state === 'cut')
        sweeps.change(id, { plan: extended })
        for (const { note, runs } of cut) {
          for (const run of runs) if (run.status === 'stopped') await resume(run.id)
          sweeps.note(id, { ...note, cut: false })
        }
        sweeps.change(id, { state: { kind: 'going' } })
        changed.emit(id)
        look()
        return null
      },
      'sweeps.remove': ({ id }) => {
        const { plan, state } = find(id)
        if (state.kind !== 'ended') throw new Failure('sweep-active', `${plan.name} has not ended.`, 'Cancel it first.')
        sweeps.remove(id)
        changed.emit(id)
        return null
      },
      'sweeps.write': ({ id, folder }) => {
        const place = join(library.folder, 'exports', folder)
        mkdirSync(place, { recursive: true })
        const path = join(place, 'optuna.journal')
        writeDurably(path, optunaJournal(detail(find(id))))
        return { path }
      },
    },
    streams: {
      sweeps: (_parameters, onChange) => viewed(() => sweeps.list().map((sweep) => brief(sweep, trials.of(sweep))), onChange),
      sweep: ({ id }, onChange) =>
        viewed(() => {
          const sweep = sweeps.get(id)
          return sweep === null ? null : detail(sweep)
        }, onChange),
    },
    changed,
    begin: look,
    get busy() {
      return driver.busy
    },
    close,
  }

  /** As its runs went so far; before one has ended, as was predicted of those that there are. */
  function remainingOf({ plan }: KeptSweep, its: readonly Trial[]): number | null {
    const runs = ownRuns(its)
    const ended = runs.filter(({ status, share }) => status === 'finished' && share === 1)
    const predicted = runs.flatMap(({ id }) => {
      const record = library.runs.records().get(id)
      return record?.predicted ? [record.totalSteps * record.predicted.stepMs] : []
    })
    const known = ended.length > 0 ? ended.map(({ trainedMs }) => trainedMs) : predicted
    if (known.length === 0) return null
    const each = known.reduce((sum, ms) => sum + ms, 0) / known.length
    const fresh = (trialsOf(plan) - its.length) * plan.seeds.length
    const open = its
      .filter(({ state }) => state === 'waits' || state === 'trains')
      .reduce((sum, trial) => sum + plan.seeds.length - trial.runs.reduce((all, { share }) => all + share, 0), 0)
    const left = each * (fresh + open)
    return plan.timeMs === null
      ? left
      : Math.min(left, Math.max(0, plan.timeMs - runs.reduce((sum, run) => sum + run.trainedMs, 0)))
  }
}

/** Those that it trained itself. */
function ownRuns(trials: readonly Trial[]): Trial['runs'][number][] {
  return trials.flatMap(({ note, runs }) => runs.filter(({ id }) => !Object.values(note.taken).includes(id)))
}
