/**
 * The lab as a process: one per library, found by its socket, serving every client the contract. It ends by itself when nobody needs it;
 * when it is killed, trainers go on, and the next lab finds them.
 */
import type { Socket } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { labAddress } from '../transport/addresses.ts'
import { makeLibraryFolder } from '../transport/library-folder.ts'
import { messagesOver } from '../transport/frames.ts'
import { isWritable } from '../files/writable.ts'
import { holdFile, type Hold } from '../files/held-file.ts'
import { Failure, failureText } from '../files/failure.ts'
import { answersAt, listenAlone, type Listening } from '../transport/local-socket.ts'
import { longestRequest } from '../api/messages.ts'
import { serveLab, type Served } from '../api/server.ts'
import { framesOver } from '../transport/socket-frames.ts'
import { visibleLines } from '../text/visible-text.ts'
import { dataFolder } from '../datasets/layout.ts'
import { sweepScratchFolders } from '../files/scratch.ts'
import { sweepSockets } from '../transport/sweep-sockets.ts'
import { openLibrary } from '../store/library.ts'
import { removeTrial } from './trial-write.ts'
import { readRuns } from './first-reading.ts'
import { handlersOf } from './handlers.ts'
import { labWork } from './lab-work.ts'
import { leaveWhenIdle } from './leave-when-idle.ts'
import { createServices } from './services.ts'
import { patience, type Patience } from './silence.ts'

export interface LabOptions {
  readonly libraryFolder: string
  /** Script that trains a run: core/training/trainer-main.ts. */
  readonly trainerEntry: string
  /** When a trainer has been silent for too long; tests have less of it. */
  readonly patience?: Patience
}

/** The file of a library that its lab holds: only who does may open its database and listen at its address. */
const lockFile = 'lab.lock'

/** A lab that leaves needs a moment for its last words. */
const lockTries = 100
const betweenTriesMs = 50

/** A client that does not read is not waited for longer. */
const lastWordsMs = 500

/** Serves the library until it is not needed any more, and ends the process. Ends it at once, with 0, when another lab answers for it. */
export async function runLab(options: LabOptions): Promise<void> {
  try {
    await serve(options)
  } catch (thrown) {
    // Whoever started this lab shows the end of its log to a person.
    console.error(thrown instanceof Failure ? failureText(thrown) : thrown)
    process.exit(1)
  }
}

async function serve(options: LabOptions): Promise<void> {
  const folder = resolve(options.libraryFolder)
  makeLibraryFolder(folder)
  const address = labAddress(folder)
  const lock = await lockOrYield(folder, address)
  const log = (text: string): void => console.log(`${new Date().toISOString()} ${visibleLines(text)}`)

  if (isWritable(folder)) removeTrial(folder)
  const library = openLibrary(folder, Date.now, 'later')
  const reading = readRuns(library.runs)
  const data = dataFolder(process.env, join(folder, 'data'))
  const clients = new Map<Socket, Served>()
  let server: Listening | null = null
  let leaving = false
  const leave = async (why: string): Promise<void> => {
    if (leaving) return
    leaving = true
    log(`Ending: ${why}.`)
    server?.close()
    const ends = [...clients.keys()].map((client) => new Promise<void>((done) => client.end(done)))
    await Promise.race([Promise.all(ends), wait(lastWordsMs)])
    reading.close()
    work.close()
    library.close()
    lock.release()
    process.exit(0)
  }
  const close = (): void => {
    // Whoever else is connected would take it for lost, and start it again.
    for (const client of clients.values()) client.sayClosing()
    void leave('asked to by a client')
  }
  const services = createServices({
    library,
    reading,
    data,
    trainerEntry: options.trainerEntry,
    patience: options.patience ?? patience,
    close,
  })
  const handlers = handlersOf({ library, reading, services, close })
  const work = labWork(services, () => checkIdle())
  const checkIdle = leaveWhenIdle(
    () => clients.size > 0 || work.busy,
    () => void leave('nobody is connected and nothing is to be done'),
  )

  process.on('SIGTERM', () => void leave('asked to by the system'))
  process.on('SIGINT', () => void leave('asked to by Ctrl-C'))
  // Before the first answer: nobody is told that a run is at work whose trainer is gone.
  await work.recover()
  void reading.done.then(() => work.begin()).catch((thrown: unknown) => log(`What waits could not be begun: ${String(thrown)}.`))
  server = await listenAlone(address, (socket) => {
    clients.set(socket, serveLab(messagesOver(framesOver(socket, longestRequest)), handlers))
    checkIdle()
    socket.once('close', () => {
      clients.delete(socket)
      checkIdle()
    })
  })
  if (server === null) {
    if (!isWritable(folder)) process.exit(0)
    throw new Error(`Something else than a lab of this library answers at ${address}.`)
  }
  sweepScratchFolders(Date.now())
  void sweepSockets(address, Date.now()).catch((thrown: unknown) =>
    log(`Sockets left behind could not be removed: ${String(thrown)}.`),
  )
  log(`Serving ${folder} at ${address}, process ${process.pid}.`)
}

/** The library's lock; ends the process when a lab that answers has it. Throws when one has it that cannot be reached from here. */
async function lockOrYield(folder: string, address: string): Promise<Hold> {
  // A library that is only read needs no lock; one lab serves it all the same, since one listens.
  if (!isWritable(folder)) return { release: () => undefined }
  for (let tries = 0; tries < lockTries; tries += 1) {
    const lock = holdFile(join(folder, lockFile))
    if (lock) return lock
    if (await answersAt(address)) process.exit(0)
    await wait(betweenTriesMs)
  }
  throw new Failure(
    'lab-unreachable',
    `Another lab has the library ${folder} open, but does not answer at ${address}: it was started with another TMPDIR, in a container, or on another computer.`,
    'Use it from there, or end it there. It ends by itself once nobody uses it and nothing trains.',
  )
}
