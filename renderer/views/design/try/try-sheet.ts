/** What the sheet that tries one batch is open for. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Architecture } from '../../../../core/architecture/architecture.ts'

export const useTrySheet = defineStore('try-sheet', () => {
  const architecture = shallowRef<Architecture | null>(null)
  return {
    architecture,
    open: (toTry: Architecture) => void (architecture.value = toTry),
    close: () => void (architecture.value = null),
  }
})
