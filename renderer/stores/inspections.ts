/** Analyses that were started from this window: so that one under way is found again by whoever comes back to it. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'

export const useStartedInspections = defineStore('started-inspections', () => {
  /** The lab's id of it, by what was asked. */
  const ids = shallowReactive(new Map<string, string>())

  return {
    idOf: (asked: string): string | null => ids.get(asked) ?? null,
    began: (asked: string, id: string): void => void ids.set(asked, id),
    forget: (asked: string): void => void ids.delete(asked),
  }
})
