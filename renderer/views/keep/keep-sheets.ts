/** What of runs is being kept outside the library, or brought back: which dialog is open. */
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { RunSummary } from '../../../core/store/run.ts'
import { useCommands } from '../../app/commands.ts'
import { useRoute } from '../../app/route.ts'
import { useCompared } from '../../stores/compared.ts'
import { useRunsStore } from '../../stores/runs.ts'

export const useKeepSheets = defineStore('keep-sheets', () => {
  /** Runs that are to be written; null where no such dialog is open. */
  const writing = shallowRef<readonly RunSummary[] | null>(null)
  /** The file of runs that is to be unpacked, empty until one is chosen; null where no such dialog is open. */
  const unpacking = ref<string | null>(null)
  return { writing, unpacking }
})

/** The run that is on show, else those that are ticked. */
export function useKeepCommands(): void {
  const sheets = useKeepSheets()
  const compared = useCompared()
  const runs = useRunsStore()
  const route = useRoute()
  const meant = computed<readonly RunSummary[]>(() => {
    if (route.value.view !== 'run') return compared.compared
    const shown = runs.byId.get(route.value.id)
    return shown === undefined ? [] : [shown]
  })
  useCommands([
    {
      id: 'runs.write',
      title: () => 'Write runs for elsewhere…',
      also: 'pack export csv parquet tensorboard mlflow report html keep share file',
      off: () => (meant.value.length === 0 ? 'no run is ticked' : null),
      run: () => void (sheets.writing = meant.value),
    },
    {
      id: 'runs.unpack',
      title: () => 'Unpack a file of runs…',
      also: 'import pack open stagecraft-runs',
      run: () => void (sheets.unpacking = ''),
    },
  ])
}
