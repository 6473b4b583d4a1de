/** Which variants of a study of one's own are compared with which, and by what. */
import { measures, type Measure } from './measures.ts'
import type { Pair } from './study.ts'

/** Each other with the first, each with each, or none. */
export const comparisons = ['first', 'all', 'none'] as const
export type Comparison = (typeof comparisons)[number]

/** By every measure named, in the order of the measures; nothing is expected of any. */
export function comparedBy(names: readonly string[], comparison: Comparison, by: readonly Measure[]): Pair[] {
  return couplesOf(names, comparison).flatMap(([first, second]) =>
    measures.filter((measure) => by.includes(measure)).map((measure) => ({ first, second, by: measure, expects: null })),
  )
}

function couplesOf(names: readonly string[], comparison: Comparison): (readonly [string, string])[] {
  const seconds = { first: names.slice(0, 1), all: names, none: [] }[comparison]
  return seconds.flatMap((second) => names.slice(names.indexOf(second) + 1).map((first) => [first, second] as const))
}
