/** The way to a library's lab, for windows, web host and command line alike. Runs on Node 16 and later. */
import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, existsSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { labAddress } from './addresses.ts'
import { isDiskFull, isReadOnly } from '../files/failure.ts'
import { tryLock } from '../files/folder-lock.ts'
import { childEnvironment } from '../process/child-environment.ts'
import type { FramePipe } from './frames.ts'
import { libraryFailure, makeLibraryFolder } from './library-folder.ts'
import { connectTo } from './local-socket.ts'

/** How to start a lab where none runs. */
export interface LabStart {
  readonly libraryFolder: string
  /** The pinned Node, not Electron. */
  readonly node: string
  /** core/lab/main.ts */
  readonly entry: string
}

/** Opening a library of thousands of runs takes a second or two; a machine under load several times that. */
const startTimeoutMs = 30_000
const betweenTriesMs = 50

/** File of the library by which one of many clients starts the lab, and the others wait until it answers. */
const startingFile = 'lab.starting'
const longestWaitMs = 500

const logName = 'lab.log'

/**
 * Connects to the lab of the library, which is made if it is not there, and starts the lab if none answers: one client does, however many
 * find it gone. The lab is a process of its own and outlives whoever started it; it writes to lab.log in the library.
 * Rejects with the end of that log when the lab ends instead of answering.
 */
export async function connectOrStartLab(start: LabStart): Promise<FramePipe> {
  makeLibraryFolder(start.libraryFolder)
  const address = labAddress(start.libraryFolder)
  const begun = performance.now()
  for (let wait = betweenTriesMs; ; wait = Math.min(2 * wait, longestWaitMs)) {
    const pipe = await tryConnect(address)
    if (pipe) return pipe
    const done = takeTurn(start.libraryFolder)
    if (done) {
      try {
        // Whoever had the turn before may have started it just now.
        return (await tryConnect(address)) ?? (await startLab(start, address))
      } finally {
        done()
      }
    }
    if (performance.now() - begun > startTimeoutMs)
      throw new Error('The lab is being started by another program, and does not answer.')
    // Hundreds that wait do not all look at the same moment.
    await new Promise((resolve) => setTimeout(resolve, wait * (0.5 + Math.random())))
  }
}

async function tryConnect(address: string): Promise<FramePipe | null> {
  try {
    return await connectTo(address)
  } catch {
    // Nothing listens there: a lab is to be started.
    return null
  }
}

/** Null while somebody else starts the lab. */
function takeTurn(libraryFolder: string): (() => void) | null {
  try {
    return tryLock(join(libraryFolder, startingFile))
  } catch (thrown) {
    // Where nothing can be written the lab is started all the same, and says what is wrong; of several one stays.
    if (isDiskFull(thrown) || isReadOnly(thrown)) return () => undefined
    throw thrown
  }
}

async function startLab({ libraryFolder, node, entry }: LabStart, address: string): Promise<FramePipe> {
  const logFile = join(libraryFolder, logName)
  const log = openLog(logFile, libraryFolder)
  const child = spawn(node, [entry, '--library', libraryFolder], {
    detached: true,
    stdio: ['ignore', log ?? 'ignore', log ?? 'ignore'],
    env: childEnvironment(process.env),
    windowsHide: true,
  })
  if (log !== null) closeSync(log)
  child.unref()
  let ended: string | null = null
  child.once('error', (error) => (ended = error.message))
  child.once('exit', (code, signal) => {
    // A lab that finds another one at work ends with 0, and that other one answers.
    if (code !== 0) ended = `it ended with ${signal ?? `code ${code}`}`
  })
  for (let waited = 0; waited < startTimeoutMs; waited += betweenTriesMs) {
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs))
    try {
      return await connectTo(address)
    } catch {
      if (ended !== null) break
    }
  }
  if (ended !== null) requireRoom(logFile, libraryFolder)
  const lines = lastLines(logFile)
  // What it said last of itself comes first: the rest may not be seen.
  const said = ended === null ? 'it did not answer.' : (lines.filter((line) => /^[A-Z]/.test(line)).at(-1) ?? `${ended}.`)
  throw new Error(`The lab could not be started: ${said}\nThe end of ${logFile}:\n${lines.join('\n')}`)
}

/** Null where a library that is there cannot be written to: the lab shows it all the same. */
function openLog(logFile: string, folder: string): number | null {
  try {
    return openSync(logFile, 'a')
  } catch (thrown) {
    if ((isDiskFull(thrown) || isReadOnly(thrown)) && existsSync(join(folder, 'runs'))) return null
    throw libraryFailure(folder, thrown)
  }
}

/** A lab that could not even say why it ended has no room for that. Throws a Failure `disk-full` then. */
function requireRoom(logFile: string, folder: string): void {
  try {
    appendFileSync(logFile, '\n')
  } catch (thrown) {
    throw libraryFailure(folder, thrown)
  }
}

function lastLines(file: string): string[] {
  if (!existsSync(file)) return ['(there is none)']
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-8)
}
