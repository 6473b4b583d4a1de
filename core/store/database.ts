/** Opens SQLite files so that what is committed stays, and what is not ours or not whole is never written to. */
import Database from 'better-sqlite3'
import { accessSync, constants, copyFileSync, existsSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { Failure, systemCode } from '../files/failure.ts'
import { OddFileError, regularFileAt } from '../files/regular-file.ts'
import { makeScratchFolder } from '../files/scratch.ts'
import { isWritable } from '../files/writable.ts'
import { latestVersion, migrate, type Migrations } from './migrate.ts'

export type Connection = Database.Database

export interface DatabaseKind extends Migrations {
  /** Marks the file as ours, in its header. */
  readonly applicationId: number
  /** One process at a time has it open: the index of its log is then in memory, and a full disk has room enough to read it. */
  readonly alone: boolean
}

export const runDatabase: DatabaseKind = {
  applicationId: 0x53_47_52_4e, // "SGRN"
  alone: false,
  folder: new URL('./migrations/run/', import.meta.url),
}

/** The figures of a run that was trained elsewhere. */
export const scalarsDatabase: DatabaseKind = {
  applicationId: 0x53_47_53_43, // "SGSC"
  alone: false,
  folder: new URL('./migrations/scalars/', import.meta.url),
}

export const libraryDatabase: DatabaseKind = {
  applicationId: 0x53_47_4c_42, // "SGLB"
  alone: true,
  folder: new URL('./migrations/library/', import.meta.url),
}

/** Before this one, a database in WAL mode could be damaged when several connections reset its log at once. */
const oldestSqlite = [3, 51, 3] as const

/** What is longer of the log is brought into the database: a copy without its log lacks no more than that. A commit of a trainer has some ten. */
const mostLogPages = 200

/** How long a connection waits for another one's lock. */
const busyTimeoutMs = 5_000

/**
 * Opens a database for writing, makes it when it is not there, and brings an older one up to date. Throws a Failure
 * `newer-file` when a newer Stagecraft wrote it; a damaged one throws what `isDamage` recognises.
 */
export function openForWriting(path: string, kind: DatabaseKind): Connection {
  requireRegularFiles(path)
  const database = new Database(path, { timeout: busyTimeoutMs })
  try {
    if (kind.alone) database.pragma('locking_mode = EXCLUSIVE')
    // Until it is known to be ours, whole and not of the future, nothing is written to it.
    requireWhole(database, kind)
    if (versionOf(database) > latestVersion(kind)) throw newerFile(path)
    database.pragma('journal_mode = WAL')
    database.pragma(`wal_autocheckpoint = ${mostLogPages}`)
    keepAll(database)
    migrate(database, path, kind)
    return database
  } catch (thrown) {
    database.close()
    throw thrown
  }
}

export interface ReadOnly {
  readonly connection: Connection
  /** A newer Stagecraft wrote it: there may be more in it than is shown. */
  readonly newer: boolean
}

/** Opens a database that somebody else may be writing; null while it is not there or has no tables yet. */
export function openForReading(path: string, kind: DatabaseKind): ReadOnly | null {
  if (!requireRegularFiles(path)) return null
  const connection = connect(path)
  try {
    requireSqlite(connection)
    protect(connection)
    const version = versionOf(connection)
    if (version === 0 && tableCount(connection) === 0) {
      connection.close()
      return null
    }
    requireOurs(connection, kind)
    return { connection, newer: version > latestVersion(kind) }
  } catch (thrown) {
    connection.close()
    throw thrown
  }
}

/**
 * Only reads. The index of the log lies beside the file, for which a full disk has no room: then it is in memory, which is possible as long as
 * nobody else has the file open. Nothing is written in that case either, since there is nothing to write.
 */
function connect(path: string): Connection {
  const connection = new Database(path, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs })
  try {
    tableCount(connection)
    return connection
  } catch (thrown) {
    if (isOnReadOnlyDisk(thrown, path)) {
      connection.close()
      return openCopy(path)
    }
    if (!isWithoutRoomForIndex(thrown)) return connection
    connection.close()
    const alone = new Database(path, { fileMustExist: true, timeout: 0 })
    alone.pragma('locking_mode = EXCLUSIVE')
    return alone
  }
}

/**
 * A copy of a file whose folder cannot be written to, in the temporary folder: SQLite reads no file that has a log without making its index
 * beside it. Nothing is left of the copy once it is closed.
 */
export function openCopy(path: string): Connection {
  requireRegularFiles(path)
  const folder = makeScratchFolder('copy')
  const copy = join(folder, basename(path))
  try {
    for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end)
    const connection = new Database(copy)
    // Its log is brought into it, so that it needs no file beside it, and the name of a file that is open may go.
    connection.pragma('journal_mode = DELETE')
    connection.pragma('journal_mode = MEMORY')
    return connection
  } finally {
    // Windows keeps what is open: a lab that starts later removes it.
    if (process.platform !== 'win32') rmSync(folder, { recursive: true, force: true })
  }
}

function isOnReadOnlyDisk(thrown: unknown, path: string): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY)/.test(thrown.code) && !isWritable(dirname(path))
}

function isWithoutRoomForIndex(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(IOERR_SHM|FULL)/.test(thrown.code)
}

/** Each commit is on the disk when it returns, on macOS too. */
export function keepAll(database: Connection): void {
  database.pragma('synchronous = FULL')
  database.pragma('fullfsync = ON')
  database.pragma('checkpoint_fullfsync = ON')
}

class DamagedError extends Error {}

/**
 * SQLite follows links and waits for FIFOs. Looked at by name alone: whoever opens and closes a file of SQLite by itself drops the locks
 * that this process has on it. Gives whether the database is there.
 */
function requireRegularFiles(path: string): boolean {
  try {
    const [database] = ['', '-wal', '-shm'].map((part) => regularFileAt(path + part))
    if (database) accessSync(path, constants.R_OK)
    return database !== null
  } catch (thrown) {
    if (thrown instanceof OddFileError) throw new DamagedError(thrown.message)
    if (systemCode(thrown) === 'EACCES') throw new DamagedError('this user may not read it')
    throw thrown
  }
}

/** Whether the file itself is at fault: not a database, not ours, or broken inside. */
export function isDamage(thrown: unknown): boolean {
  if (thrown instanceof DamagedError) return true
  return thrown instanceof Database.SqliteError && /^SQLITE_(CORRUPT|NOTADB|FORMAT|IOERR_SHORT_READ)/.test(thrown.code)
}

/** Damage, tables that are not as they should be, or a disk or folder that does not let it be read: a file that was only read cannot be at fault for anything else. */
export function isUnreadable(thrown: unknown): boolean {
  return isDamage(thrown) || isPlainError(thrown) || isOutOfReach(thrown)
}

export function isOutOfReach(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && /^SQLITE_(CANTOPEN|READONLY|IOERR|PERM)/.test(thrown.code)
}

/** SQLite's code for what it has no other for: an unknown file format, a missing column. */
function isPlainError(thrown: unknown): boolean {
  return thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_ERROR'
}

export function newerFile(path: string): Failure {
  return new Failure(
    'newer-file',
    `${path} was written by a newer Stagecraft, so this one only reads it.`,
    'Update Stagecraft to change it.',
  )
}

/** A file from somewhere else cannot make us run its functions, and references hold. */
function protect(database: Connection): void {
  database.pragma('trusted_schema = OFF')
  database.pragma('foreign_keys = ON')
  database.pragma('cell_size_check = ON')
}

function requireWhole(database: Connection, kind: DatabaseKind): void {
  try {
    requireSqlite(database)
    protect(database)
    requireOurs(database, kind)
    const problem: unknown = database.pragma('quick_check(1)', { simple: true })
    if (problem !== 'ok') throw new DamagedError(String(problem))
  } catch (thrown) {
    if (thrown instanceof Error && isPlainError(thrown)) throw new DamagedError(thrown.message)
    throw thrown
  }
}

function requireOurs(database: Connection, { applicationId }: DatabaseKind): void {
  const found: unknown = database.pragma('application_id', { simple: true })
  if (found === applicationId) return
  // One that was only just made has no mark yet.
  if (found !== 0 || tableCount(database) > 0) throw new DamagedError('it is a database of another program')
}

function tableCount(database: Connection): number {
  return Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get())
}

/** How many migrations it has been through. */
export function versionOf(database: Connection): number {
  return Number(database.pragma('user_version', { simple: true }))
}

function requireSqlite(database: Connection): void {
  const found = String(database.prepare('SELECT sqlite_version()').pluck().get())
  const parts = found.split('.').map(Number)
  for (const [index, oldest] of oldestSqlite.entries()) {
    const part = parts[index] ?? 0
    if (part > oldest) return
    if (part < oldest) throw new Error(`SQLite ${found} is older than ${oldestSqlite.join('.')} and could damage data`)
  }
}
