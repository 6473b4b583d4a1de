/** Parts that all verdicts say alike: how many seeds, of which length, what was expected. */
import { seedsText } from '../statistics/words.ts'
import { countText } from '../text/count-text.ts'
import type { Outcome } from './outcome.ts'
import type { Finding } from './verdict.ts'

export const expectedWords: Readonly<Partial<Record<Finding, string>>> = {
  shown: ', as expected',
  opposite: ', the opposite of what was expected',
}

/** After a sentence that says how far two are apart: why nothing is shown by it. `counted` is how many seeds each has, one of them one. */
export function aloneText(first: string, second: string, counted: readonly [number, number]): string {
  const [one, other] = counted
  const alone = one < 2 && other < 2 ? 'One seed each' : `One seed of ${one < 2 ? first : second}`
  return `${alone}: how far seeds alone set them apart is not known.`
}

/** `With one seed, `, before a sentence that begins with the first of two; where only one of them has so few, of which. */
export function withOneSeed(second: string, [one, other]: readonly [number, number]): string {
  if (one < 2 && other < 2) return 'With one seed, '
  return one < 2 ? 'With its one seed, ' : `With one seed of ${second}, `
}

/** `plain-56: 4 of 5 seeds, plain-20: 5 seeds.` */
export function countedSeeds(
  sides: readonly { readonly name: string; readonly counted: number; readonly ended: number }[],
): string[] {
  const some = sides.filter(({ counted }) => counted > 0)
  const words = some.map(({ name, counted, ended }) =>
    ended > counted ? `${name}: ${counted} of ${seedsText(ended)}` : `${name}: ${seedsText(counted)}`,
  )
  return words.length === 0 ? [] : [`${words.join(', ')}.`]
}

/** Whether those that count of either were trained for different numbers of steps. */
export function isUnequal(first: Outcome, second: Outcome): boolean {
  return first.test.length > 0 && second.test.length > 0 && (first.steps === null || first.steps !== second.steps)
}

export function lengthsText(first: Outcome, second: Outcome): string[] {
  if (!isUnequal(first, second)) return []
  return first.steps === null || second.steps === null
    ? ['They were trained for different numbers of steps.']
    : [`${first.name} was trained for ${countText(first.steps)} steps, ${second.name} for ${countText(second.steps)}.`]
}

/** What is still to come, as a sentence; none where nothing is. */
export function openText(open: number): string[] {
  return open > 0 ? [`${open === 1 ? 'One run is' : `${open} runs are`} still to end: this may change.`] : []
}

/** For the beginning of a sentence that begins with no name. */
export function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1)
}

/** `3.00 points`, `less than 0.01 points`: of two errors that are fractions. */
export function pointsText(difference: number): string {
  const points = (100 * Math.abs(difference)).toFixed(2)
  return points === '0.00' ? 'less than 0.01 points' : `${points} points`
}
