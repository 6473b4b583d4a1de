/**
 * Pyramids of long runs that an older Stagecraft wrote, whose trainers kept none. The lab never writes to a run's metrics, so they are made once
 * into `curves.db` beside them; it may be deleted at any time. A trainer that goes on with such a run makes its own, in the metrics.
 */
import Database from 'better-sqlite3'
import { readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { regularFileAt } from '../../files/regular-file.ts'
import { isWritable } from '../../files/writable.ts'
import { isUnreadable, openForReading, runDatabase, type Connection } from '../database.ts'
import { metricsFile } from '../run-folder.ts'
import { openCurveKeeper } from './keep-curves.ts'

export const curvesFile = 'curves.db'
const table = new URL('../migrations/run/0005-curve-buckets.sql', import.meta.url)

/** Reading fewer steps than this at every look is as quick as making something of them. */
const worthMaking = 50_000

/** What was made of a run; null where nothing was, or of other attempts than those there are now. */
export function openOlderCurves(runFolder: string, attempts: number): Connection | null {
  let made: Connection | null = null
  try {
    const path = join(runFolder, curvesFile)
    if (regularFileAt(path) === null) return null
    made = new Database(path, { readonly: true, fileMustExist: true })
    if (made.prepare('SELECT attempts FROM made_of').pluck().get() === attempts) return made
  } catch (thrown) {
    // It is made anew.
    if (!isUnreadable(thrown)) throw thrown
  }
  made?.close()
  return null
}

/** Whether a run has so many steps that a pyramid is worth making, where it can be kept. */
export function wantsOlderCurves(runFolder: string, metrics: Connection): boolean {
  const newest = Number(metrics.prepare('SELECT max(step) FROM steps').pluck().get())
  return newest >= worthMaking && isWritable(runFolder)
}

/** Makes them a slice at a time; gives the share that is done after each. Throws what SQLite and the disk throw; nothing is left then. */
export function* makeOlderCurves(runFolder: string): Generator<number, void> {
  const metrics = openForReading(join(runFolder, metricsFile), runDatabase)?.connection
  if (!metrics) return
  const path = join(runFolder, curvesFile)
  const part = `${path}.part`
  rmSync(part, { force: true })
  const made = new Database(part)
  try {
    // It takes its name once it is whole: what was cut off is never read.
    made.pragma('journal_mode = OFF')
    made.pragma('synchronous = OFF')
    made.exec(readFileSync(table, 'utf8'))
    made.exec('CREATE TABLE made_of (attempts INTEGER NOT NULL) STRICT')
    const newest = Number(metrics.prepare('SELECT max(step) FROM steps').pluck().get())
    const attempts = Number(metrics.prepare('SELECT count(*) FROM attempts').pluck().get())
    made.prepare('INSERT INTO made_of VALUES (?)').run(attempts)
    const keeper = openCurveKeeper(made, metrics)
    for (let step = keeper.catchUp(); step !== null; step = keeper.catchUp()) yield step / newest
    made.close()
    renameSync(part, path)
  } finally {
    made.close()
    metrics.close()
    rmSync(part, { force: true })
  }
}
