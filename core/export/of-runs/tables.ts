/** Runs and what they measured as tables, the same as those of docs/sql.md: a file each, in a folder. */
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../../files/durable.ts'
import type { QueriedRun, QueryTable, SqlValue } from '../../query/query-table.ts'
import { attemptsTable, epochsTable, evaluationsTable, eventsTable, stepsTable } from '../../query/tables/measured.ts'
import { settingsTable } from '../../query/tables/of-runs.ts'
import { runsTable } from '../../query/tables/runs.ts'
import { csvLine } from '../../text/csv.ts'
import type { Told } from '../write-export.ts'
import { parquetOf } from './parquet.ts'

const tables: readonly QueryTable[] = [
  runsTable,
  settingsTable,
  attemptsTable,
  stepsTable,
  epochsTable,
  evaluationsTable,
  eventsTable,
]

/** Rows that are in memory at once. */
const together = 100_000

/** Takes rows, some at a time, and gives the bytes to be written after those before; `end` gives the last. */
interface TableBytes {
  rows(rows: readonly (readonly SqlValue[])[]): Uint8Array
  end(): Uint8Array
}

const csvOf = (table: QueryTable): TableBytes => {
  let head = csvLine(table.columns.map(({ name }) => name))
  return {
    rows(rows) {
      const text = head + rows.map(csvLine).join('')
      head = ''
      return Buffer.from(text)
    },
    end: () => Buffer.from(head),
  }
}

export function writeCsv(folder: string, runs: readonly QueriedRun[], told: Told): Promise<void> {
  return writeTables(folder, runs, 'csv', csvOf, told)
}

export function writeParquet(folder: string, runs: readonly QueriedRun[], told: Told): Promise<void> {
  return writeTables(folder, runs, 'parquet', parquetOf, told)
}

/** Progress is told in steps of the runs: they are nearly all rows. */
async function writeTables(
  folder: string,
  runs: readonly QueriedRun[],
  ending: string,
  bytesOf: (table: QueryTable) => TableBytes,
  told: Told,
): Promise<void> {
  const total = runs.reduce((sum, { summary }) => sum + ('step' in summary.status ? summary.status.step : 0), 1)
  let done = 0
  mkdirSync(folder)
  for (const table of tables) {
    const file = openSync(join(folder, `${table.name}.${ending}`), 'wx')
    try {
      const bytes = bytesOf(table)
      for (const rows of inParts(table.rows({ runs, designs: [], sweeps: [], studies: [] }))) {
        // Of all of it: on a disk that is nearly full the system takes a part, and says so only by its length.
        writeFileSync(file, bytes.rows(rows))
        if (table === stepsTable) told(Math.min((done += rows.length), total), total)
        // What asked for it is told meanwhile.
        await new Promise((resolve) => setImmediate(resolve))
      }
      writeFileSync(file, bytes.end())
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
  }
  syncFolder(folder)
}

function* inParts<T>(rows: Iterable<T>): Generator<T[]> {
  let part: T[] = []
  for (const row of rows) {
    part.push(row)
    if (part.length < together) continue
    yield part
    part = []
  }
  if (part.length > 0) yield part
}
