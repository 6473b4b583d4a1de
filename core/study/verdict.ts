/**
 * What a study has found of two variants, in one sentence, by a rule: the difference of their test errors by Welch's test, corrected by Holm over all pairs of
 * the study; and from the training errors, whether it comes from how they fit or from how they generalise (He et al. 2016, section 1: degradation is no overfitting,
 * since the training error is higher too). One seed shows nothing, and that nothing was shown is a verdict.
 */
import { holm } from '../statistics/holm.ts'
import { notCountedText } from '../statistics/left-out.ts'
import { sampleOf } from '../statistics/sample.ts'
import { welch, type WelchTest } from '../statistics/welch.ts'
import { errorsText, testText } from '../statistics/words.ts'
import type { Outcome } from './outcome.ts'
import type { Pair } from './study.ts'
import { uncounted } from './uncounted.ts'
import { aloneText, countedSeeds, expectedWords, isUnequal, lengthsText, openText, pointsText } from './verdict-words.ts'

/** A difference is shown where chance alone makes one as large less often than so. */
export const significant = 0.05

/** `shown` and `opposite` are told apart by what was expected; `different` where nothing was. `untested`: neither differs from seed to seed. */
export type Finding = 'shown' | 'opposite' | 'different' | 'not-shown' | 'one-seed' | 'untested' | 'not-counted' | 'waiting'

export interface PairVerdict {
  readonly pair: Pair
  readonly finding: Finding
  /** In a few words; null where the errors of the outcomes say it. */
  readonly headline: string | null
  readonly sentence: string
  /** What it rests on, a sentence each. */
  readonly basis: readonly string[]
  /** Of the means, with p corrected; null where there is none, or where shares are compared. */
  readonly test: WelchTest | null
  /** Corrected, whichever test it is of; null where nothing was tested. */
  readonly p: number | null
}

/** One verdict a pair, in their order. An outcome that is not there is one without runs. */
export function verdictsOf(pairs: readonly Pair[], outcomes: readonly Outcome[]): PairVerdict[] {
  const sides = pairs.map((pair) => [outcomeOf(outcomes, pair.first), outcomeOf(outcomes, pair.second)] as const)
  const tests = corrected(sides.map(([first, second]) => testBetween(first.test, second.test)))
  const trainings = corrected(sides.map(([first, second]) => testBetween(first.training, second.training)))
  return pairs.map((pair, at) => {
    const [first, second] = sides[at] ?? [outcomeOf([], pair.first), outcomeOf([], pair.second)]
    const test = tests[at] ?? null
    return {
      pair,
      headline: null,
      test,
      p: test?.p ?? null,
      ...judged(pair, first, second, test, trainings[at] ?? null),
      basis: basisOf(first, second, test, tests.filter((one) => one !== null).length),
    }
  })
}

function judged(
  { expects }: Pair,
  first: Outcome,
  second: Outcome,
  test: WelchTest | null,
  training: WelchTest | null,
): Pick<PairVerdict, 'finding' | 'sentence'> {
  const [one, other] = [sampleOf(first.test), sampleOf(second.test)]
  if (one === null || other === null) {
    const lacking = [first, second].filter((side) => side.test.length === 0)
    const there =
      lacking.length === 2 ? null : one === null ? { name: second.name, sample: other } : { name: first.name, sample: one }
    return uncounted(lacking, there === null ? '' : `${there.name} ends at ${errorsText(there.sample)} test error.`)
  }
  const isSame = one.mean === other.mean
  const ends = isSame
    ? `Both end at ${errorsText(one)} test error`
    : `${first.name} ends at ${errorsText(one)} test error, ${second.name} at ${errorsText(other)}`
  const apart = pointsText(one.mean - other.mean)
  if (one.n < 2 || other.n < 2) {
    const far = isSame ? '' : `: ${apart} apart`
    return { finding: 'one-seed', sentence: `${ends}${far}. ${aloneText(first.name, second.name, [one.n, other.n])}` }
  }
  if (test === null) {
    const far = isSame
      ? ' with every seed: no difference is shown.'
      : '. Neither differs from seed to seed, so there is nothing to test against.'
    return { finding: 'untested', sentence: `${ends}${far}` }
  }
  if (test.p >= significant) {
    const sentence = `No difference is shown: ${isSame ? `both end at ${errorsText(one)} test error` : ends}, no further apart than seeds alone would often set them.`
    return { finding: 'not-shown', sentence: `${sentence}${fitOnly(first, second, training)}` }
  }
  const isLower = one.mean < other.mean
  const finding = expects === null ? 'different' : (expects === 'lower') === isLower ? 'shown' : 'opposite'
  const [low, high] = isLower ? [first, second] : [second, first]
  const far = `${first.name} is ${apart} ${isLower ? 'lower' : 'higher'}${expectedWords[finding] ?? ''}`
  const length = isUnequal(first, second) ? ' Part of it may come from how long each was trained.' : ''
  return { finding, sentence: `${ends}: ${far}. ${causeOf(low, high, training)}${length}` }
}

/** Where the difference of test errors comes from, as far as training errors tell. */
function causeOf(low: Outcome, high: Outcome, training: WelchTest | null): string {
  const [lowFit, highFit] = [sampleOf(low.training), sampleOf(high.training)]
  if (lowFit === null || highFit === null) return 'Their training errors were not measured.'
  const fits = `${errorsText(lowFit)} against ${errorsText(highFit)}`
  if (training === null || training.p >= significant)
    return `Of their training errors no difference is shown (${fits}): they are set apart by how they generalise.`
  return lowFit.mean < highFit.mean
    ? `The training error of ${low.name} is lower too (${fits}): ${high.name} does not overfit, it fits the training images worse.`
    : `The training error of ${low.name} is higher (${fits}): ${high.name} fits the training images better and generalises worse, it overfits.`
}

/** Where test errors show no difference and training errors do. */
function fitOnly(first: Outcome, second: Outcome, training: WelchTest | null): string {
  const [one, other] = [sampleOf(first.training), sampleOf(second.training)]
  if (training === null || training.p >= significant || one === null || other === null) return ''
  const [low, high, better] = one.mean < other.mean ? [one, other, first.name] : [other, one, second.name]
  return ` ${better} fits the training images better all the same: a training error of ${errorsText(low)} against ${errorsText(high)}.`
}

function basisOf(first: Outcome, second: Outcome, test: WelchTest | null, tests: number): string[] {
  const both = [first, second]
  return [
    ...countedSeeds(
      both.map(({ name, test: errors, leftOut }) => ({ name, counted: errors.length, ended: errors.length + leftOut.length })),
    ),
    ...(test === null ? [] : [`Welch’s test, ${testText(test)}${tests > 1 ? `, p corrected by Holm over ${tests} pairs` : ''}.`]),
    ...lengthsText(first, second),
    ...both.filter(({ test: errors }) => errors.length > 0).flatMap(({ name, leftOut }) => notCountedText(name, leftOut)),
    // Of one that waits for its first it was said.
    ...(both.some(({ test: errors }) => errors.length === 0) ? [] : openText(first.open + second.open)),
  ]
}

function testBetween(first: readonly number[], second: readonly number[]): WelchTest | null {
  const [one, other] = [sampleOf(first), sampleOf(second)]
  return one === null || other === null ? null : welch(one, other)
}

/** The same with p corrected over all that there are. */
function corrected(tests: readonly (WelchTest | null)[]): (WelchTest | null)[] {
  const ps = holm(tests.flatMap((test) => (test === null ? [] : [test.p])))
  let next = 0
  return tests.map((test) => (test === null ? null : { ...test, p: ps[next++] ?? test.p }))
}

/** One without runs where there is none. */
export function outcomeOf(outcomes: readonly Outcome[], name: string): Outcome {
  return outcomes.find((one) => one.name === name) ?? { name, training: [], test: [], leftOut: [], open: 0, steps: null }
}
