/** The rows of the table: runs, or groups of them that unfold; and in which order. */
import { groupRuns } from '../../../core/compare/groups.ts'
import { groupNames } from '../../../core/compare/group-names.ts'
import { shownWords, type RunField } from '../../../core/api/run-query/run-field.ts'
import { runField } from '../../../core/api/run-query/run-fields.ts'
import { newestFirst } from '../../../core/text/newest-first.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { sampleOf } from '../../../core/statistics/sample.ts'
import { cellText } from './cells.ts'
import { columnsNamed, sortKey, type ColumnId } from './run-columns.ts'

export interface Sorting {
  readonly column: ColumnId
  readonly direction: 'ascending' | 'descending'
}

export const newestRunsFirst: Sorting = { column: 'made', direction: 'descending' }

/** The sorting after a click on a column's caption. */
export function sortedBy(now: Sorting, column: ColumnId): Sorting {
  const first = columnsNamed([column]).find(({ id }) => id === column)?.first ?? 'ascending'
  const other = first === 'ascending' ? 'descending' : 'ascending'
  return { column, direction: now.column === column && now.direction === first ? other : first }
}

export interface RunRow {
  readonly kind: 'run'
  readonly id: string
  readonly run: RunSummary
  /** Whether it stands below the row of its group. */
  readonly within: boolean
}

export interface GroupRow {
  readonly kind: 'group'
  readonly id: string
  readonly name: string
  readonly runs: readonly RunSummary[]
  /** Those that its figures are of: of several seeds, the ones that finished. */
  readonly counted: readonly RunSummary[]
  readonly open: boolean
}

export type TableRow = RunRow | GroupRow

/** The runs that a row stands for. */
export function runsOf(row: TableRow): readonly RunSummary[] {
  return row.kind === 'run' ? [row.run] : row.runs
}

/** All but the seed: the value of `groupBy` beside the fields' ids. */
export const bySeed = 'all but seed'

/** A new list in the order asked for; equal ones newest first, missing values last. */
export function sortRuns(runs: readonly RunSummary[], { column, direction }: Sorting): RunSummary[] {
  const field = runField(column)
  return inOrder(
    runs,
    direction,
    (run) => (field ? sortKey(field, run) : null),
    (run) => run.record,
  )
}

/** `open`: ids of the groups that are unfolded. */
export function tableRows(
  runs: readonly RunSummary[],
  sorting: Sorting,
  groupBy: string | null,
  open: ReadonlySet<string>,
  now: number,
): TableRow[] {
  const sorted = sortRuns(runs, sorting)
  if (groupBy === null) return sorted.map((run) => rowOf(run, false))
  const field = runField(sorting.column)
  const groups = inOrder(
    groupsOf(sorted, groupBy, now),
    sorting.direction,
    (group) => (field ? groupKey(field, group) : null),
    ({ runs: [first] }) => first?.record,
  )
  return groups.flatMap((group) => {
    const [only, ...others] = group.runs
    if (only && others.length === 0) return [rowOf(only, false)]
    const isOpen = open.has(group.id)
    const row: GroupRow = { kind: 'group', ...group, open: isOpen }
    return isOpen ? [row, ...group.runs.map((run) => rowOf(run, true))] : [row]
  })
}

const rowOf = (run: RunSummary, within: boolean): RunRow => ({ kind: 'run', id: run.record.id, run, within })

type Group = Pick<GroupRow, 'id' | 'name' | 'runs' | 'counted'>

function groupsOf(runs: readonly RunSummary[], groupBy: string, now: number): Group[] {
  if (groupBy === bySeed) {
    const groups = groupRuns(runs)
    const names = groupNames(groups)
    return groups.map(({ key, runs: all, counted }, index) => ({
      id: `seeds ${key}`,
      name: names[index] ?? '',
      runs: all,
      counted,
    }))
  }
  const field = runField(groupBy)
  const groups = new Map<string, RunSummary[]>()
  for (const run of runs) {
    const value = field === null ? '' : field.kind === 'words' ? shownWords(field, run) : cellText(run, field, now)
    const group = groups.get(value)
    if (group) group.push(run)
    else groups.set(value, [run])
  }
  const caption = field?.caption ?? ''
  return [...groups].map(([value, all]) => ({
    id: `${groupBy} ${value}`,
    name: value === '' ? `${caption}: none` : value,
    runs: all,
    counted: all,
  }))
}

function groupKey(field: RunField, { name, runs, counted }: Group): string | number | null {
  if (field.id === 'name') return name
  if (field.kind === 'number') return sampleOf(counted.flatMap((run) => field.value(run) ?? []))?.mean ?? null
  if (field.kind === 'date') return Math.max(...runs.map((run) => field.value(run) ?? -Infinity))
  const [first] = runs
  return first ? sortKey(field, first) : null
}

const words = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function inOrder<T>(
  all: readonly T[],
  direction: Sorting['direction'],
  keyOf: (one: T) => string | number | null,
  recordOf: (one: T) => RunSummary['record'] | undefined,
): T[] {
  const sign = direction === 'ascending' ? 1 : -1
  const keyed = all.map((one) => ({ one, key: keyOf(one), record: recordOf(one) }))
  const newer = (a: (typeof keyed)[number], b: (typeof keyed)[number]): number =>
    a.record && b.record ? newestFirst(a.record, b.record) : 0
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null) || newer(a, b)
    const by =
      typeof a.key === 'string' && typeof b.key === 'string' ? words.compare(a.key, b.key) : Number(a.key) - Number(b.key)
    return sign * by || newer(a, b)
  })
  return keyed.map(({ one }) => one)
}
