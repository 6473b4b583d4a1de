/** Which runs the table shows, and in which order. */
import { isRunFound } from '../../../core/api/find-runs.ts'
import type { RunStatus, RunSummary } from '../../../core/store/run.ts'
import { columns, type ColumnId } from './run-columns.ts'

export interface Sorting {
  readonly column: ColumnId
  readonly direction: 'ascending' | 'descending'
}

export const newestFirst: Sorting = { column: 'date', direction: 'descending' }

/** The sorting after a click on a column's caption. */
export function sortedBy(now: Sorting, column: ColumnId): Sorting {
  const first = columns.find((candidate) => candidate.id === column)?.first ?? 'ascending'
  const other = first === 'ascending' ? 'descending' : 'ascending'
  return { column, direction: now.column === column && now.direction === first ? other : first }
}

/** What a person looks for among states: what is under way, what can go on, what is done, what went wrong. */
export type StateFilter = 'any' | 'active' | 'paused' | 'finished' | 'failed'

export const stateFilters: readonly { value: StateFilter; label: string }[] = [
  { value: 'any', label: 'All states' },
  { value: 'active', label: 'Running, queued' },
  { value: 'paused', label: 'Paused, stopped' },
  { value: 'finished', label: 'Finished' },
  { value: 'failed', label: 'Crashed, diverged' },
]

const statesOf: Readonly<Record<Exclude<StateFilter, 'any'>, readonly RunStatus['kind'][]>> = {
  active: ['running', 'queued', 'unfinished'],
  paused: ['paused', 'stopped'],
  finished: ['finished'],
  failed: ['crashed', 'diverged'],
}

/** Runs in a state that are found by what is asked for. */
export function findRuns(runs: readonly RunSummary[], asked: string, state: StateFilter = 'any'): readonly RunSummary[] {
  if (asked.trim() === '' && state === 'any') return runs
  return runs.filter((run) => (state === 'any' || statesOf[state].includes(run.status.kind)) && isRunFound(run, asked))
}

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** A new list in the order asked for; equal ones newest first, missing values last. */
export function sortRuns(runs: readonly RunSummary[], { column, direction }: Sorting): RunSummary[] {
  const key = columns.find((candidate) => candidate.id === column)?.key ?? (() => null)
  const sign = direction === 'ascending' ? 1 : -1
  const keyed = runs.map((run) => ({ run, key: key(run) }))
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || newer(a.run, b.run)
    const by =
      typeof a.key === 'string' && typeof b.key === 'string' ? words.compare(a.key, b.key) : Number(a.key) - Number(b.key)
    return sign * by || newer(a.run, b.run)
  })
  return keyed.map(({ run }) => run)
}

const newer = (a: RunSummary, b: RunSummary): number => b.record.createdAt - a.record.createdAt
