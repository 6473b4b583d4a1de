/** Rows of a run's metrics, read as they are asked for: nothing is copied, and what its trainer commits meanwhile is not waited for. */
import { join } from 'node:path'
import { isUnreadable, openForReading, runDatabase, versionOf } from '../store/database.ts'
import { metricsFile } from '../store/run-folder.ts'
import type { SqlValue } from './query-table.ts'

/** `sql` for the version of the file. None where there are no metrics yet, or none that can be read: the run tells of that. */
export function* metricsRows(runFolder: string, sql: (version: number) => string): Generator<SqlValue[]> {
  let opened
  try {
    opened = openForReading(join(runFolder, metricsFile), runDatabase)
  } catch (thrown) {
    if (isUnreadable(thrown)) return
    throw thrown
  }
  if (opened === null) return
  const { connection } = opened
  try {
    yield* connection
      .prepare<[], SqlValue[]>(sql(versionOf(connection)))
      .raw()
      .iterate()
  } finally {
    connection.close()
  }
}
