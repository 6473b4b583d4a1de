/** What a verdict comes to in a few words, to stand large over the sentence that says what it rests on. */
import { sampleOf } from '../statistics/sample.ts'
import type { Outcome } from './outcome.ts'
import type { PairVerdict } from './verdict.ts'

/** `plain-56 ends 3.72 points of test error above plain-20, as expected.` */
export function headlineOf(verdict: PairVerdict, outcomes: readonly Outcome[]): string {
  return verdict.headline ?? headlineOfErrors(verdict, outcomes)
}

function headlineOfErrors({ pair, finding, sentence }: PairVerdict, outcomes: readonly Outcome[]): string {
  const meanOf = (name: string): number | null => sampleOf(outcomes.find((one) => one.name === name)?.test ?? [])?.mean ?? null
  const { first, second } = pair
  const [one, other] = [meanOf(first), meanOf(second)]
  if (one === null || other === null) return sentence
  const apart = `${(100 * Math.abs(one - other)).toFixed(2)} points of test error ${one < other ? 'below' : 'above'} ${second}`
  switch (finding) {
    case 'shown':
      return `${first} ends ${apart}, as expected.`
    case 'opposite':
      return `${first} ends ${apart}: the opposite of what was expected.`
    case 'different':
      return `${first} ends ${apart}.`
    case 'one-seed':
      return `With one seed, ${first} ends ${apart}.`
    case 'not-shown':
    case 'untested':
      return `No difference is shown between ${first} and ${second}.`
    case 'not-counted':
    case 'waiting':
      return sentence
  }
}
