/** Which runs the table shows, and in which order. */
import type { RunStatus, RunSummary } from '../../../core/store/run.ts'
import { comparable } from '../../../core/text/names.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { shortcutText } from '../run/run-words.ts'
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

/** Runs in a state that have every word asked for in their name, design, data set, recipe, shortcut or status. */
export function findRuns(runs: readonly RunSummary[], asked: string, state: StateFilter = 'any'): readonly RunSummary[] {
  const words = comparable(asked).toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0 && state === 'any') return runs
  return runs.filter((run) => {
    if (state !== 'any' && !statesOf[state].includes(run.status.kind)) return false
    const text = searchText(run)
    return words.every((word) => text.includes(word))
  })
}

function searchText({ record, status }: RunSummary): string {
  const { name, architecture, dataset, recipe } = record
  const option = shortcutText(architecture)
  const silent = status.kind === 'running' ? (status.silent?.kind ?? '') : ''
  const text = `${name} ${architecture.name} ${dataset} ${datasetNames[dataset]} ${recipe.name} option ${option} seed ${recipe.seed} ${status.kind} ${silent}`
  return comparable(text).toLowerCase()
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
