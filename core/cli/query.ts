/** `query`: a question in SQL to the library. */
import type { LabClient } from '../api/contract.ts'
import { join } from 'node:path'
import { askLibrary } from '../query/ask.ts'
import { queriedStudy } from '../query/queried-study.ts'
import type { QueriedLibrary, SqlValue } from '../query/query-table.ts'
import { csvLine } from '../text/csv.ts'
import { visibleText } from '../text/visible-text.ts'
import type { OnInterrupt } from './interrupt.ts'
import { snapshot } from './lab-client.ts'
import { count, table } from './text.ts'
import { exitCode } from './usage.ts'

export type AnswerAs = 'table' | 'json' | 'csv'

export interface QueryContext {
  withLab<T>(use: (client: LabClient) => Promise<T>): Promise<T>
  readonly library: string
  readonly onInterrupt: OnInterrupt
  print(line: string): void
  note(line: string): void
}

/** Prints the answer; gives the exit code. Rejects with a Failure as `prepareQuery`. */
export async function queryLibrary(sql: string, as: AnswerAs, limit: number, context: QueryContext): Promise<number> {
  const { print, note, onInterrupt } = context
  const library = await context.withLab((client) => queried(client, context.library))
  let names: readonly string[] = []
  const kept: (readonly SqlValue[])[] = []
  const { end, cancel } = askLibrary(
    { sql, library, limit },
    {
      columns(columns) {
        names = columns
        if (as === 'csv') print(csvLine(columns).trimEnd())
      },
      rows(rows) {
        if (as === 'table') kept.push(...rows)
        else for (const row of rows) print(as === 'csv' ? csvLine(row).trimEnd() : json(names, row))
      },
    },
  )
  onInterrupt('Cancelling.', () => {
    cancel()
    return Promise.resolve()
  })
  const ended = await end
  if (ended === null) {
    note('Cancelled.')
    return exitCode.failed
  }
  if (as === 'table')
    print(
      table(
        names,
        kept.map((row) => row.map(cell)),
        figures(names, kept),
      ),
    )
  if (ended.isCut) note(`There are more rows than ${count(limit)}; --limit says how many are shown.`)
  return exitCode.finished
}

async function queried(client: LabClient, library: string): Promise<QueriedLibrary> {
  const [summaries, designs, briefs, begun] = await Promise.all([
    snapshot(client, 'runs', {}),
    snapshot(client, 'designs', {}),
    snapshot(client, 'sweeps', {}),
    snapshot(client, 'studies', {}),
  ])
  const sweeps = await Promise.all(briefs.map(({ id }) => snapshot(client, 'sweep', { id })))
  const studies = await Promise.all(begun.map(({ id }) => snapshot(client, 'study', { id })))
  const runs = summaries.map((summary) => ({ summary, folder: join(library, 'runs', summary.record.id) }))
  return {
    runs,
    designs,
    sweeps: sweeps.filter((sweep) => sweep !== null),
    studies: studies.flatMap((study) => study ?? []).map(queriedStudy),
  }
}

/** Of columns that share a name, as in a join, each keeps its value under a name of its own. */
function json(names: readonly string[], row: readonly SqlValue[]): string {
  const keys = names.map((name, index) => (names.indexOf(name) === index ? name : `${name}_${index + 1}`))
  return JSON.stringify(Object.fromEntries(keys.map((key, index) => [key, row[index] ?? null])))
}

function cell(value: SqlValue): string {
  return value === null ? '–' : visibleText(String(value))
}

/** Columns that hold numbers alone. */
function figures(names: readonly string[], rows: readonly (readonly SqlValue[])[]): number[] {
  const isFigure = (at: number): boolean => rows.every((row) => typeof row[at] !== 'string')
  return names.flatMap((_, at) => (isFigure(at) ? [at] : []))
}
