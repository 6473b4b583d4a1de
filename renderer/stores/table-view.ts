/** What the table of runs shows, and how: kept over restarts; and the views of it that a person saved in the library. */
import { useStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { tableViewSchema, type TableView } from '../../core/api/contract/remarks.ts'
import { useToast } from '../app/toast.ts'
import { callLab } from '../lab.ts'
import { useStream } from '../use-stream.ts'
import { usualColumns } from '../views/runs/run-columns.ts'
import { newestRunsFirst } from '../views/runs/table-rows.ts'

export const usualView: TableView = {
  query: '',
  columns: [...usualColumns],
  pinned: 1,
  sorting: newestRunsFirst,
  groupBy: null,
  differing: false,
}

export const useTableView = defineStore('table-view', () => {
  const toast = useToast()
  const view = useStorage<TableView>('stagecraft.runs-view', usualView, undefined, {
    serializer: { read: readView, write: JSON.stringify },
  })
  const { value: saved } = useStream('views', () => ({}))
  const isUsual = computed(() => view.value.columns.join(' ') === usualColumns.join(' '))

  function change(changes: Partial<TableView>): void {
    view.value = { ...view.value, ...changes }
  }

  /** Under a name that one has already, over that one. Throws a LabError. */
  async function save(name: string): Promise<void> {
    const id = saved.value?.find((one) => one.name === name)?.id ?? crypto.randomUUID()
    await callLab('views.save', { id, name, view: view.value })
  }

  /** Throws a LabError. */
  async function remove(id: string): Promise<void> {
    const gone = saved.value?.find((one) => one.id === id)
    if (!gone) return
    await callLab('views.remove', { id })
    toast.show({ text: `The view ${gone.name} is deleted`, undo: () => void callLab('views.save', gone) })
  }

  return { view, saved, isUsual, change, save, remove }
})

function readView(text: string): TableView {
  const read = tableViewSchema.safeParse(JSON.parse(text))
  return read.success ? read.data : usualView
}
