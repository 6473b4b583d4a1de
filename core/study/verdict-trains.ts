/** Which of two trains at all, by the shares of seeds with which they do: that one does not is a finding. */
import { barnard, type Share } from '../statistics/barnard.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

export const byTraining: MeasureRule = {
  count: ({ measured }) => measured.trained.length,
  says: (first, second) => `${first.name} ${trainsText(first)}, ${second.name} ${trainsText(second)}`,
  claims: (first, second) => `${first.name} ${trainsText(first)}, ${second.name} ${trainsText(second)}`,
  tested: (first, second) => ({
    p: barnard(shareOf(first), shareOf(second)),
    test: null,
    name: 'Barnard’s test of the shares of seeds that train',
  }),
  direction(first, second) {
    const [one, other] = [shareOf(first), shareOf(second)]
    return one.count / one.n >= other.count / other.n ? 'higher' : 'lower'
  },
  named: ({ name, measured, outcome }) => {
    const failed = measured.trained.filter(({ trains }) => !trains)
    const counted = measured.trained.map(({ seed }) => `seed ${seed} `)
    const others = outcome.leftOut.filter((words) => !counted.some((seed) => words.startsWith(seed)))
    return [
      ...failed.map(({ seed, why }) => `${name}, seed ${seed}, does not train: ${why}.`),
      ...(others.length === 0 ? [] : [`Not counted of ${name}: ${others.join('; ')}.`]),
    ]
  },
}

function shareOf({ measured }: Side): Share {
  return { count: measured.trained.filter(({ trains }) => trains).length, n: measured.trained.length }
}

/** `trains with all of 3 seeds`, `does not train with any of 3 seeds` */
function trainsText(side: Side): string {
  const { count, n } = shareOf(side)
  if (n === 1) return count === 1 ? 'trains' : 'does not train'
  if (count === 0) return `does not train with any of ${n} seeds`
  return count === n ? `trains with all of ${n} seeds` : `trains with ${count} of ${n} seeds`
}
