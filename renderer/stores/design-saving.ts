/**
 * Saves designs a moment after they change, the newest state of each only; knows what is not saved yet, and why not. Each save says what it
 * is based on: where another window has saved something else meanwhile, the library keeps both, and this window goes on with the second.
 */
import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { Variant } from '../../core/architecture/variants.ts'
import { LabError } from '../lab.ts'
import { useDesignsStore, type DesignState } from './designs.ts'

export type SavingState =
  | { kind: 'pending' }
  | { kind: 'saved'; at: number }
  /** As a second design, beside one of that name that another window has changed. */
  | { kind: 'beside'; of: string }
  | { kind: 'failed'; reason: string; remedy: string }

/** A design that became a second one when it was saved. */
export interface KeptBeside {
  readonly id: string
  readonly name: string
}

/** Pause after the last change before saving: a drag of the dial is one save. */
const delayMs = 300
const retryMs = 2000
/** States a save can say it is based on; the contract allows no more. */
const mostKnown = 100

export const useDesignSaving = defineStore('design-saving', () => {
  const designs = useDesignsStore()
  const states = shallowReactive(new Map<string, SavingState>())
  const waiting = shallowReactive(new Map<string, DesignState>())
  /** What the library may hold of each design by what this window has seen: its last state known, then those sent without an answer. */
  const known = new Map<string, readonly Architecture[]>()
  const movedListeners = new Set<(from: string, to: KeptBeside) => void>()
  let timer: ReturnType<typeof setTimeout> | null = null
  let atWork: Promise<void> = Promise.resolve()

  function save(id: string, architecture: Architecture, variant: Variant | null = null): void {
    waiting.set(id, { architecture, variant })
    if (states.get(id)?.kind !== 'failed') states.set(id, { kind: 'pending' })
    schedule(delayMs)
  }

  function schedule(ms: number): void {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void flush(), ms)
  }

  /** Saves everything that waits, now; resolves when each was tried. */
  function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    atWork = atWork.then(async () => {
      for (const [id, state] of [...waiting]) await saveOne(id, state)
    })
    return atWork
  }

  async function saveOne(id: string, state: DesignState): Promise<void> {
    const { architecture } = state
    const basedOn = known.get(id) ?? []
    // Once sent it may be in the library, whether or not its answer comes back.
    known.set(id, [...basedOn.slice(0, 1), ...basedOn.slice(1).slice(2 - mostKnown), architecture])
    try {
      const { savedAt, beside } = await designs.save(id, state, basedOn)
      if (beside) {
        keptBeside(id, state, beside)
        return
      }
      known.set(id, [architecture])
      if (waiting.get(id) !== state) return
      waiting.delete(id)
      states.set(id, { kind: 'saved', at: savedAt })
    } catch (error) {
      const { message, remedy } =
        error instanceof LabError ? error.error : { message: String(error), remedy: 'It is tried again.' }
      states.set(id, { kind: 'failed', reason: message, remedy })
      schedule(retryMs)
    }
  }

  function keptBeside(id: string, saved: DesignState, beside: KeptBeside): void {
    const newest = waiting.get(id) ?? saved
    waiting.delete(id)
    states.delete(id)
    known.delete(id)
    known.set(beside.id, [{ ...saved.architecture, name: beside.name }])
    if (newest !== saved) save(beside.id, { ...newest.architecture, name: beside.name }, newest.variant)
    states.set(beside.id, { kind: 'beside', of: saved.architecture.name })
    for (const listener of movedListeners) listener(id, beside)
  }

  /** What the library holds of a design now. Nothing is seen while a state of one's own is on its way: that one is based on what was before. */
  function seen(id: string, architecture: Architecture): void {
    if (!waiting.has(id)) known.set(id, [architecture])
  }

  addEventListener('pagehide', () => void flush())
  // In a browser the tab would close over them without a word; the window asks in its own (UnsavedQuestion.vue).
  if (!window.stagecraft)
    addEventListener('beforeunload', (event) => {
      if (waiting.size > 0) event.preventDefault()
    })

  /** `savedAt` is what the library says where nothing was saved since the start. */
  function stateOf(id: string, savedAt: number | null): SavingState {
    return states.get(id) ?? (savedAt === null ? { kind: 'pending' } : { kind: 'saved', at: savedAt })
  }

  /** Newest states that the library does not have. */
  const unsaved = computed(() => [...waiting].map(([id, { architecture }]) => ({ architecture, state: stateOf(id, null) })))

  return {
    save,
    flush,
    seen,
    stateOf,
    unsaved,
    isUnsaved: (id: string) => waiting.has(id),
    /** Told when a design went on as another one. */
    onMoved: (listener: (from: string, to: KeptBeside) => void) => movedListeners.add(listener),
  }
})
