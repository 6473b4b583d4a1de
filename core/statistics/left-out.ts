/** What of something that is measured with several seeds does not count, and why. */

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
