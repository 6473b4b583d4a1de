/** Whether the sheet that imports event files is open, and with which folder. */
import { defineStore } from 'pinia'
import { ref } from 'vue'
import { useCommands } from '../../app/commands.ts'

export const useEventsSheet = defineStore('events-sheet', () => {
  const isOpen = ref(false)
  /** On the computer where the lab is; empty until one is chosen. */
  const path = ref('')
  return {
    isOpen,
    path,
    open(folder = '') {
      path.value = folder
      isOpen.value = true
    },
    close: () => void (isOpen.value = false),
  }
})

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
