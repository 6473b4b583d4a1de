/** What a verdict comes to in a few words, to stand large over the sentence that says what it rests on. */
import { sampleOf } from '../statistics/sample.ts'
import type { Outcome } from './outcome.ts'
import type { PairVerdict } from './verdict.ts'
import { expectedWords, pointsText, withOneSeed } from './verdict-words.ts'

/** `plain-56 ends 3.72 points of test error above plain-20, as expected.` */
export function headlineOf(verdict: PairVerdict, outcomes: readonly Outcome[]): string {
  return verdict.headline ?? headlineOfErrors(verdict, outcomes)
}

function headlineOfErrors({ pair, finding, sentence }: PairVerdict, outcomes: readonly Outcome[]): string {
  const samples = [pair.first, pair.second].map((name) => sampleOf(outcomes.find((one) => one.name === name)?.test ?? []))
  const [one, other] = samples
  if (one == null || other == null) return sentence
  const { first, second } = pair
  const apart =
    one.mean === other.mean
      ? `${first} and ${second} end at the same test error`
      : `${first} ends ${pointsText(one.mean - other.mean)} of test error ${one.mean < other.mean ? 'below' : 'above'} ${second}`
  switch (finding) {
    case 'shown':
    case 'opposite':
    case 'different':
      return `${apart}${expectedWords[finding] ?? ''}.`
    case 'one-seed':
      return `${withOneSeed(second, [one.n, other.n])}${apart}.`
    case 'untested':
      return `${apart}, with every seed.`
    case 'not-shown':
      return `No difference is shown between ${first} and ${second}.`
    case 'not-counted':
    case 'waiting':
      return sentence
  }
}
