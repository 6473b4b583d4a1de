/** Keeps runs going: one trainer at a time, the queue in its order, and a true status for each that ended. */
import { existsSync } from 'node:fs'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../files/failure.ts'
import type { EndStatus } from '../store/run-end.ts'
import { trainerLockFile, trainerLogFile } from '../store/run-folder.ts'
import type { Silence } from '../store/run.ts'
import { trainerExit } from '../training/trainer-exit.ts'
import { readLogEnd } from '../training/trainer-log.ts'
import type { TrainerRequest, TrainerState } from '../training/trainer-messages.ts'
import { explainEnd, type ProcessEnd } from './crash.ts'
import { lockHolder } from './lock-holder.ts'
import { memoryKills } from './memory-kills.ts'
import { lookAtProcess } from './process-look.ts'
import type { Want } from './room.ts'
import { watchSilence, type Patience, type SilenceWatch } from './silence.ts'
import { findTrainer, hasTrainer, startTrainer, type TrainerListener, type TrainerProcess } from './trainer-link.ts'

/** What supervision reads and writes of the library. */
export interface RunLedger {
  folder(id: string): string
  /** Ids in the queue, first first. */
  queued(): string[]
  /** Ids of the runs that a trainer was started for and that have no end yet. */
  running(): string[]
  begin(id: string): void
  end(id: string, status: EndStatus): void
  /** Puts a run that ended at the front of the queue. */
  resume(id: string): void
  /** What the trainer itself committed of its end; null when it did not come to that. */
  outcome(id: string): EndStatus | null
  /** Steps of the run that are committed. */
  committedStep(id: string): number
  /** Takes a run out of the queue that a trainer is at work on already; false when that one has told its end and is about to leave. */
  join(id: string): boolean
  /** Process of the trainer that was begun last; null before it has committed its beginning. */
  trainer(id: string): number | null
  /** Usual time of its steps in milliseconds, and largest memory of its process in bytes; null before they are known. */
  figures(id: string): { stepMs: number | null; peakBytes: number | null }
}

export interface SupervisorOptions {
  readonly ledger: RunLedger
  /** The trainer's entry, a script for this Node. */
  readonly trainerEntry: string
  /** When a trainer has been silent for too long. */
  readonly patience: Patience
  /** Environment of the trainer of a run. */
  environment(id: string): NodeJS.ProcessEnv
  /** Why the run cannot begin now; null when it can. */
  wants(id: string): Want | null
  /** A run's status, figures or live state changed. */
  changed(id: string): void
}

/** What is known of a trainer that is alive. */
export type LiveTrainer = Pick<TrainerState, 'step' | 'evaluating' | 'remainingMs'> & { readonly silent: Silence | null }

const notHeardOf: Omit<LiveTrainer, 'silent'> = { step: 0, evaluating: null, remainingMs: null }

export interface Supervisor {
  /** Finds the trainers that an earlier lab left at work, marks the others as crashed, and starts the queue. Until then nothing true can be said of them. */
  recover(): Promise<void>
  /** Starts the first queued run when none is running; called after queueing. */
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
  /** Why the queue is not begun, though nothing runs; null when nothing keeps it. */
  readonly waits: Want | null
  readonly busy: boolean
}

interface Active {
  /** Null while it is looked for. */
  process: TrainerProcess | null
  state: TrainerState | null
  silent: Silence | null
  readonly watch: SilenceWatch
  /** Its folder is gone, and its process was ended for that. */
  removed: boolean
  /** A look for it is under way. */
  sought: boolean
  /** Asked before there was a process to ask. */
  readonly requests: TrainerRequest[]
  /** Ended by us, because it said nothing any more; to be started again, or since the lab ends. */
  ended: 'restart' | 'close' | null
  /** Processes that the system had ended for want of memory when this one began. */
  readonly memoryKills: number | null
  /** Called once its trainer is gone. */
  readonly waiting: (() => void)[]
}

/** A trainer listens within a fraction of a second of its start; a lab that begins just then must not take it for dead. */
const findTries = 10
const betweenFindsMs = 200

/** How often it is looked whether there is room by now. */
const betweenRoomLooksMs = 2000

/** How often trainers are looked at that have not said anything. */
const betweenLooksMs = 1000

/** As many lines of the log as explain a crash in the run's view. */
const crashLogLines = 20

const surroundings = { look: lookAtProcess, now: () => Date.now(), elapsed: () => performance.now() }

export function createSupervisor({ ledger, trainerEntry, patience, environment, wants, changed }: SupervisorOptions): Supervisor {
  const active = new Map<string, Active>()
  const waitingForIdle: (() => void)[] = []
  let held = false
  let waits: Want | null = null
  let roomTimer: ReturnType<typeof setTimeout> | null = null

  const activate = (id: string): Active => {
    const run: Active = {
      process: null,
      state: null,
      silent: null,
      removed: false,
      sought: false,
      watch: watchSilence(surroundings, patience),
      requests: [],
      ended: null,
      memoryKills: memoryKills(),
      waiting: [],
    }
    active.set(id, run)
    return run
  }

  const listen = (id: string): TrainerListener => ({
    state(state) {
      const run = active.get(id)
      if (run) {
        run.state = state
        run.silent = null
        run.watch.heard(state)
      }
      changed(id)
    },
    ended(end) {
      const run = active.get(id)
      // Another one was faster to take the run's lock.
      if (run && end.kind === 'exit' && end.code === trainerExit.alreadyRunning) void find(id, run)
      else finish(id, end)
    },
    lost() {
      const run = active.get(id)
      if (run) void find(id, run)
    },
  })

  const finish = (id: string, end: ProcessEnd): void => {
    const run = active.get(id)
    active.delete(id)
    const status = ledger.outcome(id) ?? crashed(id, run ? trueEnd(id, run, end) : end, run?.state)
    ledger.end(id, status)
    if (run?.ended === 'restart' && status.kind === 'crashed') ledger.resume(id)
    changed(id)
    for (const resolve of run?.waiting ?? []) resolve()
    if (active.size === 0) for (const resolve of waitingForIdle.splice(0)) resolve()
    startNext()
  }

  /** Who sent signal 9 shows in what else happened. */
  const trueEnd = (id: string, run: Active, end: ProcessEnd): ProcessEnd => {
    if (run.ended !== null) return { kind: 'silent' }
    if (end.kind !== 'signal' || end.signal !== 'SIGKILL') return end
    const kills = memoryKills()
    if (kills === null || run.memoryKills === null) return end
    if (kills === run.memoryKills) return { kind: 'killed' }
    return { kind: 'memory', peakBytes: ledger.figures(id).peakBytes, totalBytes: totalmem() }
  }

  const crashed = (id: string, end: ProcessEnd, state: TrainerState | null = null): EndStatus => {
    const log = readLogEnd(join(ledger.folder(id), trainerLogFile), crashLogLines)
    return {
      kind: 'crashed',
      step: ledger.committedStep(id),
      ...explainEnd(end, log, state?.phase ?? 'starting'),
      log: log.map((entry) => entry.text),
    }
  }

  const startNext = (): void => {
    const [id] = ledger.queued()
    if (held || active.size > 0 || id === undefined) return
    if (hasTrainer(ledger.folder(id))) {
      if (ledger.join(id)) void find(id)
      else setTimeout(startNext, betweenFindsMs)
      return
    }
    const want = wants(id)
    if (want?.reason !== waits?.reason) {
      waits = want
      for (const queued of ledger.queued()) changed(queued)
    }
    if (want !== null) {
      roomTimer ??= setTimeout(() => {
        roomTimer = null
        startNext()
      }, betweenRoomLooksMs)
      return
    }
    ledger.begin(id)
    const run = activate(id)
    try {
      run.process = startTrainer(trainerEntry, ledger.folder(id), environment(id), listen(id))
    } catch (thrown) {
      finish(id, { kind: 'not-started', why: thrown instanceof Error ? thrown.message : String(thrown) })
    }
    changed(id)
  }

  /** Looks once for a trainer that this lab did not start, or has lost the way to. `nowhere`: it may be about to begin. */
  const seek = async (id: string, run: Active): Promise<'found' | 'held' | 'gone' | 'nowhere'> => {
    const folder = ledger.folder(id)
    // It takes its lock before it commits its beginning, and has it as long as it lives: asked in this order, none that lives is called gone.
    const hasBegun = ledger.trainer(id) !== null
    const lives = hasTrainer(folder)
    const found = await findTrainer(folder, listen(id))
    if (found === null) return lives ? 'held' : hasBegun ? 'gone' : 'nowhere'
    run.process = found
    for (const request of run.requests.splice(0)) found.send(request)
    return 'found'
  }

  /** Resolves once the trainer is found, known to be gone, or known to live where it cannot be reached. */
  const find = async (id: string, run = activate(id)): Promise<void> => {
    run.process = null
    let seen = await seek(id, run)
    for (let tries = 1; tries < findTries && (seen === 'held' || seen === 'nowhere'); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, betweenFindsMs))
      seen = await seek(id, run)
    }
    if (seen === 'gone' || seen === 'nowhere') finish(id, { kind: 'unseen' })
    if (seen !== 'held') return
    run.silent = { kind: 'unreachable', since: surroundings.now() }
    changed(id)
  }

  /** One that could not be reached may listen by now, or be gone. */
  const seekAgain = async (id: string, run: Active): Promise<void> => {
    if (run.sought) return
    run.sought = true
    const seen = await seek(id, run)
    run.sought = false
    if (seen === 'gone' || seen === 'nowhere') finish(id, { kind: 'unseen' })
    if (seen === 'found') run.silent = null
    changed(id)
  }

  const ask = (run: Active, request: TrainerRequest): void => {
    if (run.process) run.process.send(request)
    else run.requests.push(request)
  }

  /** One that was found, and is suspended, cannot say who it is; of one that is not reachable the number may be that of another computer. */
  const pidOf = (id: string, run: Active): number | null =>
    run.process === null
      ? lockHolder(join(ledger.folder(id), trainerLockFile))
      : (run.state?.pid ?? run.process.pid ?? ledger.trainer(id))

  /** False when it is not a process of this computer. */
  const signal = (id: string, run: Active, name: NodeJS.Signals): boolean => {
    const pid = pidOf(id, run)
    if (pid === null) return false
    try {
      process.kill(pid, name)
    } catch {
      // It ended just now, and its end is on the way.
    }
    return true
  }

  const end = (id: string, run: Active, why: 'restart' | 'close'): void => {
    if (!signal(id, run, 'SIGKILL')) throw unreachable('It cannot be ended from here: its process is not one of this computer.')
    run.ended = why
  }

  const look = (id: string, run: Active): void => {
    // A person removed the run: what it still measures goes nowhere.
    if (!run.removed && !existsSync(ledger.folder(id))) {
      run.removed = true
      signal(id, run, 'SIGKILL')
    }
    if (run.silent?.kind === 'unreachable') {
      void seekAgain(id, run)
      return
    }
    const silent = run.watch.check(pidOf(id, run), () => ledger.figures(id).stepMs)
    if (silent?.kind !== run.silent?.kind) {
      run.silent = silent
      changed(id)
    }
    if (!held || silent === null) return
    // The lab is to end, and a trainer that does not listen would keep it for ever.
    if (silent.kind === 'suspended') signal(id, run, 'SIGCONT')
    // A slow disk comes to its end, and what it writes is what the lab waits for.
    else if (silent.kind !== 'writing') end(id, run, 'close')
  }
  setInterval(() => active.forEach((run, id) => look(id, run)), betweenLooksMs).unref()

  return {
    async recover() {
      await Promise.all(ledger.running().map((id) => find(id)))
      startNext()
    },
    startNext,
    ask(id, request) {
      const run = active.get(id)
      if (run) ask(run, request)
      return run !== undefined
    },
    takeOut(id, as) {
      if (active.has(id) || !ledger.queued().includes(id)) return false
      ledger.end(id, { kind: as, step: ledger.committedStep(id) })
      changed(id)
      return true
    },
    pauseAll() {
      if ([...active.values()].some((run) => run.silent?.kind === 'unreachable')) {
        throw unreachable('A run cannot be paused from here: its process lives, but cannot be reached.')
      }
      held = true
      for (const run of active.values()) ask(run, { kind: 'pause' })
      if (active.size === 0) return Promise.resolve()
      return new Promise((resolve) => waitingForIdle.push(resolve))
    },
    wake(id) {
      const run = active.get(id)
      if (run) signal(id, run, 'SIGCONT')
      return run !== undefined
    },
    restart(id) {
      const run = active.get(id)
      if (run) end(id, run, 'restart')
      return run !== undefined
    },
    ended(id) {
      const run = active.get(id)
      return run === undefined ? Promise.resolve() : new Promise((resolve) => run.waiting.push(resolve))
    },
    live(id) {
      const run = active.get(id)
      return run && (run.state || run.silent) ? { ...(run.state ?? notHeardOf), silent: run.silent } : null
    },
    get waits() {
      return waits
    },
    get busy() {
      return active.size > 0 || ledger.queued().length > 0
    },
  }
}

function unreachable(what: string): Failure {
  return new Failure(
    'unreachable',
    what,
    'It was started with another TMPDIR, in a container, or on another computer: pause or stop it from there, or let it train on.',
  )
}
