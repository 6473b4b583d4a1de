/** Copies of library.db, the newest as `library.db.backup-1`: what is taken when the file itself is damaged. */
import { copyFileSync, existsSync, renameSync, statSync } from 'node:fs'
import { renameDurably, temporaryName } from '../files/durable.ts'
import { isDiskFull } from '../files/failure.ts'
import { isUnreadable, openForReading, type Connection, type DatabaseKind } from './database.ts'
import { copyTo } from './migrate.ts'

const kept = 3
/** The newest copy is replaced until the one before it is this old, so that three of them reach back a while. */
const apartMs = 24 * 60 * 60 * 1000

const backupName = (path: string, number: number): string => `${path}.backup-${number}`

/** Copies what is committed. A full disk is no reason to stop: the older copies stay. */
export function backUp(database: Connection, path: string, now: number): void {
  try {
    const older = statSync(backupName(path, 2), { throwIfNoEntry: false })
    if (!older || now - older.mtimeMs >= apartMs) {
      for (let number = kept - 1; number >= 1; number -= 1) {
        if (existsSync(backupName(path, number))) renameSync(backupName(path, number), backupName(path, number + 1))
      }
    }
    copyTo(database, backupName(path, 1))
  } catch (thrown) {
    if (!isDiskFull(thrown)) throw thrown
  }
}

export function hasBackup(path: string): boolean {
  return Array.from({ length: kept }, (_, index) => backupName(path, index + 1)).some((backup) => existsSync(backup))
}

/** Puts the newest copy that is whole in the place of `path`. Gives when it was made; null when there is none. */
export function restoreBackup(path: string, kind: DatabaseKind): Date | null {
  for (let number = 1; number <= kept; number += 1) {
    const backup = backupName(path, number)
    if (!isWhole(backup, kind)) continue
    const temporary = temporaryName(path)
    copyFileSync(backup, temporary)
    renameDurably(temporary, path)
    return statSync(backup).mtime
  }
  return null
}

function isWhole(path: string, kind: DatabaseKind): boolean {
  try {
    const opened = openForReading(path, kind)
    if (!opened) return false
    try {
      return opened.connection.pragma('quick_check(1)', { simple: true }) === 'ok'
    } finally {
      opened.connection.close()
    }
  } catch (thrown) {
    if (isUnreadable(thrown)) return false
    throw thrown
  }
}
