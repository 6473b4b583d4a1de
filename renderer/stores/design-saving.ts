/**
 * Saves designs a moment after they change, with their undo histories, the newest state of each only; knows what is not saved yet, and why not. Each save says what it
 * is based on: where another window has saved something else meanwhile, the library keeps both, and this window goes on with the second.
 */
import { defineStore } from 'pinia'
import { computed, shallowReactive } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { History } from '../../core/architecture/history.ts'
import type { Variant } from '../../core/architecture/variants.ts'
import { LabError, useLab } from '../lab.ts'
import { isEqual } from '../../core/architecture/diff/fields.ts'
import { useDesignsStore, type DesignState } from './designs.ts'
import { dropHistory } from './kept-histories.ts'
import { createSentHistories } from './sent-histories.ts'

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

/** A state that the library does not have yet, with what led to it. */
interface Unsaved extends DesignState {
  readonly history: History
}

/** From the first change that is not saved until it is: so much of a person's work can be lost by a crash. A drag is a few saves. */
const delayMs = 150
const retryMs = 2000
/** States a save can say it is based on; the contract allows no more. */
const mostKnown = 100

export const useDesignSaving = defineStore('design-saving', () => {
  const designs = useDesignsStore()
  const states = shallowReactive(new Map<string, SavingState>())
  const waiting = shallowReactive(new Map<string, Unsaved>())
  /** What the library may hold of each design by what this window has seen: its last state known, then those sent without an answer. */
  const known = new Map<string, readonly Architecture[]>()
  const movedListeners = new Set<(from: string, to: KeptBeside) => void>()
  const histories = createSentHistories()
  let timer: ReturnType<typeof setTimeout> | null = null
  let due = 0
  let atWork: Promise<void> = Promise.resolve()

  function save(id: string, architecture: Architecture, history: History, variant: Variant | null = null): void {
    waiting.set(id, { architecture, variant, history })
    if (states.get(id)?.kind !== 'failed') states.set(id, { kind: 'pending' })
    schedule(delayMs)
  }

  /** Never later than is said already: what goes on changing is saved meanwhile. */
  function schedule(ms: number): void {
    if (timer !== null && due <= Date.now() + ms) return
    if (timer !== null) clearTimeout(timer)
    due = Date.now() + ms
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

  async function saveOne(id: string, state: Unsaved): Promise<void> {
    const { architecture } = state
    const basedOn = known.get(id) ?? []
    // Once sent it may be in the library, whether or not its answer comes back.
    known.set(id, [...basedOn.slice(0, 1), ...basedOn.slice(1).slice(2 - mostKnown), architecture])
    try {
      const history = histories.toSend(id, state.history)
      const { savedAt, beside } = await designs.save(id, state, basedOn, history)
      if (beside) {
        keptBeside(id, state, beside)
        return
      }
      known.set(id, [architecture])
      histories.arrived(id, history)
      if (waiting.get(id) !== state) return
      waiting.delete(id)
      dropHistory(id)
      states.set(id, { kind: 'saved', at: savedAt })
    } catch (error) {
      const { message, remedy } =
        error instanceof LabError ? error.error : { message: String(error), remedy: 'It is tried again.' }
      states.set(id, { kind: 'failed', reason: message, remedy })
      schedule(retryMs)
    }
  }

  function keptBeside(id: string, saved: Unsaved, beside: KeptBeside): void {
    const newest = waiting.get(id) ?? saved
    waiting.delete(id)
    states.delete(id)
    known.delete(id)
    known.set(beside.id, [{ ...saved.architecture, name: beside.name }])
    dropHistory(id)
    histories.overwritten(id)
    if (newest !== saved) save(beside.id, { ...newest.architecture, name: beside.name }, newest.history, newest.variant)
    states.set(beside.id, { kind: 'beside', of: saved.architecture.name })
    for (const listener of movedListeners) listener(id, beside)
  }

  /** What the library holds of a design now. Nothing is seen while a state of one's own is on its way: that one is based on what was before. */
  function seen(id: string, architecture: Architecture): void {
    if (waiting.has(id)) return
    const [last] = known.get(id) ?? []
    if (last !== undefined && !isEqual(last, architecture)) histories.overwritten(id)
    known.set(id, [architecture])
  }

  /** The undo history that the library has kept with a design; null where there is none, or no answer. */
  async function historyOf(id: string): Promise<History | null> {
    const reply = await useLab().call('designs.history', { id })
    return reply.ok && reply.value ? histories.brought(id, reply.value) : null
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
    historyOf,
    stateOf,
    unsaved,
    isUnsaved: (id: string) => waiting.has(id),
    /** Told when a design went on as another one. */
    onMoved: (listener: (from: string, to: KeptBeside) => void) => movedListeners.add(listener),
  }
})
