/** library.db: opened whatever state it is in, with words for the person where that was not the usual one. */
import { existsSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { Failure } from '../files/failure.ts'
import { isWritable } from '../files/writable.ts'
import { dateAndTime } from '../text/date-text.ts'
import { hasBackup, restoreBackup } from './backups.ts'
import { isDamage, libraryDatabase, openCopy, openForReading, openForWriting, type Connection } from './database.ts'
import { migrate } from './migrate.ts'
import { quarantine } from './quarantine.ts'

export interface LibraryDatabase {
  readonly connection: Connection
  /** Why it is only shown: a newer Stagecraft wrote it, or its disk cannot be written to. Every change throws it. Null where it can be changed. */
  readonly readOnly: Failure | null
  /** What a person should be told of how it was opened. */
  readonly notices: readonly string[]
  /** Changes something, in one transaction. */
  change<T>(work: () => T): T
}

export function openLibraryDatabase(path: string): LibraryDatabase {
  if (!isWritable(dirname(path))) return readOnlyDisk(path)
  try {
    if (isGone(path) && hasBackup(path)) return replaced(path, 'it is gone or empty')
    return writable(openForWriting(path, libraryDatabase), [])
  } catch (thrown) {
    if (isDamage(thrown)) return replaced(path, thrown instanceof Error ? thrown.message : String(thrown))
    if (thrown instanceof Failure && thrown.code === 'newer-file') return readOnly(path, thrown)
    throw thrown
  }
}

/** Somebody or some disk has emptied it: SQLite alone would make a new one, and soon the copies would be as empty. */
function isGone(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? 0) === 0
}

function replaced(path: string, why: string): LibraryDatabase {
  const kept = existsSync(path) ? ` It was kept as ${basename(quarantine(path))}.` : ''
  const from = restoreBackup(path, libraryDatabase)
  const instead = from
    ? `The designs are those of the copy of ${dateAndTime(from.getTime())}; runs are as they were.`
    : 'There was no whole copy of it, so designs begin anew; runs are as they were.'
  return writable(openForWriting(path, libraryDatabase), [`${basename(path)} could not be read: ${why}.${kept} ${instead}`])
}

function writable(connection: Connection, notices: readonly string[]): LibraryDatabase {
  return { connection, readOnly: null, notices, change: (work) => connection.transaction(work).immediate() }
}

/** What is there is shown; whatever would change it is refused. */
function readOnlyDisk(path: string): LibraryDatabase {
  const failure = new Failure(
    'read-only',
    `The library ${dirname(path)} cannot be written to, so it is only shown: nothing in it can be trained, changed or deleted.`,
    'Make its folder writable to you, and start again.',
  )
  const connection = openCopy(path)
  migrate(connection, null, libraryDatabase)
  const refuse = (): never => {
    throw failure
  }
  return { connection, readOnly: failure, notices: [`${failure.message} ${failure.remedy}`], change: refuse }
}

function readOnly(path: string, newer: Failure): LibraryDatabase {
  const opened = openForReading(path, libraryDatabase)
  if (!opened) throw newer
  const refuse = (): never => {
    throw newer
  }
  return { connection: opened.connection, readOnly: newer, notices: [`${newer.message} ${newer.remedy}`], change: refuse }
}
