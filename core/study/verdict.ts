/**
 * What a study has found of two variants, in one sentence, by a rule: the difference of their test errors by Welch's test, corrected by Holm over all pairs of
 * the study; and from the training errors, whether it comes from how they fit or from how they generalise (He et al. 2016, section 1: degradation is no overfitting,
 * since the training error is higher too). One seed shows nothing, and that nothing was shown is a verdict.
 */
import { holm } from '../statistics/holm.ts'
import { sampleOf } from '../statistics/sample.ts'
import { welch, type WelchTest } from '../statistics/welch.ts'
import { errorsText, seedsText, testText } from '../statistics/words.ts'
import type { Outcome } from './outcome.ts'
import type { Pair } from './study.ts'

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
  if (one === null || other === null) return uncounted(one === null ? first : second)
  const [low, high] = one.mean <= other.mean ? [first, second] : [second, first]
  const [lowTest, highTest] = one.mean <= other.mean ? [one, other] : [other, one]
  const apart = points(highTest.mean - lowTest.mean)
  const ends = `${low.name} ends at ${errorsText(lowTest)} test error, ${high.name} at ${errorsText(highTest)}`
  if (one.n < 2 || other.n < 2) {
    const alone = one.n < 2 && other.n < 2 ? 'One seed each' : `One seed of ${one.n < 2 ? first.name : second.name}`
    return {
      finding: 'one-seed',
      sentence: `${ends}: ${apart} apart. ${alone}: how far seeds alone set them apart is not known.`,
    }
  }
  if (test === null)
    return { finding: 'untested', sentence: `${ends}. Neither differs from seed to seed, so there is nothing to test against.` }
  if (test.p >= significant) {
    return {
      finding: 'not-shown',
      sentence: `No difference is shown: ${ends}, and seeds alone set them as far apart often enough.`,
    }
  }
  const finding = expects === null ? 'different' : (expects === 'lower') === (low === first) ? 'shown' : 'opposite'
  const expected = { shown: ', as expected', opposite: ', which is the opposite of what was expected', different: '' }[finding]
  return { finding, sentence: `${ends}: ${apart} lower${expected}. ${causeOf(low, high, training)}` }
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
    : `The training error of ${low.name} is higher (${fits}): ${high.name} fits better and generalises worse, it overfits.`
}

/** Of a variant none of whose runs counts. */
export function uncounted({ name, leftOut, open }: Outcome): Pick<PairVerdict, 'finding' | 'sentence'> {
  if (open > 0) return { finding: 'waiting', sentence: `${name} has no run yet that has ended.` }
  if (leftOut.length > 0) return { finding: 'not-counted', sentence: `${name} has no run that counts: ${leftOut.join('; ')}.` }
  return { finding: 'waiting', sentence: `${name} was not trained yet.` }
}

function basisOf(first: Outcome, second: Outcome, test: WelchTest | null, tests: number): string[] {
  const both = [first, second]
  const counted = both.filter((one) => one.test.length > 0)
  const open = first.open + second.open
  return [
    ...(counted.length === 0
      ? []
      : [`${counted.map(({ name, test: errors }) => `${name}: ${seedsText(errors.length)}`).join(', ')}.`]),
    ...(test === null ? [] : [`Welch’s test, ${testText(test)}${tests > 1 ? `, p corrected by Holm over ${tests} pairs` : ''}.`]),
    ...(isUnequal(first, second) ? ['They were trained for different numbers of steps.'] : []),
    ...both
      .filter(({ leftOut, test: errors }) => leftOut.length > 0 && errors.length > 0)
      .map(({ name, leftOut }) => `Not counted of ${name}: ${leftOut.join('; ')}.`),
    ...openText(open),
  ]
}

/** What is still to come, as a sentence; none where nothing is. */
export function openText(open: number): string[] {
  return open > 0 ? [`${open === 1 ? 'One run is' : `${open} runs are`} still to end: this may change.`] : []
}

/** Whether those that count of either were trained for different numbers of steps. */
export function isUnequal(first: Outcome, second: Outcome): boolean {
  return first.test.length > 0 && second.test.length > 0 && (first.steps === null || first.steps !== second.steps)
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

function points(difference: number): string {
  return `${(100 * difference).toFixed(2)} points`
}
