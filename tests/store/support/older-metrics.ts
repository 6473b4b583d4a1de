/** metrics.db as an earlier Stagecraft left it: later migrations taken back. */
import type Database from 'better-sqlite3'

/** What each migration of a run added, undone: by its number. */
const undone: Readonly<Record<number, string>> = {
  8: 'ALTER TABLE attempts DROP COLUMN outliers',
  7: 'ALTER TABLE evaluations DROP COLUMN top_five_error',
  6: 'ALTER TABLE attempts DROP COLUMN machine',
  5: 'DROP TABLE curve_buckets',
}

/** `version`: the number of the newest migration that it knew, 4 at least. */
export function makeOlder(database: Database.Database, version: number): void {
  const now = Number(database.pragma('user_version', { simple: true }))
  for (let number = now; number > version; number -= 1) {
    const undo = undone[number]
    if (undo === undefined) throw new RangeError(`Nothing here undoes migration ${number}.`)
    database.exec(undo)
  }
  database.pragma(`user_version = ${version}`)
}
