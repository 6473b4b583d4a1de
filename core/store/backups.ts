/** Copies of library.db, the newest as `library.db.backup-1`: what is taken when the file itself is damaged. */
import { copyFileSync, lstatSync, renameSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { renameDurably, temporaryName } from '../files/durable.ts'
import { isDiskFull, systemCode } from '../files/failure.ts'
import { isUnreadable, openForReading, type Connection, type DatabaseKind } from './database.ts'
import { copyTo } from './migrate.ts'

const kept = 3
/** The newest copy is replaced until the one before it is this old, so that three of them reach back a while. */
const apartMs = 24 * 60 * 60 * 1000

const backupName = (path: string, number: number): string => `${path}.backup-${number}`

/**
 * Copies what is committed. That it cannot is no reason to stop, since the older copies stay: gives why, for the person, or null. A full disk shows
 * elsewhere.
 */
export function backUp(database: Connection, path: string, now: number): string | null {
  try {
    const older = statSync(backupName(path, 2), { throwIfNoEntry: false })
    if (!older || now - older.mtimeMs >= apartMs) {
      for (let number = kept - 1; number >= 1; number -= 1) {
        if (isFile(backupName(path, number))) renameSync(backupName(path, number), backupName(path, number + 1))
      }
    }
    copyTo(database, backupName(path, 1))
    return null
  } catch (thrown) {
    if (isDiskFull(thrown)) return null
    if (systemCode(thrown) === null) throw thrown
    const why = thrown instanceof Error ? thrown.message : String(thrown)
    return `No copy of ${basename(path)} could be made beside it: ${why}. Move what is in the way out of the library's folder.`
  }
}

export function hasBackup(path: string): boolean {
  return Array.from({ length: kept }, (_, index) => backupName(path, index + 1)).some(isFile)
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

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

function isWhole(path: string, kind: DatabaseKind): boolean {
  if (!isFile(path)) return false
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
