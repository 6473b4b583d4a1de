/** Keeps runs going: one trainer at a time, the queue in its order, and a true status for each that ended. */
import type { EndStatus } from '../store/run-end.ts'
import type { TrainerState } from '../training/trainer-messages.ts'
import { readLogEnd } from '../training/trainer-log.ts'
import { join } from 'node:path'
import { explainEnd, type ProcessEnd } from './crash.ts'
import { findTrainer, logFileName, startTrainer, type TrainerListener, type TrainerProcess } from './trainer-process.ts'

/** What supervision reads and writes of the library. */
export interface RunLedger {
  folder(id: string): string
  /** Ids in the queue, first first. */
  queued(): string[]
  /** Ids of the runs that a trainer was started for and that have no end yet. */
  running(): string[]
  begin(id: string): void
  end(id: string, status: EndStatus): void
  /** What the trainer itself committed of its end; null when it did not come to that. */
  outcome(id: string): EndStatus | null
  /** Steps of the run that are committed. */
  committedStep(id: string): number
}

export interface SupervisorOptions {
  readonly ledger: RunLedger
  /** The trainer's entry, a script for this Node. */
  readonly trainerEntry: string
  environment(): NodeJS.ProcessEnv
  /** A run's status, figures or live state changed. */
  changed(id: string): void
}

export interface Supervisor {
  /** Finds the trainers that an earlier lab left at work, marks the others as crashed, and starts the queue. */
  recover(): Promise<void>
  /** Starts the first queued run when none is running; called after queueing. */
  startNext(): void
  /** Asks a running run to stop, or takes a queued one out of the queue. */
  stop(id: string): void
  /** Stops what runs and starts nothing more; resolves when the last trainer has ended. */
  stopAll(): Promise<void>
  /** Resolves once the run has no trainer: one that has committed its end still takes a moment to leave. */
  ended(id: string): Promise<void>
  /** What the trainer of a run last said; null when it has none, or has not said anything yet. */
  live(id: string): TrainerState | null
  readonly busy: boolean
}

interface Active {
  /** Null while it is looked for. */
  process: TrainerProcess | null
  state: TrainerState | null
  stopAsked: boolean
  /** Called once its trainer is gone. */
  readonly waiting: (() => void)[]
}

/** A trainer listens within a fraction of a second of its start; a lab that was killed just then must not take it for dead. */
const findTries = 10
const betweenFindsMs = 200

/** As many lines of the log as explain a crash in the run's view. */
const crashLogLines = 20

export function createSupervisor({ ledger, trainerEntry, environment, changed }: SupervisorOptions): Supervisor {
  const active = new Map<string, Active>()
  const waitingForIdle: (() => void)[] = []
  let held = false

  const listen = (id: string): TrainerListener => ({
    state(state) {
      const run = active.get(id)
      if (run) run.state = state
      changed(id)
    },
    ended: (end) => finish(id, end),
  })

  const finish = (id: string, end: ProcessEnd): void => {
    const run = active.get(id)
    active.delete(id)
    ledger.end(id, ledger.outcome(id) ?? crashed(id, end))
    changed(id)
    for (const resolve of run?.waiting ?? []) resolve()
    if (active.size === 0) for (const resolve of waitingForIdle.splice(0)) resolve()
    startNext()
  }

  const crashed = (id: string, end: ProcessEnd): EndStatus => {
    const log = readLogEnd(join(ledger.folder(id), logFileName), crashLogLines)
    return {
      kind: 'crashed',
      step: ledger.committedStep(id),
      ...explainEnd(end, log),
      log: log.map((entry) => entry.text),
    }
  }

  const startNext = (): void => {
    const [id] = ledger.queued()
    if (held || active.size > 0 || id === undefined) return
    ledger.begin(id)
    const run: Active = { process: null, state: null, stopAsked: false, waiting: [] }
    active.set(id, run)
    try {
      run.process = startTrainer(trainerEntry, ledger.folder(id), environment(), listen(id))
    } catch (thrown) {
      finish(id, { kind: 'not-started', why: thrown instanceof Error ? thrown.message : String(thrown) })
    }
    changed(id)
  }

  const find = async (id: string): Promise<void> => {
    const run: Active = { process: null, state: null, stopAsked: false, waiting: [] }
    active.set(id, run)
    for (let tries = 0; tries < findTries; tries += 1) {
      // A run that came to its end while no lab was there needs no looking for.
      const outcome = ledger.outcome(id)
      const found = await findTrainer(ledger.folder(id), listen(id))
      if (found) {
        run.process = found
        if (run.stopAsked) found.stop()
        return
      }
      if (outcome) break
      await new Promise((resolve) => setTimeout(resolve, betweenFindsMs))
    }
    finish(id, { kind: 'unseen' })
  }

  const askToStop = (run: Active): void => {
    run.stopAsked = true
    run.process?.stop()
  }

  return {
    async recover() {
      await Promise.all(ledger.running().map(find))
      startNext()
    },
    startNext,
    stop(id) {
      const run = active.get(id)
      if (run) {
        askToStop(run)
        return
      }
      if (!ledger.queued().includes(id)) return
      ledger.end(id, { kind: 'stopped', step: 0 })
      changed(id)
    },
    stopAll() {
      held = true
      for (const run of active.values()) askToStop(run)
      if (active.size === 0) return Promise.resolve()
      return new Promise((resolve) => waitingForIdle.push(resolve))
    },
    ended(id) {
      const run = active.get(id)
      return run === undefined ? Promise.resolve() : new Promise((resolve) => run.waiting.push(resolve))
    },
    live: (id) => active.get(id)?.state ?? null,
    get busy() {
      return active.size > 0 || ledger.queued().length > 0
    },
  }
}
