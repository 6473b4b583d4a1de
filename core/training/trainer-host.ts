/**
 * A trainer as a process: it holds its run's lock and listens on its socket before all else, trains, and exits with a code of trainer-exit.ts.
 * It needs nobody: when every lab is gone it goes on, and what it commits is found later.
 */
import { join } from 'node:path'
import { holdFile } from '../files/held-file.ts'
import { trainerLockFile } from '../store/run-folder.ts'
import { trainerAddress } from '../transport/addresses.ts'
import { fallenBehind, messagesOver } from '../transport/frames.ts'
import { listenAlone } from '../transport/local-socket.ts'
import { framesOver } from '../transport/socket-frames.ts'
import type { Transport } from '../transport/transport.ts'
import { failureText, isDiskFull } from '../files/failure.ts'
import { collectGarbage, peakBytes } from '../tensorflow/process-memory.ts'
import { isOutOfMemory } from './out-of-memory.ts'
import { train } from './trainer.ts'
import type { Clock, TrainingRequest } from './training-request.ts'
import { trainerExit } from './trainer-exit.ts'
import { logLine, type LogLevel } from './trainer-log.ts'
import { trainerRequestSchema, type TrainerRequest, type TrainerState } from './trainer-messages.ts'

/** What training needs, opened from a run's folder. */
export interface OpenedRun extends Pick<
  TrainingRequest,
  'record' | 'start' | 'testCount' | 'program' | 'telemetryLayout' | 'journal' | 'checkpoints'
> {
  /** Why a step ended with an error, in a person's words where it is known. */
  explain(thrown: unknown): Promise<unknown>
  close(): void
}

export type OpenRun = (runFolder: string, log: (level: LogLevel, text: string) => void) => Promise<OpenedRun>

/** Watchers are told this often at most; how far training is read from the run's folder counts, not this. */
const betweenStatesMs = 100

/** Requests are a word and a number. */
const longestRequest = 64 * 1024

/** Who looks whether the lock is held has it for a moment. */
const lockWaitMs = 2000

const clock: Clock = { now: () => Date.now(), elapsed: () => performance.now() }

/** Trains the run in the folder to its end and ends the process. */
export async function runTrainerProcess(runFolder: string, open: OpenRun): Promise<never> {
  const log = (level: LogLevel, text: string): void => {
    process.stdout.write(logLine({ time: clock.now(), level, text }))
  }
  const fail = (thrown: unknown): never => {
    if (isDiskFull(thrown)) process.exit(trainerExit.diskFull)
    log('error', failureText(thrown))
    if (thrown instanceof Error && thrown.stack) log('info', thrown.stack)
    process.exit(isOutOfMemory(thrown) ? trainerExit.outOfMemory : trainerExit.failed)
  }
  process.on('uncaughtException', fail)

  const asked: TrainerRequest[] = []
  const askToStop = (): void => void asked.push({ kind: 'stop', when: 'now' })
  process.on('SIGTERM', askToStop)
  process.on('SIGINT', askToStop)
  // A terminal that is closed has nothing to do with a run that somebody else may be watching.
  process.on('SIGHUP', () => log('info', 'The terminal was closed; training goes on.'))

  try {
    // Held until this process is gone: another trainer would write into the same run.
    if (holdFile(join(runFolder, trainerLockFile), lockWaitMs) === null) process.exit(trainerExit.alreadyRunning)
    const watchers = await listenForWatchers(runFolder, (request) => asked.push(request))
    if (watchers === null) throw new Error(`Something else than a trainer of this run answers at ${trainerAddress(runFolder)}.`)
    const run = await open(runFolder, log)
    collectGarbage()
    try {
      log('info', `Training ${run.record.name} on ${run.program.device}.`)
      const outcome = await train({
        ...run,
        clock,
        report: (state) => watchers.tell({ ...state, pid: process.pid }),
        pause: () => new Promise((resolve) => setImmediate(resolve)),
        requests: () => asked.splice(0),
        peakBytes,
      })
      log(outcome.kind === 'diverged' ? 'error' : 'info', `Ended at step ${outcome.step}: ${outcome.kind}.`)
    } catch (thrown) {
      throw await run.explain(thrown)
    } finally {
      run.close()
      watchers.close()
    }
  } catch (thrown) {
    fail(thrown)
  }
  process.exit(trainerExit.outcomeWritten)
}

interface Watchers {
  tell(state: TrainerState): void
  /** Stops to listen, and removes the socket. */
  close(): void
}

/** Null when something else listens at the run's address. */
async function listenForWatchers(runFolder: string, onRequest: (request: TrainerRequest) => void): Promise<Watchers | null> {
  const connected = new Set<Transport>()
  let newest: TrainerState = { phase: 'starting', step: 0, committed: 0, evaluating: null, remainingMs: null, pid: process.pid }
  let toldAt = 0
  const server = await listenAlone(trainerAddress(runFolder), (socket) => {
    const watcher = messagesOver(framesOver(socket, longestRequest))
    connected.add(watcher)
    // Told once more when it reads again after it had fallen behind: it may have missed the last one there is.
    watcher.onRead(() => watcher.send(newest))
    watcher.onClose(() => connected.delete(watcher))
    watcher.onMessage((message) => {
      const request = trainerRequestSchema.safeParse(message)
      if (request.success) onRequest(request.data)
    })
    watcher.send(newest)
  })
  if (server === null) return null
  return {
    tell(state) {
      const isNews = state.phase !== newest.phase
      newest = state
      if (!isNews && clock.elapsed() - toldAt < betweenStatesMs) return
      toldAt = clock.elapsed()
      // One that does not read, such as a suspended lab, keeps its connection and gets nothing that would pile up.
      for (const watcher of connected) if (watcher.unread() <= fallenBehind) watcher.send(state)
    },
    close: () => server.close(),
  }
}
