/** What became of a variant's runs, as far as a verdict rests on it. */

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

export interface LeftOut {
  readonly seed: number
  /** `diverged at step 412` */
  readonly why: string
}

/** `seed 3 diverged at step 412; seed 5 was deleted`: empty where all count. */
export function leftOutText(leftOut: readonly LeftOut[]): string {
  return leftOut.map(leftOutWords).join('; ')
}

export function leftOutWords({ seed, why }: LeftOut): string {
  return `seed ${seed} ${why}`
}

/** Those that do not count, as a sentence; none where all do. */
export function notCountedText(name: string, leftOut: readonly LeftOut[]): string[] {
  return leftOut.length === 0 ? [] : [`Not counted of ${name}: ${leftOutText(leftOut)}.`]
}
