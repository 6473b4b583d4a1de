/**
 * Where the lab of a library and the trainer of a run listen. The address follows from the folder's real path, so nothing has to be
 * remembered to find them; only the owner can enter the folder that holds the sockets. Runs on Node 16 and later.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { Failure, systemCode } from '../files/failure.ts'

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
  const path = join(socketFolder(join(tmpdir(), `stagecraft-${ourNumber()}`)), `${what}-${digest}`)
  if (Buffer.byteLength(path) > longestSocketPath) {
    throw new Failure(
      'sockets-blocked',
      `The folder for temporary files has too long a name for sockets: ${path}.`,
      'Set TMPDIR to a shorter one, such as /tmp.',
    )
  }
  return path
}

/** Number of the user this process runs as, not by name: a container may run as a number that the system has no entry of. */
const ourNumber = (): number => process.getuid?.() ?? userInfo().uid

/**
 * The folder, made if need be, that only we may enter. Throws when somebody else made it, or opened it to others:
 * whoever can write there could answer in the lab's place.
 */
export function socketFolder(folder: string): string {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (cause) {
    const code = systemCode(cause)
    if (code !== 'EEXIST') {
      throw new Failure(
        'sockets-blocked',
        `The folder for temporary files, ${dirname(folder)}, cannot be written (${code}), so a lab and its trainers could not be reached.`,
        'Set TMPDIR to a folder that you can write to, such as /tmp.',
        { cause },
      )
    }
  }
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== ourNumber() || (found.mode & 0o077) !== 0) {
    throw new Failure(
      'sockets-blocked',
      `${folder} is not a folder of yours alone, so Stagecraft puts no sockets there.`,
      'Remove it and start again.',
    )
  }
  return folder
}
