/** What files take on disk, and what is free. */
import { readdirSync, statfsSync, statSync } from 'node:fs'
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { systemCode } from './failure.ts'

/** Bytes of all files in a folder. What disappears meanwhile, or cannot be read, counts nothing; links are not followed. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(unreadableIs([]))
  let bytes = 0
  for (const entry of entries) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await folderBytes(path)
    if (entry.isFile()) bytes += await stat(path).then((found) => found.size, unreadableIs(0))
  }
  return bytes
}

/** What the files of a folder take, and what of it could not be looked at. */
export interface FolderSize {
  readonly bytes: number
  /** Paths below the folder, or `.` for itself; what is in them is not counted. */
  readonly unread: readonly string[]
}

/** The same while the caller waits, of a folder of a few files, such as a run's, and with what is not counted. */
export function folderSizeNow(folder: string, below = '.'): FolderSize {
  let bytes = 0
  const unread: string[] = []
  const look = (path: string, at: () => void): void => {
    try {
      at()
    } catch (thrown) {
      if (!isUnreadable(thrown)) throw thrown
      if (!isGone(thrown)) unread.push(path)
    }
  }
  look(below, () => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const [at, path] = [join(folder, entry.name), join(below, entry.name)]
      if (entry.isDirectory()) {
        const found = folderSizeNow(at, path)
        bytes += found.bytes
        unread.push(...found.unread)
      } else if (entry.isFile()) look(path, () => (bytes += statSync(at, { throwIfNoEntry: false })?.size ?? 0))
    }
  })
  return { bytes, unread }
}

/** Bytes that we may still write on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/** The same while the caller waits. */
export function freeBytesNow(folder: string): number {
  const { bavail, bsize } = statfsSync(folder)
  return bavail * bsize
}

function unreadableIs<T>(value: T): (thrown: unknown) => T {
  return (thrown) => {
    if (isUnreadable(thrown)) return value
    throw thrown
  }
}

function isUnreadable(thrown: unknown): boolean {
  return isGone(thrown) || ['EACCES', 'EPERM', 'EIO'].includes(systemCode(thrown) ?? '')
}

function isGone(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '')
}
