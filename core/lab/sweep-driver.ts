/**
 * Keeps sweeps going: queues their next runs as earlier ones end, ends runs by the rule of pruning, and the sweep at its limits. What is next follows from the
 * library alone, and is looked at again and again: so nothing is lost, and nothing done twice, where the lab is ended in between.
 */
import { Failure, isDiskFull } from '../files/failure.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Library } from '../store/library.ts'
import type { KeptSweep } from '../store/sweeps.ts'
import { nextOf, type Next } from '../sweep/next.ts'
import { pruningReason } from '../sweep/pruning.ts'
import { spaceOf } from '../sweep/space.ts'
import type { SweepState } from '../sweep/state.ts'
import { cellsOfTrial } from '../sweep/trial-cell.ts'
import { isOpen, newNote, type Trial, type TrialNote, type TrialRun } from '../sweep/trial.ts'
import type { EqualRuns } from './equal-runs.ts'
import type { StartRuns } from './start-runs.ts'
import type { Supervisor } from './supervisor.ts'
import { endWords } from './sweep-words.ts'
import type { SweepTrials } from './sweep-trials.ts'

export interface SweepDriverOptions {
  readonly library: Pick<Library, 'sweeps' | 'queue'>
  readonly supervisor: Pick<Supervisor, 'ask' | 'takeOut'>
  readonly trials: SweepTrials
  readonly equal: EqualRuns
  readonly start: StartRuns
  /** A run that has stopped was pruned: it says so from now on. */
  tellPruned(run: string): void
  dataset(id: DatasetId): DatasetState
  now(): number
  /** Something of that sweep changed beside its runs. */
  changed(id: string): void
}

export interface SweepDriver {
  /** Does what is to be done now. */
  look(): void
  /** Ends one before its time, with what waits and trains of it. */
  end(sweep: KeptSweep, why: 'time' | 'cancelled'): void
  /** Whether one goes on by itself. */
  readonly busy: boolean
}

/** So many trials in a row whose process crashed: the next would too. */
const mostCrashes = 3

export function createSweepDriver(options: SweepDriverOptions): SweepDriver {
  const { library, supervisor, trials: read, equal, start, tellPruned, dataset, now, changed } = options
  const { sweeps } = library
  let looking = false

  const note = (sweep: KeptSweep, one: TrialNote): void => {
    sweeps.note(sweep.id, one)
    changed(sweep.id)
  }
  const settle = (sweep: KeptSweep, state: SweepState): void => {
    sweeps.change(sweep.id, { state })
    changed(sweep.id)
  }
  const stop = ({ id, status }: TrialRun, why: string): void => {
    if (status === 'queued') supervisor.takeOut(id, 'stopped')
    else if (status === 'running') supervisor.ask(id, { kind: 'stop', when: 'now', why })
  }

  const prune = (sweep: KeptSweep, trials: readonly Trial[]): void => {
    for (const trial of trials) {
      if (trial.state !== 'trains') continue
      const others = trials
        .filter((other) => other !== trial)
        .map(({ runs, state }) => ({ courses: runs.map(({ course }) => course), whole: state === 'done' }))
      for (const run of trial.runs) {
        if (run.status !== 'running') continue
        const reason = pruningReason(sweep.plan.pruning, run.course, others)
        if (reason === null) continue
        note(sweep, { ...trial.note, pruned: { run: run.id, ...reason, told: false } })
        break
      }
    }
  }
  /** What was noted, and could not be done before the lab was ended, is done now. */
  const stopEnded = (sweep: KeptSweep, trials: readonly Trial[]): void => {
    for (const trial of trials) {
      if (trial.state === 'cut') for (const run of trial.runs) stop(run, endWords(sweep, trial))
      if (trial.state === 'pruned') endPruned(sweep, trial)
    }
  }
  const endPruned = (sweep: KeptSweep, trial: Trial): void => {
    const { pruned, taken } = trial.note
    if (pruned === null || pruned.told) return
    const runs = trial.runs.filter(({ id }) => !Object.values(taken).includes(id))
    for (const run of runs) stop(run, endWords(sweep, trial))
    if (runs.some(({ status }) => status === 'queued' || status === 'running')) return
    for (const { id, status } of runs) if (status === 'stopped') tellPruned(id)
    note(sweep, { ...trial.note, pruned: { ...pruned, told: true } })
  }

  /** Whether there is more to be done at once. */
  const step = (sweep: KeptSweep): boolean => {
    const { plan } = sweep
    const trials = read.of(sweep)
    stopEnded(sweep, trials)
    if (sweep.state.kind !== 'going') return false
    const runs = trials.flatMap((trial) => trial.runs.filter(({ id }) => !Object.values(trial.note.taken).includes(id)))
    if (plan.timeMs !== null && runs.reduce((sum, { trainedMs }) => sum + trainedMs, 0) >= plan.timeMs) {
      end(sweep, 'time')
      return false
    }
    prune(sweep, trials)
    const crashed = trials.slice(-mostCrashes).filter(({ runs: its }) => its.some(({ status }) => status === 'crashed'))
    if (crashed.length === mostCrashes) {
      const reason = `The last ${mostCrashes} trials crashed, so the next would too.`
      settle(sweep, { kind: 'paused', reason, remedy: 'Look at one of their runs for the reason, then let the sweep go on.' })
      return false
    }
    const underWay = runs.filter(({ status }) => status === 'queued' || status === 'running')
    if (underWay.length >= library.queue.now.atOnce) return false
    const next = nextOf(plan, spaceOf(plan), trials)
    if (next.kind !== 'none') return begin(sweep, next)
    if (!trials.some(isOpen)) settle(sweep, { kind: 'ended', why: 'all', at: now() })
    return false
  }

  const begin = (sweep: KeptSweep, next: Exclude<Next, { kind: 'none' }>): boolean => {
    const { id, plan } = sweep
    if (next.kind === 'trial') {
      note(sweep, newNote(next.number, next.values))
      return true
    }
    const { note: own } = next.trial
    const made = cellsOfTrial(plan, own.number, own.values, dataset(plan.dataset))
    const cell = made.ok ? made.cells.find(({ recipe }) => recipe.seed === next.seed) : undefined
    if (cell === undefined) {
      note(sweep, { ...own, refused: made.ok ? `There is no seed ${next.seed} any more.` : made.reason })
      return true
    }
    const there = plan.reuse ? equal.find(cell) : null
    if (there !== null) {
      note(sweep, { ...own, taken: { ...own.taken, [next.seed]: there } })
      return true
    }
    try {
      start([{ ...cell, partOf: { kind: 'sweep', id, name: plan.name, trial: own.number, values: own.values } }])
      return true
    } catch (thrown) {
      return refusedBy(sweep, own, thrown)
    }
  }

  /** A trial that cannot be trained is passed over; where nothing can be, the sweep waits for a person. */
  const refusedBy = (sweep: KeptSweep, own: TrialNote, thrown: unknown): boolean => {
    if (thrown instanceof Failure && ofTrial.includes(thrown.code)) {
      note(sweep, { ...own, refused: thrown.message })
      return true
    }
    if (thrown instanceof Failure) {
      settle(sweep, { kind: 'paused', reason: thrown.message, remedy: thrown.remedy })
      return false
    }
    if (!isDiskFull(thrown)) throw thrown
    settle(sweep, { kind: 'paused', reason: 'The disk is full.', remedy: 'Free some space, then let the sweep go on.' })
    return false
  }

  const end = (sweep: KeptSweep, why: 'time' | 'cancelled'): void => {
    const ended: KeptSweep = { ...sweep, state: { kind: 'ended', why, at: now() } }
    settle(sweep, ended.state)
    for (const trial of read.of(sweep)) if (isOpen(trial)) note(sweep, { ...trial.note, cut: true })
    stopEnded(ended, read.of(ended))
  }

  return {
    look() {
      // Queueing a run tells of a change, which is looked at already.
      if (looking) return
      looking = true
      try {
        for (const { id } of sweeps.list())
          for (;;) {
            const sweep = sweeps.get(id)
            if (sweep === null || !step(sweep)) break
          }
      } finally {
        looking = false
      }
    },
    end,
    get busy() {
      return !library.queue.now.paused && sweeps.list().some(({ state }) => state.kind === 'going')
    },
  }
}

/** Failures that say something of one trial's design and recipe; all others hold for the next too. */
const ofTrial: readonly string[] = ['invalid-architecture', 'does-not-fit', 'recipe-not-possible']
