/** Undo histories on their way to the library and back: a step goes there once, and is named by its key from then on. */
import { mostKeptSteps, type History, type Step } from '../../core/architecture/history.ts'
import type { KeptHistory, SentHistory } from '../../core/store/design-histories.ts'

export interface SentHistories {
  /** What a save says of the design's history: of a long one the steps around the present one. */
  toSend(design: string, history: History): SentHistory
  /** The library has it now. */
  arrived(design: string, sent: SentHistory): void
  /** Another window has saved the design: what the library has of its history is not known any more. */
  overwritten(design: string): void
  /** A history that the library had kept. */
  brought(design: string, kept: KeptHistory): History
}

export function createSentHistories(newKey: () => string = () => crypto.randomUUID()): SentHistories {
  const keys = new WeakMap<Step, string>()
  /** Keys that the library has, by design. */
  const held = new Map<string, ReadonlySet<string>>()

  function keyOf(step: Step): string {
    const key = keys.get(step) ?? newKey()
    keys.set(step, key)
    return key
  }

  return {
    toSend(design, { steps, at }) {
      const from = Math.max(0, Math.min(at - mostKeptSteps / 2, steps.length - mostKeptSteps))
      const there = held.get(design)
      const keyed = steps.slice(from, from + mostKeptSteps).map((step) => ({ ...step, key: keyOf(step) }))
      return { order: keyed.map(({ key }) => key), at: at - from, steps: keyed.filter(({ key }) => !there?.has(key)) }
    },
    arrived: (design, { order }) => void held.set(design, new Set(order)),
    overwritten: (design) => void held.delete(design),
    brought(design, kept) {
      held.set(design, new Set(kept.steps.map(({ key }) => key)))
      const steps = kept.steps.map(({ key, ...step }) => {
        keys.set(step, key)
        return step
      })
      return { steps, at: kept.at }
    },
  }
}
