/** The trainer of one run under the lab's eyes: started or found again, reached by messages and signals, looked at when it says nothing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, isDiskFull } from '../files/failure.ts'
import type { LibraryRuns } from '../store/library-runs.ts'
import { trainerLockFile } from '../store/run-folder.ts'
import type { Silence } from '../store/run.ts'
import { trainerExit } from '../training/trainer-exit.ts'
import type { TrainerRequest, TrainerState } from '../training/trainer-messages.ts'
import type { ProcessEnd } from './crash.ts'
import { lockHolder } from './lock-holder.ts'
import { memoryKills } from '../process/memory-kills.ts'
import { lookAtProcess } from './process-look.ts'
import { watchSilence, type Patience } from './silence.ts'
import { findTrainer, hasTrainer, startTrainer, type TrainerListener, type TrainerProcess } from './trainer-link.ts'

/** What is known of a trainer that is alive. */
export type LiveTrainer = Pick<TrainerState, 'step' | 'evaluating' | 'remainingMs'> & { readonly silent: Silence | null }

export interface WatchedTrainerOptions {
  readonly id: string
  readonly ledger: Pick<LibraryRuns, 'folder' | 'trainer' | 'figures'>
  /** When it has been silent for too long. */
  readonly patience: Patience
  /** Its live state changed. */
  changed(): void
  /** Called once, when it is known to be gone. */
  gone(end: ProcessEnd): void
}

export interface WatchedTrainer {
  start(entry: string, environment: NodeJS.ProcessEnv): void
  /** Resolves once it is found, known to be gone, or known to live where it cannot be reached. */
  find(): Promise<void>
  /** Hands over a request, now or as soon as it is found. */
  ask(request: TrainerRequest): void
  /** Lets it go on when it is suspended. */
  wake(): void
  /** Ends its process: to be started again, or since the lab ends. Throws a Failure when it is not one of this computer. */
  end(why: 'restart' | 'close'): void
  /** Looks whether it is well. `leaving`: the lab is to end once it is gone. */
  look(leaving: boolean): void
  /** What it last said; null before it has said anything. */
  readonly live: LiveTrainer | null
  /** Where it said last that it was. */
  readonly phase: TrainerState['phase']
  readonly unreachable: boolean
  /** Why we ended it; null when we did not. */
  readonly ended: 'restart' | 'close' | null
  /** Processes that the system had ended for want of memory when this one began. */
  readonly memoryKills: number | null
  /** Resolves once it is gone, and that was told. */
  readonly leaves: Promise<void>
}

/** A trainer listens within a fraction of a second of its start; a lab that begins just then must not take it for dead. */
const findTries = 10
const betweenFindsMs = 200

const notHeardOf: Omit<LiveTrainer, 'silent'> = { step: 0, evaluating: null, remainingMs: null }

const surroundings = { look: lookAtProcess, now: () => Date.now(), elapsed: () => performance.now() }

export function watchTrainer({ id, ledger, patience, changed, gone }: WatchedTrainerOptions): WatchedTrainer {
  const folder = ledger.folder(id)
  const killsBefore = memoryKills()
  const watch = watchSilence(surroundings, patience)
  let tellLeft = (): void => undefined
  const leaves = new Promise<void>((resolve) => {
    tellLeft = resolve
  })
  /** Null while it is looked for. */
  let link: TrainerProcess | null = null
  let state: TrainerState | null = null
  let silent: Silence | null = null
  let ended: 'restart' | 'close' | null = null
  let isGone = false
  /** Its folder is gone, and its process was ended for that. */
  let removed = false
  /** A look for it is under way. */
  let sought = false
  /** Asked before there was a process to ask. */
  const requests: TrainerRequest[] = []

  const leave = (end: ProcessEnd): void => {
    if (isGone) return
    isGone = true
    gone(end)
    tellLeft()
  }

  const listener: TrainerListener = {
    state(newest) {
      state = newest
      silent = null
      watch.heard(newest)
      changed()
    },
    ended(end) {
      // Another one was faster to take the run's lock.
      if (end.kind === 'exit' && end.code === trainerExit.alreadyRunning) void find()
      else leave(end)
    },
    lost() {
      if (!isGone) void find()
    },
  }

  /** Looks once for a trainer that this lab did not start, or has lost the way to. `nowhere`: it may be about to begin. */
  const seek = async (): Promise<'found' | 'held' | 'gone' | 'nowhere'> => {
    // It takes its lock before it commits its beginning, and has it as long as it lives: asked in this order, none that lives is called gone.
    const hasBegun = ledger.trainer(id) !== null
    const lives = hasTrainer(folder)
    const found = await findTrainer(folder, listener)
    if (found === null) return lives ? 'held' : hasBegun ? 'gone' : 'nowhere'
    link = found
    for (const request of requests.splice(0)) found.send(request)
    return 'found'
  }

  const find = async (): Promise<void> => {
    link = null
    let seen = await seek()
    for (let tries = 1; tries < findTries && (seen === 'held' || seen === 'nowhere'); tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, betweenFindsMs))
      seen = await seek()
    }
    if (seen === 'gone' || seen === 'nowhere') leave({ kind: 'unseen' })
    if (seen !== 'held') return
    silent = { kind: 'unreachable', since: surroundings.now() }
    changed()
  }

  /** One that could not be reached may listen by now, or be gone. */
  const seekAgain = async (): Promise<void> => {
    if (sought) return
    sought = true
    const seen = await seek()
    sought = false
    if (seen === 'gone' || seen === 'nowhere') leave({ kind: 'unseen' })
    if (seen === 'found') silent = null
    changed()
  }

  /** One that was found, and is suspended, cannot say who it is; of one that is not reachable the number may be that of another computer. */
  const pid = (): number | null =>
    link === null ? lockHolder(join(folder, trainerLockFile)) : (state?.pid ?? link.pid ?? ledger.trainer(id))

  /** False when it is not a process of this computer. */
  const signal = (name: NodeJS.Signals): boolean => {
    const number = pid()
    if (number === null) return false
    try {
      process.kill(number, name)
    } catch {
      // It ended just now, and its end is on the way.
    }
    return true
  }

  const end = (why: 'restart' | 'close'): void => {
    if (!signal('SIGKILL')) throw unreachable('It cannot be ended from here: its process is not one of this computer.')
    ended = why
  }

  return {
    start(entry, environment) {
      try {
        link = startTrainer(entry, folder, environment, listener)
      } catch (thrown) {
        const why = thrown instanceof Error ? thrown.message : String(thrown)
        leave({ kind: 'not-started', why, diskFull: isDiskFull(thrown) })
      }
    },
    find,
    ask(request) {
      if (link) link.send(request)
      else requests.push(request)
    },
    wake: () => void signal('SIGCONT'),
    end,
    look(leaving) {
      // A person removed the run: what it still measures goes nowhere.
      if (!removed && !existsSync(folder)) {
        removed = true
        signal('SIGKILL')
      }
      if (silent?.kind === 'unreachable') {
        void seekAgain()
        return
      }
      const seen = watch.check(pid(), () => ledger.figures(id).stepMs)
      if (seen?.kind !== silent?.kind) {
        silent = seen
        changed()
      }
      if (!leaving || seen === null) return
      // The lab is to end, and a trainer that does not listen would keep it for ever.
      if (seen.kind === 'suspended') signal('SIGCONT')
      // A slow disk comes to its end, and what it writes is what the lab waits for.
      else if (seen.kind !== 'writing') end('close')
    },
    get live() {
      return state || silent ? { ...(state ?? notHeardOf), silent } : null
    },
    get phase() {
      return state?.phase ?? 'starting'
    },
    get unreachable() {
      return silent?.kind === 'unreachable'
    },
    get ended() {
      return ended
    },
    memoryKills: killsBefore,
    leaves,
  }
}

export function unreachable(what: string): Failure {
  return new Failure(
    'unreachable',
    what,
    'It was started with another TMPDIR, in a container, or on another computer: pause or stop it from there, or let it train on.',
  )
}
