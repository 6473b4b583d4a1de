/** What is said of two variants while one of them, or both, have no run that counts: what is waited for, or why none does. */
import { countedText } from '../text/count-text.ts'
import { leftOutText } from '../statistics/left-out.ts'
import type { Outcome } from './outcome.ts'

export interface Uncounted {
  readonly finding: 'waiting' | 'not-counted'
  readonly sentence: string
}

/** `lacking` are those without one, `other` is what is known of the one that has some, as a sentence; empty where neither has. */
export function uncounted(lacking: readonly Outcome[], other: string): Uncounted {
  const isOpen = lacking.some(({ open, leftOut }) => open > 0 || leftOut.length === 0)
  const [one, two] = lacking
  const sentences =
    one !== undefined && two !== undefined && isUntouched(one) && isUntouched(two) ? [neither(one, two)] : lacking.map(whyNot)
  return { finding: isOpen ? 'waiting' : 'not-counted', sentence: [...sentences, ...(other === '' ? [] : [other])].join(' ') }
}

/** Whether nothing of it has ended. */
const isUntouched = ({ leftOut }: Outcome): boolean => leftOut.length === 0

function neither(one: Outcome, two: Outcome): string {
  return one.open + two.open > 0
    ? `Neither ${one.name} nor ${two.name} has a run yet that has ended.`
    : `Neither ${one.name} nor ${two.name} was trained yet.`
}

function whyNot({ name, leftOut, open }: Outcome): string {
  if (leftOut.length === 0) return open > 0 ? `${name} has no run yet that has ended.` : `${name} was not trained yet.`
  const why = leftOutText(leftOut)
  return open > 0
    ? `No run of ${name} counts so far: ${why}. ${countedText(open, 'run')} of it ${open === 1 ? 'is' : 'are'} still to end.`
    : `No run of ${name} counts: ${why}.`
}
