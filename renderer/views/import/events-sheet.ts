/** Whether the sheet that imports event files is open, and with which folder or files. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useCommands } from '../../app/commands.ts'

export const useEventsSheet = defineStore('events-sheet', () => {
  const isOpen = ref(false)
  /** On the computer where the lab is; empty until one is chosen. */
  const path = ref('')
  /** Names of files in that folder, where not all are meant. */
  const only = ref<readonly string[]>([])
  /** A folder, one file, or several files that lie together. */
  const take = (paths: readonly string[]): void => {
    const [first = '', ...others] = paths
    path.value = others.length === 0 ? first : first.slice(0, -nameOf(first).length - 1)
    only.value = others.length === 0 ? [] : paths.map(nameOf)
  }
  return {
    isOpen,
    path,
    only,
    take,
    open(paths: readonly string[] = []) {
      take(paths)
      isOpen.value = true
    },
    close: () => void (isOpen.value = false),
  }
})

const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? ''

export function useEventsCommands(): void {
  const sheet = useEventsSheet()
  useCommands([
    {
      id: 'runs.import-events',
      title: () => 'Import event files of TensorBoard…',
      also: 'tfevents logdir scalars trained elsewhere wandb lightning keras',
      run: () => sheet.open(),
    },
  ])
}
