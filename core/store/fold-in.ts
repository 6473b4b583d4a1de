/**
 * Brings what stands in a database's log alone into the database itself. SQLite does so when the last connection closes, but not when that one only
 * reads: then a copy of the database without its log would lack all that was committed last.
 */
import Database from 'better-sqlite3'
import { isDamage, isOutOfReach, keepAll, runDatabase, type Connection } from './database.ts'
import { isDiskFull } from '../files/failure.ts'
import { OddFileError } from '../files/regular-file.ts'
import { hasLog, logDamage } from './write-ahead-log.ts'

/** Of a run's metrics that nobody writes to. A log that is damaged stays as it is: something may be rescued from it. */
export function foldIn(path: string): void {
  try {
    if (!hasLog(path) || logDamage(path) !== null) return
    const database = new Database(path, { fileMustExist: true })
    try {
      if (database.pragma('application_id', { simple: true }) !== runDatabase.applicationId) return
      keepAll(database)
      foldLog(database)
    } finally {
      database.close()
    }
  } catch (thrown) {
    // The log stays, and is whole; what is wrong is told where the metrics are read.
    if (!(thrown instanceof OddFileError) && !isDamage(thrown) && !isDiskFull(thrown) && !isOutOfReach(thrown)) throw thrown
  }
}

/** The same for who has the database open to write to it. On a full disk the log stays, and is whole. */
export function foldLog(database: Connection): void {
  try {
    database.pragma('wal_checkpoint(TRUNCATE)')
  } catch (thrown) {
    if (!isDiskFull(thrown)) throw thrown
  }
}
