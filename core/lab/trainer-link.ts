/** The lab's end of a trainer: started or found again, the socket is the same. */
import { spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isDiskFull } from '../files/failure.ts'
import { isHeld } from '../files/held-file.ts'
import { OddFileError, openToAppend } from '../files/regular-file.ts'
import { trainerLockFile, trainerLogFile } from '../store/run-folder.ts'
import { trainerAddress } from '../transport/addresses.ts'
import { connectTo, removeSocket } from '../transport/local-socket.ts'
import { messagesOver } from '../transport/frames.ts'
import type { Transport } from '../transport/transport.ts'
import type { TrainerRequest, TrainerState } from '../training/trainer-messages.ts'
import type { ProcessEnd } from './crash.ts'

export interface TrainerListener {
  state(state: TrainerState): void
  /** Called once, when the process is gone. */
  ended(end: ProcessEnd): void
  /** The way to a process that another lab started is lost; whether it is gone, its lock tells. */
  lost(): void
}

export interface TrainerProcess {
  /** Null for one that was found and has not said its own yet. */
  readonly pid: number | null
  /** Hands over a request, now or as soon as it listens. */
  send(request: TrainerRequest): void
}

/** What runs a trainer; tests have their own. */
export const trainerEntry = fileURLToPath(new URL('../training/trainer-main.ts', import.meta.url))
const betweenTriesMs = 50

/**
 * Starts the trainer of a run, as a process that outlives the lab. `environment` is the whole of it: see
 * core/tensorflow/runtime-location.ts.
 */
export function startTrainer(
  entry: string,
  runFolder: string,
  environment: NodeJS.ProcessEnv,
  listener: TrainerListener,
): TrainerProcess {
  // Looked up while the folder is there: a person may remove it.
  const address = trainerAddress(runFolder)
  const log = openLog(join(runFolder, trainerLogFile))
  const child = spawn(process.execPath, [entry, runFolder], {
    detached: true,
    stdio: ['ignore', log, log],
    env: environment,
    windowsHide: true,
  })
  closeSync(log)
  child.unref()
  const link = new TrainerLink(listener, child.pid ?? null)
  let over = false
  const ended = (end: ProcessEnd): void => {
    if (over) return
    over = true
    removeSocket(address)
    listener.ended(end)
  }
  // The process could not even be made: no memory, too many processes.
  child.once('error', (error) => ended({ kind: 'not-started', why: error.message, diskFull: isDiskFull(error) }))
  child.once('exit', (code, signal) => ended(signal === null ? { kind: 'exit', code: code ?? 1 } : { kind: 'signal', signal }))
  const attach = async (): Promise<void> => {
    while (!over) {
      try {
        const transport = messagesOver(await connectTo(address))
        link.use(transport)
        transport.onClose(() => void attach())
        return
      } catch {
        // It does not listen yet; when it never does, its exit ends the waiting.
        await new Promise((resolve) => setTimeout(resolve, betweenTriesMs))
      }
    }
  }
  void attach()
  return link
}

function openLog(path: string): number {
  try {
    return openToAppend(path)
  } catch (thrown) {
    if (thrown instanceof OddFileError) throw new Error(`nothing can be written to ${path}: ${thrown.message}`, { cause: thrown })
    throw thrown
  }
}

/** Connects to the trainer of a run that another lab started; null when none can be reached. */
export async function findTrainer(runFolder: string, listener: TrainerListener): Promise<TrainerProcess | null> {
  let transport: Transport
  try {
    transport = messagesOver(await connectTo(trainerAddress(runFolder)))
  } catch {
    return null
  }
  const link = new TrainerLink(listener, null)
  transport.onClose(() => listener.lost())
  link.use(transport)
  return link
}

/** Whether a trainer of the run lives, reachable or not. */
export function hasTrainer(runFolder: string): boolean {
  return isHeld(join(runFolder, trainerLockFile))
}

class TrainerLink implements TrainerProcess {
  readonly pid: number | null
  readonly #listener: TrainerListener
  readonly #unsent: TrainerRequest[] = []
  #transport: Transport | null = null

  constructor(listener: TrainerListener, pid: number | null) {
    this.#listener = listener
    this.pid = pid
  }

  use(transport: Transport): void {
    this.#transport = transport
    transport.onMessage((message) => this.#listener.state(message as TrainerState))
    for (const request of this.#unsent.splice(0)) transport.send(request)
  }

  send(request: TrainerRequest): void {
    if (this.#transport === null) this.#unsent.push(request)
    else this.#transport.send(request)
  }
}
