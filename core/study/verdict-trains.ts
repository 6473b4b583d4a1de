/** Which of two trains at all, by the shares of seeds with which they do: that one does not is a finding. */
import { barnard, type Share } from '../statistics/barnard.ts'
import { notCountedText } from '../statistics/left-out.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

export const byTraining: MeasureRule = {
  count: ({ measured }) => measured.trained.length,
  lacks: (name) => `Whether ${name} trains was not measured.`,
  alike(first, second) {
    const [one, other] = [shareOf(first), shareOf(second)]
    if (one.count === one.n && other.count === other.n) return `both ${first.name} and ${second.name} train`
    return one.count + other.count === 0 ? `neither ${first.name} nor ${second.name} trains` : null
  },
  says: (first, second) => `${first.name} ${trainsText(first)}, ${second.name} ${trainsText(second)}`,
  claims: (first, second) => `${first.name} ${trainsText(first)}, ${second.name} ${trainsText(second)}`,
  tested: (first, second) => ({
    p: barnard(shareOf(first), shareOf(second)),
    test: null,
    least: barnard({ ...shareOf(first), count: 0 }, { ...shareOf(second), count: shareOf(second).n }),
    name: 'Barnard’s test of the shares of seeds that train',
  }),
  direction(first, second) {
    const [one, other] = [shareOf(first), shareOf(second)]
    return one.count / one.n >= other.count / other.n ? 'higher' : 'lower'
  },
  terms: () => [],
  named: ({ name, measured, outcome }) => {
    const failed = measured.trained.filter(({ trains }) => !trains)
    const others = outcome.leftOut.filter((run) => !measured.trained.some(({ seed }) => seed === run.seed))
    return [
      ...(failed.length === 0
        ? []
        : [`${name} does not train with ${failed.map(({ seed, why }) => `seed ${seed}: ${why}`).join('; ')}.`]),
      ...notCountedText(name, others),
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
