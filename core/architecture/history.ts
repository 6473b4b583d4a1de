/** Undo and redo: architectures are immutable, so the history keeps references, each with the words for what was done. */
import type { Architecture } from './architecture.ts'

export interface Step {
  /** "Stage 3 width 64 → 96" */
  readonly label: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly architecture: Architecture
}

export interface History {
  /** Never empty; the first is what the design was opened with, what follows `at` can be redone. */
  readonly steps: readonly Step[]
  readonly at: number
}

/** More than a person goes back; each step is a few references. */
const mostSteps = 1000

export function beginHistory(architecture: Architecture, label: string, time: number): History {
  return { steps: [{ label, time, architecture }], at: 0 }
}

/**
 * Adds what was done after the present step; what had been undone is gone. A gesture records its end on the history it began
 * with.
 */
export function record({ steps, at }: History, architecture: Architecture, label: string, time: number): History {
  const kept = [...steps.slice(0, at + 1), { label, time, architecture }].slice(-mostSteps)
  return { steps: kept, at: kept.length - 1 }
}

/** The history at another of its steps; past either end it stays at that end. */
export function goTo({ steps }: History, at: number): History {
  return { steps, at: Math.max(0, Math.min(steps.length - 1, at)) }
}
