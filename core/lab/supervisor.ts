/** Keeps runs going: as many trainers at a time as a person allows, the queue in its order, and a true status for each that ended. */
import { isDiskFull } from '../files/failure.ts'
import type { LibraryRuns } from '../store/library-runs.ts'
import type { QueueSettings } from '../store/queue-settings.ts'
import type { Want } from '../store/run.ts'
import type { TrainerRequest } from '../training/trainer-messages.ts'
import { isForFullDisk, type ProcessEnd } from './crash.ts'
import { createQueue } from './queue.ts'
import { runEndStatus } from './run-end-status.ts'
import type { Patience } from './silence.ts'
import { unreachable, watchTrainer, type LiveTrainer, type WatchedTrainer } from './watched-trainer.ts'

/** What supervision reads and writes of the library. */
export type RunLedger = Pick<
  LibraryRuns,
  'folder' | 'queued' | 'running' | 'begin' | 'end' | 'resume' | 'outcome' | 'committedStep' | 'join' | 'trainer' | 'figures'
>

export interface SupervisorOptions {
  readonly ledger: RunLedger
  /** The trainer's entry, a script for this Node. */
  readonly trainerEntry: string
  /** When a trainer has been silent for too long. */
  readonly patience: Patience
  /** Environment of the trainer of a run. */
  environment(id: string): NodeJS.ProcessEnv
  /** What a person asked of the queue. */
  settings(): QueueSettings
  /** Why the run may not begin before another has finished; null when nothing of the kind keeps it. */
  wantsOther(id: string): Want | null
  /** Why the run cannot begin now; null when it can. */
  wants(id: string): Want | null
  /** Why it cannot begin beside these, which are at work; null when it can. */
  wantsBeside(id: string, others: readonly string[]): Want | null
  /** Why what the run writes at first cannot be written; null when it was. Asked after a run had ended for a full disk. */
  tryToWrite(id: string): Promise<Want | null>
  /** A run's status, figures or live state changed. */
  changed(id: string): void
}

export interface Supervisor {
  /** Finds the trainers that an earlier lab left at work, marks the others as crashed, and starts the queue. Until then nothing true can be said of them. Again it finds those that were told of since. */
  recover(): Promise<void>
  /** Starts what may train by now; called after queueing, and when what was asked of the queue changed. */
  startNext(): void
  /** Hands a request to the trainer of a run, now or as soon as it listens; false when the run has none. */
  ask(id: string, request: TrainerRequest): boolean
  /** Takes a queued run out of the queue, as stopped or paused; false when it is not there. */
  takeOut(id: string, as: 'stopped' | 'paused'): boolean
  /** Pauses what runs and starts nothing more; resolves when the last trainer has ended. Throws a Failure when one cannot be reached. */
  pauseAll(): Promise<void>
  /** Lets a suspended trainer go on; false when the run has none. */
  wake(id: string): boolean
  /** Ends the process of a run, and resumes it; false when the run has none. Throws a Failure when it is not one of this computer. */
  restart(id: string): boolean
  /** Resolves once the run has no trainer: one that has committed its end still takes a moment to leave. */
  ended(id: string): Promise<void>
  /** What the trainer of a run last said; null when it has none, or has not said anything yet. */
  live(id: string): LiveTrainer | null
  /** Why the queue is not begun, though another run may train; null when nothing keeps it. */
  readonly waits: Want | null
  readonly busy: boolean
}

/** How often trainers are looked at that have not said anything. */
const betweenLooksMs = 1000

export function createSupervisor(options: SupervisorOptions): Supervisor {
  const { ledger, trainerEntry, patience, environment, settings, wantsOther, wants, wantsBeside, tryToWrite, changed } = options
  const active = new Map<string, WatchedTrainer>()
  const waitingForIdle: (() => void)[] = []

  const watch = (id: string): WatchedTrainer => {
    const trainer = watchTrainer({
      id,
      ledger,
      patience,
      changed: () => changed(id),
      gone: (end) => finish(id, trainer, end),
    })
    active.set(id, trainer)
    return trainer
  }

  const finish = (id: string, trainer: WatchedTrainer, end: ProcessEnd): void => {
    active.delete(id)
    const status = runEndStatus(ledger, id, trainer, end)
    ledger.end(id, status)
    if (trainer.ended === 'restart' && status.kind === 'crashed') resume(id)
    changed(id)
    if (active.size === 0) for (const resolve of waitingForIdle.splice(0)) resolve()
    if (isForFullDisk(end)) queue.diskWasFull()
    queue.startNext()
  }

  const resume = (id: string): void => {
    try {
      ledger.resume(id)
    } catch (thrown) {
      // It stays crashed, and says so: a person resumes it once there is room.
      if (!isDiskFull(thrown)) throw thrown
    }
  }

  const begin = (id: string): void => {
    ledger.begin(id)
    watch(id).start(trainerEntry, environment(id))
    changed(id)
  }

  const queue = createQueue({
    ledger,
    settings,
    atWork: () => [...active.keys()],
    wantsOther,
    wants,
    wantsBeside,
    tryToWrite,
    begin,
    find: (id) => void watch(id).find(),
    changed,
  })

  setInterval(() => active.forEach((trainer) => trainer.look(queue.isHeld)), betweenLooksMs).unref()

  return {
    async recover() {
      await Promise.all(ledger.running().flatMap((id) => (active.has(id) ? [] : [watch(id).find()])))
      queue.startNext()
    },
    startNext: queue.startNext,
    ask(id, request) {
      const trainer = active.get(id)
      trainer?.ask(request)
      return trainer !== undefined
    },
    takeOut(id, as) {
      if (active.has(id) || !ledger.queued().includes(id)) return false
      ledger.end(id, { kind: as, step: ledger.committedStep(id) })
      changed(id)
      queue.startNext()
      return true
    },
    pauseAll() {
      if ([...active.values()].some((trainer) => trainer.unreachable)) {
        throw unreachable('A run cannot be paused from here: its process lives, but cannot be reached.')
      }
      queue.hold()
      for (const trainer of active.values()) trainer.ask({ kind: 'pause' })
      if (active.size === 0) return Promise.resolve()
      return new Promise((resolve) => waitingForIdle.push(resolve))
    },
    wake(id) {
      const trainer = active.get(id)
      trainer?.wake()
      return trainer !== undefined
    },
    restart(id) {
      const trainer = active.get(id)
      trainer?.end('restart')
      return trainer !== undefined
    },
    ended: (id) => active.get(id)?.leaves ?? Promise.resolve(),
    live: (id) => active.get(id)?.live ?? null,
    get waits() {
      return queue.waits
    },
    get busy() {
      // What waits in a queue that is paused, or for what a person is to do, needs nobody to watch over it.
      return active.size > 0 || queue.goesOn
    },
  }
}
