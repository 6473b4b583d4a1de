/** What was measured of a variant's runs beside their errors: by seed, so that each can be named. */
import type { GradientProfile } from './gradient.ts'
import type { Trains } from './trains.ts'

/** Runs that finished or diverged: what became of the others is not known. */
export interface Measured {
  readonly name: string
  /** When each came to the study's error. `step` is null where it never did in its `of` steps. Empty where the study asks for none. */
  readonly reached: readonly { readonly seed: number; readonly step: number | null; readonly of: number }[]
  readonly trained: readonly ({ readonly seed: number } & Trains)[]
  /** At the first step that was measured inside, and at the last. Empty where nothing was, or the study does not ask for it. */
  readonly gradients: readonly { readonly seed: number; readonly first: GradientProfile; readonly last: GradientProfile }[]
}

export function nothingMeasured(name: string): Measured {
  return { name, reached: [], trained: [], gradients: [] }
}
