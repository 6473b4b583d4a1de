/**
 * A file that one process holds for as long as it lives: so it is known who is at work on a library, or on a run. It is SQLite's own lock on an
 * empty file, because the kernel drops it with the process, however that ends. It belongs to the file and not to its name or content: a copy is
 * free. Disks of other computers may know no such locks (NFS without its lock service); then nothing is held, and that is said.
 */
import Database from 'better-sqlite3'
import { copyFileSync, existsSync, lstatSync, truncateSync } from 'node:fs'
import { basename } from 'node:path'
import { Failure } from './failure.ts'

export interface Hold {
  /** Gives it back, so that the next one need not wait for this process to end. */
  release(): void
}

/** A connection that nobody refers to any more would be closed, and its lock be gone. */
const held = new Set<Database.Database>()

/**
 * Holds the file, which is made if it is not there; null when another process still has it after `waitMs`. Throws a Failure where something
 * else than a file of ours has its name, or the disk knows no locks.
 */
export function holdFile(path: string, waitMs = 0): Hold | null {
  requireOwnFile(path)
  try {
    return hold(path, waitMs)
  } catch (thrown) {
    if (!isJunk(thrown)) throw explained(thrown, path)
    empty(path)
    return hold(path, waitMs)
  }
}

/** Whether a process holds the file; false when there is none. */
export function isHeld(path: string): boolean {
  if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) return false
  let file: Database.Database | null = null
  try {
    file = new Database(path, { readonly: true, fileMustExist: true, timeout: 0 })
    // Reading shares the lock with others who only look, and is refused while it is held.
    file.prepare('SELECT count(*) FROM sqlite_schema').get()
    return false
  } catch (thrown) {
    if (isBusy(thrown)) return true
    // It could be read, so nobody holds it.
    if (isJunk(thrown)) return false
    throw explained(thrown, path)
  } finally {
    file?.close()
  }
}

function hold(path: string, waitMs: number): Hold | null {
  // Who only looks whether it is held has it for a moment: hence the waiting.
  const file = new Database(path, { timeout: waitMs })
  try {
    // Else a journal is written beside it, for which a full disk has no room.
    file.pragma('journal_mode = MEMORY')
    file.exec('BEGIN EXCLUSIVE')
    held.add(file)
    return {
      release() {
        held.delete(file)
        file.close()
      },
    }
  } catch (thrown) {
    file.close()
    if (isBusy(thrown)) return null
    throw thrown
  }
}

function requireOwnFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false })
  if (!found || found.isFile()) return
  throw new Failure(
    'not-a-file',
    `${path} is ${found.isDirectory() ? 'a folder' : 'no plain file'}; Stagecraft holds a file of that name while it is at work.`,
    'Move it elsewhere, and try again.',
  )
}

/** Some program wrote into it. What that was is kept beside it; it is emptied in its place, since another process may wait for this very file. */
function empty(path: string): void {
  let number = 1
  while (existsSync(`${path}.damaged-${number}`)) number += 1
  copyFileSync(path, `${path}.damaged-${number}`)
  truncateSync(path)
}

function isBusy(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && thrown.code.startsWith('SQLITE_BUSY')
}

function isJunk(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(NOTADB|CORRUPT)/.test(thrown.code)
}

function explained(thrown: unknown, path: string): unknown {
  if (!(thrown instanceof Database.SqliteError)) return thrown
  const { code } = thrown
  if (/^SQLITE_(IOERR_.*LOCK|IOERR_ACCESS|NOLFS|PROTOCOL)/.test(code)) {
    return new Failure(
      'no-locks',
      `${basename(path)} cannot be locked (${code}): the disk it is on knows no file locks, as NFS without its lock service does not.`,
      'Keep the library on a disk of this computer, or have the locks of that one turned on.',
      { cause: thrown },
    )
  }
  return thrown
}
