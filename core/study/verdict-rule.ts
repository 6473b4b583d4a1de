/**
 * Verdicts by a measure other than the error, all by one rule: what is said of either side, whether seeds alone explain how far they are apart (corrected by Holm
 * over all pairs that are compared by that measure), and what was expected.
 */
import { holm } from '../statistics/holm.ts'
import { pText, seedsText } from '../statistics/words.ts'
import type { WelchTest } from '../statistics/welch.ts'
import type { Measured } from './measured.ts'
import type { Outcome } from './outcome.ts'
import type { Pair } from './study.ts'
import { isUnequal, openText, significant, uncounted, type PairVerdict } from './verdict.ts'

export interface Side {
  readonly name: string
  readonly outcome: Outcome
  readonly measured: Measured
}

export interface Tested {
  /** Null where there is nothing to test against. */
  readonly p: number | null
  readonly test: WelchTest | null
  /** `Welch’s test`, `Barnard’s test of the shares`. */
  readonly name: string
}

export interface MeasureRule {
  /** Runs that it rests on. */
  count(side: Side): number
  /** What is said of both, as a sentence without its end. */
  says(first: Side, second: Side): string
  /** In a few words, where a difference is shown. */
  claims(first: Side, second: Side): string
  tested(first: Side, second: Side): Tested
  /** Of the first beside the second, where they differ. */
  direction(first: Side, second: Side): 'lower' | 'higher'
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
    return {
      pair,
      ...judged(rule, pair, first, second, p),
      p,
      test: test?.test == null || p === null ? null : { ...test.test, p },
      basis: basisOf(rule, first, second, test === null || p === null ? '' : testedText(test.name, p, known.length)),
    }
  })
}

type Judged = Pick<PairVerdict, 'finding' | 'headline' | 'sentence'>

function judged(rule: MeasureRule, { expects }: Pair, first: Side, second: Side, p: number | null): Judged {
  const [one, other] = [rule.count(first), rule.count(second)]
  if (one === 0 || other === 0) {
    const lacking = uncounted((one === 0 ? first : second).outcome)
    return { ...lacking, headline: lacking.sentence }
  }
  const says = rule.says(first, second)
  const claim = rule.claims(first, second)
  if (one < 2 || other < 2) {
    const alone = one < 2 && other < 2 ? 'One seed each' : `One seed of ${one < 2 ? first.name : second.name}`
    return {
      finding: 'one-seed',
      headline: `With one seed, ${claim}.`,
      sentence: `${says}. ${alone}: how far seeds alone set them apart is not known.`,
    }
  }
  const alike = `No difference is shown between ${first.name} and ${second.name}.`
  if (p === null)
    return {
      finding: 'untested',
      headline: alike,
      sentence: `${says}. Neither differs from seed to seed, so there is nothing to test against.`,
    }
  if (p >= significant)
    return {
      finding: 'not-shown',
      headline: alike,
      sentence: `No difference is shown: ${says}, and seeds alone set them as far apart often enough.`,
    }
  const finding = expects === null ? 'different' : expects === rule.direction(first, second) ? 'shown' : 'opposite'
  const expected = { shown: ', as expected', opposite: ', which is the opposite of what was expected', different: '' }[finding]
  return { finding, headline: `${claim}${expected}.`, sentence: `${says}${expected}.` }
}

function testedText(name: string, p: number, tests: number): string {
  return `${name}, ${pText({ p })}${tests > 1 ? `, p corrected by Holm over ${tests} pairs` : ''}.`
}

function basisOf(rule: MeasureRule, first: Side, second: Side, tested: string): string[] {
  const both = [first, second]
  const counted = both.filter((side) => rule.count(side) > 0)
  return [
    ...(counted.length === 0 ? [] : [`${counted.map((side) => `${side.name}: ${seedsText(rule.count(side))}`).join(', ')}.`]),
    ...(tested === '' ? [] : [tested]),
    ...(isUnequal(first.outcome, second.outcome) ? ['They were trained for different numbers of steps.'] : []),
    ...both.flatMap((side) => (rule.count(side) > 0 ? rule.named(side) : [])),
    ...openText(first.outcome.open + second.outcome.open),
  ]
}
