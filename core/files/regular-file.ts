/**
 * Reading in folders that others can write to, too. What stands under a name need not be the file that was put there: a link would lead
 * elsewhere, a FIFO would wait for ever, a device would never end. So only regular files are opened, never through a link, and no more of one
 * is read than such a file can have.
 */
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, type Stats } from 'node:fs'
import { systemCode } from './failure.ts'

/** What stands there cannot be read; the message says why, as the end of a sentence. */
export class OddFileError extends Error {}

/** Windows has no such flags: there the look before the opening must do. */
const flag = (name: 'O_NOFOLLOW' | 'O_NONBLOCK'): number => (constants as Partial<typeof constants>)[name] ?? 0
const careful = flag('O_NOFOLLOW') | flag('O_NONBLOCK')

/** Its facts; null when nothing is there. Throws an OddFileError when it is no regular file. */
export function regularFileAt(path: string): Stats | null {
  return told(() => {
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found) requireRegular(found)
    return found ?? null
  })
}

/** A handle for reading; null when nothing is there. Throws an OddFileError. */
export function openRegular(path: string): number | null {
  return regularFileAt(path) === null ? null : told(() => opened(path, constants.O_RDONLY))
}

/** A handle for writing at the end, of a file that is made when nothing is there. Throws an OddFileError. */
export function openToAppend(path: string): number {
  regularFileAt(path)
  const file = told(() => opened(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT))
  if (file === null) throw new OddFileError('its folder is gone')
  return file
}

/** The whole of a file; null when nothing is there. Throws an OddFileError, also when it is longer than `mostBytes`. */
export function readRegular(path: string, mostBytes: number): Buffer | null {
  const file = openRegular(path)
  if (file === null) return null
  try {
    return told(() => {
      const { size } = fstatSync(file)
      if (size > mostBytes) throw new OddFileError(`it has ${size} bytes, where ${mostBytes} are the most`)
      const bytes = Buffer.alloc(size)
      return bytes.subarray(0, readSync(file, bytes, 0, size, 0))
    })
  } finally {
    closeSync(file)
  }
}

/** Names in a folder; none when it is not there. Throws an OddFileError when it is no folder, or a link to one. */
export function namesInFolder(path: string): string[] {
  return isFolder(path) ? (told(() => readdirSync(path)) ?? []) : []
}

/** Whether the folder is there. Throws an OddFileError when something else is, or a link to one. */
export function isFolder(path: string): boolean {
  return (
    told(() => {
      const found = lstatSync(path, { throwIfNoEntry: false })
      if (found && !found.isDirectory()) throw new OddFileError(found.isSymbolicLink() ? aLink : 'it is no folder')
      return found !== undefined
    }) ?? false
  )
}

const aLink = 'it is a link, and links are not followed here'

function requireRegular(found: Stats): void {
  if (found.isFile()) return
  throw new OddFileError(found.isSymbolicLink() ? aLink : found.isDirectory() ? 'it is a folder' : 'it is no regular file')
}

/** What was looked at may be another thing by now. */
function opened(path: string, flags: number): number {
  const file = openSync(path, flags | careful, 0o666)
  try {
    requireRegular(fstatSync(file))
    return file
  } catch (thrown) {
    closeSync(file)
    throw thrown
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  EISDIR: 'it is a folder',
  ELOOP: aLink,
  EIO: 'the disk cannot read it',
  ENXIO: 'it is no regular file',
  ENAMETOOLONG: 'its path is too long',
}

/** Null for what is not there; what the system says of anything else, as an OddFileError. */
function told<T>(use: () => T): T | null {
  try {
    return use()
  } catch (thrown) {
    const code = systemCode(thrown)
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    const why = code === null ? undefined : reasons[code]
    throw why === undefined ? thrown : new OddFileError(why, { cause: thrown })
  }
}
