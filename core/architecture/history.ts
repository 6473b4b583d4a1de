/** Undo and redo: architectures are immutable, so the history keeps references, each with the words for what was done. */
import type { Architecture } from './architecture.ts'
import { deriveVariant, type Variant } from './variants.ts'

export interface Step {
  /** "Stage 3 width 64 → 96" */
  readonly label: string
  /** Milliseconds since 1970. */
  readonly time: number
  readonly architecture: Architecture
  /** What the design follows at this step; null where it stands alone. */
  readonly variant: Variant | null
}

export interface History {
  /** Never empty; the first is what the design was opened with, what follows `at` can be redone. */
  readonly steps: readonly Step[]
  readonly at: number
}

/** More than a person goes back; each step is a few references. */
const mostSteps = 1000

export function beginHistory(architecture: Architecture, label: string, time: number, variant: Variant | null = null): History {
  return { steps: [{ label, time, architecture, variant }], at: 0 }
}

/**
 * Adds what was done after the present step; what had been undone is gone. A gesture records its end on the history it began
 * with.
 */
export function record(
  { steps, at }: History,
  architecture: Architecture,
  label: string,
  time: number,
  variant: Variant | null = null,
): History {
  const kept = [...steps.slice(0, at + 1), { label, time, architecture, variant }].slice(-mostSteps)
  return { steps: kept, at: kept.length - 1 }
}

/** The same steps, those of a variant as its base makes them now: what the base has become is no step of the variant, and is undone in the base. */
export function following({ steps, at }: History, base: Architecture): History {
  return {
    steps: steps.map((step) =>
      step.variant === null
        ? step
        : { ...step, architecture: deriveVariant(base, step.architecture.name, step.variant.changes).architecture },
    ),
    at,
  }
}

/** The history at another of its steps; past either end it stays at that end. */
export function goTo({ steps }: History, at: number): History {
  return { steps, at: Math.max(0, Math.min(steps.length - 1, at)) }
}
