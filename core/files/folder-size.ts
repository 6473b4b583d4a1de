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

/** The same while the caller waits: of a folder of a few files, such as a run's. */
export function folderBytesNow(folder: string): number {
  let bytes = 0
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) bytes += folderBytesNow(path)
      if (entry.isFile()) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0
    }
  } catch (thrown) {
    if (!isUnreadable(thrown)) throw thrown
  }
  return bytes
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
  return ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'EIO'].includes(systemCode(thrown) ?? '')
}
