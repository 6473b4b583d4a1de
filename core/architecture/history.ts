/** Undo and redo: architectures are immutable, so the history keeps references, each with the words for what was done. */
import type { Architecture } from './architecture.ts'
import { isEqual } from './diff/fields.ts'
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
/** Of them those that outlive the window. */
export const mostKeptSteps = 200

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

/**
 * An earlier history with what was done since a design was opened: `now` begins with the state that was opened. Where that is not the
 * one in which the earlier history ended, somebody else has changed the design meanwhile, which is a step of its own.
 */
export function continued(earlier: History, now: History): History {
  const [opened, ...since] = now.steps
  const ended = earlier.steps[earlier.at]
  const isSame = isEqual([opened?.architecture, opened?.variant], [ended?.architecture, ended?.variant])
  if (opened === undefined || (isSame && since.length === 0)) return earlier
  const between = isSame ? [] : [{ ...opened, label: 'As the library has it' }]
  const steps = [...earlier.steps.slice(0, earlier.at + 1), ...between, ...since]
  return { steps: steps.slice(-mostSteps), at: Math.min(steps.length, mostSteps) - now.steps.length + now.at }
}

/** The history at another of its steps; past either end it stays at that end. */
export function goTo({ steps }: History, at: number): History {
  return { steps, at: Math.max(0, Math.min(steps.length - 1, at)) }
}
