/**
 * Verdicts by a measure other than the error, all by one rule: what is said of either side, whether seeds alone explain how far they are apart (corrected by Holm
 * over all pairs that are compared by that measure), and what was expected.
 */
import { holm } from '../statistics/holm.ts'
import { pText } from '../statistics/words.ts'
import type { WelchTest } from '../statistics/welch.ts'
import type { Measured } from './measured.ts'
import type { Outcome } from './outcome.ts'
import type { Pair } from './study.ts'
import { uncounted } from './uncounted.ts'
import { aloneText, capital, countedSeeds, expectedWords, lengthsText, openText, withOneSeed } from './verdict-words.ts'
import { significant, type PairVerdict } from './verdict.ts'

export interface Side {
  readonly name: string
  readonly outcome: Outcome
  readonly measured: Measured
}

export interface Tested {
  /** Null where there is nothing to test against. */
  readonly p: number | null
  readonly test: WelchTest | null
  /** Where shares are compared: the least p that as many seeds can come to, all against none. */
  readonly least: number | null
  /** `Welch’s test`, `Barnard’s test of the shares`. */
  readonly name: string
}

export interface MeasureRule {
  /** Runs that it rests on. */
  count(side: Side): number
  /** What was not measured of one whose runs ended, as a sentence. */
  lacks(name: string): string
  /** What is said of both where they are the same, as part of a sentence; null where they are not. */
  alike(first: Side, second: Side): string | null
  /** What is said of both, as a sentence without its end. */
  says(first: Side, second: Side): string
  /** In a few words, where a difference is shown. */
  claims(first: Side, second: Side): string
  tested(first: Side, second: Side): Tested
  /** Of the first beside the second, where they differ. */
  direction(first: Side, second: Side): 'lower' | 'higher'
  /** On what terms they are compared, a sentence each. */
  terms(first: Side, second: Side): readonly string[]
  /** Runs to be named, a sentence each. */
  named(side: Side): readonly string[]
}

/** One a pair, in their order. */
export function verdictsBy(rule: MeasureRule, pairs: readonly Pair[], sideOf: (name: string) => Side): PairVerdict[] {
  const compared = pairs.map((pair) => {
    const [first, second] = [sideOf(pair.first), sideOf(pair.second)]
    const enough = rule.count(first) > 1 && rule.count(second) > 1
    return { pair, first, second, test: enough ? rule.tested(first, second) : null }
  })
  const known = compared.flatMap(({ test }) => test?.p ?? [])
  const corrected = holm(known)
  let next = 0
  return compared.map(({ pair, first, second, test }) => {
    const p = test?.p == null ? null : (corrected[next++] ?? test.p)
    const least = test?.least == null ? null : Math.min(1, test.least * known.length)
    return {
      pair,
      ...judged(rule, pair, first, second, { p, least }),
      p,
      test: test?.test == null || p === null ? null : { ...test.test, p },
      basis: basisOf(rule, first, second, test === null || p === null ? '' : testedText(test.name, p, known.length)),
    }
  })
}

type Judged = Pick<PairVerdict, 'finding' | 'headline' | 'sentence'>

function judged(
  rule: MeasureRule,
  { expects }: Pair,
  first: Side,
  second: Side,
  { p, least }: { readonly p: number | null; readonly least: number | null },
): Judged {
  const counted = [rule.count(first), rule.count(second)] as const
  if (counted.includes(0)) return lacking(rule, first, second)
  const alike = rule.alike(first, second)
  const says = rule.says(first, second)
  const claim = alike ?? rule.claims(first, second)
  if (counted.some((n) => n < 2)) {
    const headline = `${withOneSeed(second.name, counted)}${claim}.`
    return {
      finding: 'one-seed',
      headline,
      sentence: `${alike === null ? says : capital(alike)}. ${aloneText(first.name, second.name, counted)}`,
    }
  }
  if (alike !== null) {
    const sentence = `${capital(alike)}: no difference is shown.`
    return { finding: p === null ? 'untested' : 'not-shown', headline: `${capital(alike)}.`, sentence }
  }
  if (p === null) {
    const sentence = `${says}. Neither differs from seed to seed, so there is nothing to test against.`
    return { finding: 'untested', headline: `${claim}, with every seed.`, sentence }
  }
  const headline = `No difference is shown between ${first.name} and ${second.name}.`
  if (p >= significant && least !== null && least >= significant)
    return { finding: 'not-shown', headline, sentence: `${says}. So few seeds cannot show a difference, however they end.` }
  if (p >= significant) {
    const sentence = `No difference is shown: ${says}, no further apart than seeds alone would often set them.`
    return { finding: 'not-shown', headline, sentence }
  }
  const finding = expects === null ? 'different' : expects === rule.direction(first, second) ? 'shown' : 'opposite'
  const expected = expectedWords[finding] ?? ''
  return { finding, headline: `${claim}${expected}.`, sentence: `${says}${expected}.` }
}

/** Of one whose runs ended, and nothing of them was measured, that is said. */
function lacking(rule: MeasureRule, first: Side, second: Side): Judged {
  const without = [first, second].filter((side) => rule.count(side) === 0)
  const [unmeasured] = without.filter(({ outcome }) => outcome.test.length > 0)
  const { finding, sentence } =
    unmeasured === undefined
      ? uncounted(
          without.map(({ outcome }) => outcome),
          '',
        )
      : { finding: 'not-counted' as const, sentence: rule.lacks(unmeasured.name) }
  return { finding, sentence, headline: sentence }
}

function testedText(name: string, p: number, tests: number): string {
  return `${name}, ${pText({ p })}${tests > 1 ? `, p corrected by Holm over ${tests} pairs` : ''}.`
}

function basisOf(rule: MeasureRule, first: Side, second: Side, tested: string): string[] {
  const both = [first, second]
  const some = both.filter((side) => rule.count(side) > 0)
  return [
    ...countedSeeds(
      some.map((side) => {
        const ended = side.outcome.test.length + side.outcome.leftOut.length
        return { name: side.name, counted: rule.count(side), ended }
      }),
    ),
    ...(tested === '' ? [] : [tested]),
    ...(some.length === 2 ? rule.terms(first, second) : []),
    ...lengthsText(first.outcome, second.outcome),
    ...some.flatMap((side) => rule.named(side)),
    // Of one that waits for its first it was said.
    ...(some.length < 2 ? [] : openText(first.outcome.open + second.outcome.open)),
  ]
}
