/**
 * Where the lab of a library and the trainer of a run listen. The address follows from the folder's real path, so nothing has to be
 * remembered to find them; only the owner can enter the folder that holds the sockets. Runs on Node 16 and later.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

/** Address of the lab of a library. The folder must exist. */
export function labAddress(libraryFolder: string): string {
  return address('lab', libraryFolder)
}

/** Address of the trainer of a run. The folder must exist. */
export function trainerAddress(runFolder: string): string {
  return address('run', runFolder)
}

/** A Unix socket holds 104 bytes on macOS and 108 on Linux, the closing zero among them. */
const longestSocketPath = 103

function address(what: 'lab' | 'run', folder: string): string {
  const digest = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 20)
  if (process.platform === 'win32') return `\\\\.\\pipe\\stagecraft-${userInfo().username}-${what}-${digest}`
  const path = join(socketFolder(join(tmpdir(), `stagecraft-${userInfo().uid}`)), `${what}-${digest}`)
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new Error(
      `The folder for temporary files has too long a name for sockets: ${path}. Set TMPDIR to a shorter one, such as /tmp.`,
    )
  }
  return path
}

/**
 * The folder, made if need be, that only we may enter. Throws when somebody else made it, or opened it to others:
 * whoever can write there could answer in the lab's place.
 */
export function socketFolder(folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} is not a folder of yours alone, so Stagecraft puts no sockets there. Remove it and start again.`)
  }
  return folder
}
