/** Asks a question in a process of its own. */
import { fileURLToPath } from 'node:url'
import { Failure } from '../files/failure.ts'
import { startWork, type EndedEarly, type Work } from '../work/start-work.ts'
import type { QueryAnswer, QueryTask, QueryTold } from './messages.ts'
import type { SqlValue } from './query-table.ts'

const entry = fileURLToPath(new URL('./query-main.ts', import.meta.url))

export interface QueryListener {
  columns(names: readonly string[]): void
  rows(rows: readonly (readonly SqlValue[])[]): void
}

export type RunningQuery = Pick<Work<QueryAnswer>, 'end' | 'cancel'>

export function askLibrary(task: QueryTask, listener: QueryListener): RunningQuery {
  return startWork<QueryTask, QueryTold, QueryAnswer>(entry, task, {
    told: (told) => ('columns' in told ? listener.columns(told.columns) : listener.rows(told.rows)),
    early,
  })
}

function early({ lastLine }: EndedEarly): Failure {
  return new Failure(
    'query-ended',
    `The process that answered ended by itself. ${lastLine}`.trim(),
    'Ask for less at once: fewer runs, or sums of their steps.',
  )
}
