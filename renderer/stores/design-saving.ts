/** Saves designs a moment after they change, the newest state of each only; knows what is not saved yet, and why not. */
import { defineStore } from 'pinia'
import { shallowReactive } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { LabError } from '../lab.ts'
import { useDesignsStore } from './designs.ts'

export type SavingState = { kind: 'pending' } | { kind: 'saved'; at: number } | { kind: 'failed'; reason: string; remedy: string }

/** Pause after the last change before saving: a drag of the dial is one save. */
const delayMs = 300
const retryMs = 2000

export const useDesignSaving = defineStore('design-saving', () => {
  const designs = useDesignsStore()
  const states = shallowReactive(new Map<string, SavingState>())
  const waiting = new Map<string, Architecture>()
  let timer: ReturnType<typeof setTimeout> | null = null

  function save(id: string, architecture: Architecture): void {
    waiting.set(id, architecture)
    states.set(id, { kind: 'pending' })
    schedule(delayMs)
  }

  function schedule(ms: number): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }

  /** Saves everything that waits, now. */
  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    for (const [id, architecture] of [...waiting]) {
      try {
        const { savedAt } = await designs.save(id, architecture)
        if (waiting.get(id) !== architecture) continue
        waiting.delete(id)
        states.set(id, { kind: 'saved', at: savedAt })
      } catch (error) {
        const { message, remedy } =
          error instanceof LabError ? error.error : { message: String(error), remedy: 'It is tried again.' }
        states.set(id, { kind: 'failed', reason: message, remedy })
        schedule(retryMs)
      }
    }
  }

  addEventListener('pagehide', () => void flush())

  /** `savedAt` is what the library says where nothing was saved since the start. */
  function stateOf(id: string, savedAt: number | null): SavingState {
    return states.get(id) ?? (savedAt === null ? { kind: 'pending' } : { kind: 'saved', at: savedAt })
  }

  return { save, flush, stateOf }
})
