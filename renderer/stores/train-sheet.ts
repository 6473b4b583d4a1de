/** What the Train sheet is open for. Whoever has architectures to train opens it; the sheet starts the runs and closes itself. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'

export const useTrainSheet = defineStore('train-sheet', () => {
  const architectures = shallowRef<readonly Architecture[] | null>(null)

  function open(toTrain: readonly Architecture[]): void {
    architectures.value = toTrain
  }
  function close(): void {
    architectures.value = null
  }

  return { architectures, open, close }
})
