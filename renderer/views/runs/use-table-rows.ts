/** What the table shows: the runs that are asked for, in rows; each row's figures are the newest at any time. */
import { watchThrottled } from '@vueuse/core'
import { computed, shallowRef, type ComputedRef } from 'vue'
import { useRoute } from '../../app/route.ts'
import { useDesignsStore } from '../../stores/designs.ts'
import { useRunsStore } from '../../stores/runs.ts'
import { useTableView } from '../../stores/table-view.ts'
import { runsFound } from '../../../core/api/run-query/match.ts'
import { readQuery, type ReadQuery } from '../../../core/api/run-query/parse.ts'
import type { Query } from '../../../core/api/run-query/query.ts'
import { comparable } from '../../../core/text/names.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { columnsNamed, differingColumns, type Column } from './run-columns.ts'
import { isOfDesign } from './runs-of-design.ts'
import { runsOf, tableRows, type TableRow } from './table-rows.ts'

export interface TableRows {
  /** The query as it is typed. */
  readonly read: ComputedRef<ReadQuery>
  readonly columns: ComputedRef<readonly Column[]>
  readonly rows: ComputedRef<readonly TableRow[]>
  /** Those that are asked for, each once. */
  readonly found: ComputedRef<readonly RunSummary[]>
  /** Only the runs of this design, by its name; null for all. */
  readonly design: ComputedRef<string | null>
  /** Runs that would be there too if they were not archived. */
  readonly archived: ComputedRef<number>
  toggle(group: string): void
}

export function useTableRows(): TableRows {
  const store = useRunsStore()
  const table = useTableView()
  const route = useRoute()
  const designs = useDesignsStore()
  /** Ordering a long list anew for each of ten updates a second would be felt; its rows show what is new at once all the same. */
  const unordered = shallowRef<readonly RunSummary[]>([])
  watchThrottled(
    () => store.runs,
    (runs) => {
      unordered.value = runs ?? []
    },
    { throttle: 250, immediate: true },
  )
  const open = shallowRef<ReadonlySet<string>>(new Set())

  const design = computed(() => (route.value.view === 'runs' ? (route.value.design ?? null) : null))
  const ofDesign = computed(() => {
    const name = design.value
    if (name === null) return unordered.value
    const found = designs.named(name)
    return unordered.value.filter(
      ({ record }) =>
        record.architecture !== null &&
        (found ? isOfDesign(record.architecture, found) : comparable(record.architecture.name) === comparable(name)),
    )
  })

  const read = computed(() => readQuery(table.view.query))
  /** While what is typed cannot be read, what was asked for before it. */
  const query = computed((before?: Query): Query =>
    read.value.kind === 'query' ? read.value.query : (before ?? { kind: 'all' }),
  )
  const asked = computed(() => runsFound(ofDesign.value, query.value, Date.now()))
  const archived = computed(() => {
    const all = ofDesign.value
    return all.some((run) => run.remarks.archived) ? runsFound(all, query.value, Date.now(), true).length - asked.value.length : 0
  })
  const ordered = computed(() => {
    const { sorting, groupBy } = table.view
    return tableRows(asked.value, sorting, groupBy, open.value, Date.now())
  })
  const newest = (run: RunSummary, byId: ReadonlyMap<string, RunSummary>): RunSummary => byId.get(run.record.id) ?? run
  const rows = computed((): TableRow[] => {
    // Read once: looking into the store for each of thousands of rows is felt.
    const { byId } = store
    return ordered.value
      .filter((row) => runsOf(row).some((run) => byId.has(run.record.id)))
      .map((row) => (row.kind === 'run' ? { ...row, run: newest(row.run, byId) } : row))
  })
  const columns = computed(() => {
    const shown = columnsNamed(table.view.columns)
    return table.view.differing ? differingColumns(shown, asked.value) : shown
  })

  return {
    read,
    columns,
    rows,
    found: asked,
    design,
    archived,
    toggle(group) {
      const next = new Set(open.value)
      if (!next.delete(group)) next.add(group)
      open.value = next
    },
  }
}
