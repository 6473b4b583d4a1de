/** What became of a variant's runs, as far as a verdict rests on it. */
import type { LeftOut } from '../statistics/left-out.ts'

/** Errors are fractions from 0 to 1. */
export interface Outcome {
  readonly name: string
  /** Of the runs that count, one a seed, after their last step: training error over the last steps, and test error. */
  readonly training: readonly number[]
  readonly test: readonly number[]
  /** Runs that do not count. */
  readonly leftOut: readonly LeftOut[]
  /** Runs that are still to end. */
  readonly open: number
  /** Steps that those that count were trained for; null where they differ, or there is none. */
  readonly steps: number | null
}
