/**
 * The lab as a process: one per library, found by its socket, serving every client the contract. It ends by itself when nobody needs it;
 * when it is killed, trainers go on, and the next lab finds them.
 */
import { mkdirSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { labAddress } from '../transport/addresses.ts'
import { messagesOver } from '../transport/frames.ts'
import { answersAt, listenAlone } from '../transport/local-socket.ts'
import { longestRequest } from '../api/messages.ts'
import { serveLab } from '../api/server.ts'
import { framesOver } from '../transport/socket-frames.ts'
import { dataFolder } from '../datasets/layout.ts'
import { openLibrary } from '../store/library.ts'
import { createServices } from './handlers.ts'
import { leaveWhenIdle } from './leave-when-idle.ts'
import { lockLibrary, type LibraryLock } from './library-lock.ts'
import { patience, type Patience } from './silence.ts'

export interface LabOptions {
  readonly libraryFolder: string
  /** Script that trains a run: core/training/trainer-main.ts. */
  readonly trainerEntry: string
  /** When a trainer has been silent for too long; tests have less of it. */
  readonly patience?: Patience
}

/** A lab that leaves needs a moment for its last words. */
const lockTries = 100
const betweenTriesMs = 50

/** Serves the library until it is not needed any more, and ends the process. Ends it at once, with 0, when another lab answers for it. */
export async function runLab(options: LabOptions): Promise<void> {
  const folder = resolve(options.libraryFolder)
  mkdirSync(folder, { recursive: true })
  const address = labAddress(folder)
  const lock = await lockOrYield(folder, address)
  const log = (text: string): void => console.log(`${new Date().toISOString()} ${text}`)

  const library = openLibrary(folder)
  const data = dataFolder(process.env, join(folder, 'data'))
  const clients = new Set<Socket>()
  let server: Server | null = null
  const leave = (why: string): void => {
    log(`Ending: ${why}.`)
    server?.close()
    for (const client of clients) client.end()
    lab.close()
    library.close()
    lock.release()
    process.exit(0)
  }
  const lab = createServices({
    library,
    data,
    trainerEntry: options.trainerEntry,
    patience: options.patience ?? patience,
    leave,
    activity: () => checkIdle(),
  })
  const checkIdle = leaveWhenIdle(
    () => clients.size > 0 || lab.busy,
    () => leave('nobody is connected and nothing is to be done'),
  )

  process.on('SIGTERM', () => leave('asked to by the system'))
  process.on('SIGINT', () => leave('asked to by Ctrl-C'))
  // Before the first answer: nobody is told that a run is at work whose trainer is gone.
  await lab.recover()
  server = await listenAlone(address, (socket) => {
    clients.add(socket)
    checkIdle()
    socket.once('close', () => {
      clients.delete(socket)
      checkIdle()
    })
    serveLab(messagesOver(framesOver(socket, longestRequest)), lab.handlers)
  })
  if (server === null) throw new Error(`Something else than a lab of this library answers at ${address}.`)
  log(`Serving ${folder} at ${address}, process ${process.pid}.`)
}

/** The library's lock; ends the process when a lab that answers has it. Throws when one has it that cannot be reached from here. */
async function lockOrYield(folder: string, address: string): Promise<LibraryLock> {
  for (let tries = 0; tries < lockTries; tries += 1) {
    const lock = lockLibrary(folder)
    if (lock) return lock
    if (await answersAt(address)) process.exit(0)
    await wait(betweenTriesMs)
  }
  throw new Error(
    `Another lab has the library ${folder} open, but does not answer at ${address}. It may have been started with another TMPDIR: end it, or use the same.`,
  )
}
