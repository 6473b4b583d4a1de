/**
 * Which of two comes to an error in fewer steps. Where every run comes there, by Welch's test of the steps; where some never do, by the shares of seeds with which they
 * do: a run that never comes there has no number of steps, and is named.
 */
import { barnard } from '../statistics/barnard.ts'
import { sampleOf, type Sample } from '../statistics/sample.ts'
import { welch } from '../statistics/welch.ts'
import { countText, countedText } from '../text/count-text.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

/** `reach`: the error, a fraction. */
export function byStepsTo(reach: number): MeasureRule {
  const wanted = `${Number((100 * reach).toFixed(2))} % test error`
  return {
    count: ({ measured }) => measured.reached.length,
    says(first, second) {
      return `${first.name} ${comesText(first, wanted)}, ${second.name} ${comesText(second, 'it')}`
    },
    claims(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one === null || other === null)
        return `${first.name} comes to ${wanted} with ${ofSeeds(first)}, ${second.name} with ${ofSeeds(second)}`
      const less = one.mean <= other.mean
      const share = less ? 1 - one.mean / other.mean : one.mean / other.mean - 1
      return `${first.name} comes to ${wanted} in ${Math.round(100 * share)} % ${less ? 'fewer' : 'more'} steps than ${second.name}`
    },
    tested(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one !== null && other !== null) {
        const test = welch(one, other)
        return { p: test?.p ?? null, test, name: 'Welch’s test of the steps' }
      }
      const p = barnard(shareOf(first), shareOf(second))
      return { p, test: null, name: 'Barnard’s test of the shares of seeds that come there' }
    },
    direction(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one !== null && other !== null) return one.mean <= other.mean ? 'lower' : 'higher'
      const [some, others] = [shareOf(first), shareOf(second)]
      // Who never comes there takes more steps than there were.
      return some.count / some.n >= others.count / others.n ? 'lower' : 'higher'
    },
    named: (side) => [
      ...side.measured.reached
        .filter(({ step }) => step === null)
        .map(({ seed, of }) => `${side.name}, seed ${seed}, never comes to ${wanted} in ${countedText(of, 'step')}.`),
      ...notCounted(side),
    ],
  }
}

/** Of runs whose end says nothing: a run that diverged never comes there, and counts. */
function notCounted({ name, outcome, measured }: Side): string[] {
  const counted = measured.reached.map(({ seed }) => `seed ${seed} `)
  const others = outcome.leftOut.filter((words) => !counted.some((seed) => words.startsWith(seed)))
  return others.length === 0 ? [] : [`Not counted of ${name}: ${others.join('; ')}.`]
}

function shareOf({ measured }: Side) {
  return { count: measured.reached.filter(({ step }) => step !== null).length, n: measured.reached.length }
}

/** Null where one of them never comes there. */
function allReached({ measured }: Side): Sample | null {
  const steps = measured.reached.flatMap(({ step }) => step ?? [])
  return steps.length === measured.reached.length ? sampleOf(steps) : null
}

function comesText(side: Side, wanted: string): string {
  const all = allReached(side)
  if (all !== null) return `comes to ${wanted} after ${stepsText(all)}`
  const { count, n } = shareOf(side)
  if (count === 0) return `never comes to ${wanted}${n === 1 ? '' : ` (none of ${countedText(n, 'seed')})`}`
  return `comes to ${wanted} with ${count} of ${countedText(n, 'seed')}`
}

function ofSeeds(side: Side): string {
  const { count, n } = shareOf(side)
  return `${count === 0 ? 'none' : String(count)} of ${countedText(n, 'seed')}`
}

function stepsText({ mean, std }: Sample): string {
  const spread = std === null ? '' : ` ± ${countText(Math.round(std))}`
  return `${countText(Math.round(mean))}${spread} steps`
}
