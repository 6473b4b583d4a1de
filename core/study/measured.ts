/** What was measured of a variant's runs beside their errors: by seed, so that each can be named. */
import type { GradientProfile } from './gradient.ts'
import type { Trains } from './trains.ts'

export interface Reached {
  readonly seed: number
  /** Null where it never did in its `of` steps. */
  readonly step: number | null
  readonly of: number
  /** Whether it ended there because it diverged: it would not have come there with more steps. */
  readonly diverged: boolean
}

/** Runs that finished or diverged: what became of the others is not known. */
export interface Measured {
  readonly name: string
  /** When each came to the study's error. Empty where the study asks for none. */
  readonly reached: readonly Reached[]
  readonly trained: readonly ({ readonly seed: number } & Trains)[]
  /** At the first step that was measured inside, and at the last. Empty where nothing was, or the study does not ask for it. */
  readonly gradients: readonly { readonly seed: number; readonly first: GradientProfile; readonly last: GradientProfile }[]
}

export function nothingMeasured(name: string): Measured {
  return { name, reached: [], trained: [], gradients: [] }
}
