/**
 * Which of two comes to an error in fewer steps: by Welch's test where every run comes there; where one never does, by the shares of seeds that do, within as many
 * steps as all of them had.
 */
import { barnard, type Share } from '../statistics/barnard.ts'
import { notCountedText } from '../statistics/left-out.ts'
import { sampleOf, type Sample } from '../statistics/sample.ts'
import { welch } from '../statistics/welch.ts'
import { seedsText } from '../statistics/words.ts'
import { countText } from '../text/count-text.ts'
import type { MeasureRule, Side } from './verdict-rule.ts'

/** `reach`: the error, a fraction. */
export function byStepsTo(reach: number): MeasureRule {
  const wanted = `${Number((100 * reach).toFixed(2))} % test error`
  return {
    count: ({ measured }) => measured.reached.length,
    lacks: (name) => `When ${name} comes to ${wanted} was not measured.`,
    alike(first, second) {
      const { one, other } = sharesOf(first, second)
      if (one.count + other.count > 0) return null
      return `neither ${first.name} nor ${second.name} comes to ${wanted}${termText(first, second)}`
    },
    says(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one !== null && other !== null)
        return `${first.name} comes to ${wanted} after ${stepsText(one)}, ${second.name} after ${stepsText(other)}`
      const { within } = sharesOf(first, second)
      const says = `${first.name} ${comesText(first, wanted, within)}, ${second.name} ${comesText(second, 'it', within)}`
      return `${says}${termText(first, second)}`
    },
    claims(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one !== null && other !== null)
        return `${first.name} comes to ${wanted} in ${howMany(one.mean, other.mean)} ${second.name}`
      const shares = sharesOf(first, second)
      const claim = `${first.name} ${shareText(shares.one, wanted)}, ${second.name} ${shareText(shares.other, 'it')}`
      return `${claim}${termText(first, second)}`
    },
    tested(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one !== null && other !== null) {
        const test = welch(one, other)
        return { p: test?.p ?? null, test, least: null, name: 'Welch’s test of the steps' }
      }
      const shares = sharesOf(first, second)
      return {
        p: barnard(shares.one, shares.other),
        test: null,
        least: barnard({ ...shares.one, count: 0 }, { ...shares.other, count: shares.other.n }),
        name: 'Barnard’s test of the shares of seeds that come there',
      }
    },
    direction(first, second) {
      const [one, other] = [allReached(first), allReached(second)]
      if (one !== null && other !== null) return one.mean <= other.mean ? 'lower' : 'higher'
      const shares = sharesOf(first, second)
      // Who never comes there takes more steps than there were.
      return shares.one.count / shares.one.n >= shares.other.count / shares.other.n ? 'lower' : 'higher'
    },
    terms: (first, second) => (termOf(first, second) === null ? [] : ['Only steps that all were trained for count.']),
    named: (side) => [...neverText(side, wanted), ...notCounted(side)],
  }
}

/** `plain never comes to 20 % test error with seeds 1, 2 in 400 steps.` */
function neverText({ name, measured }: Side, wanted: string): string[] {
  const never = measured.reached.filter(({ step }) => step === null)
  const lengths = [...new Set(never.filter(({ diverged }) => !diverged).map(({ of }) => of))]
  return [
    ...lengths.map((length) => {
      const seeds = never.filter(({ of, diverged }) => !diverged && of === length).map(({ seed }) => seed)
      const which = `${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`
      return `${name} never comes to ${wanted} with ${which} in ${countText(length)} steps.`
    }),
    ...never
      .filter(({ diverged }) => diverged)
      .map(({ seed, of }) => `${name} had not come to ${wanted} when seed ${seed} diverged at step ${countText(of)}.`),
  ]
}

/** Of runs whose end says nothing: a run that diverged never comes there, and counts. */
function notCounted({ name, outcome, measured }: Side): string[] {
  const others = outcome.leftOut.filter((run) => !measured.reached.some(({ seed }) => seed === run.seed))
  return notCountedText(name, others)
}

/** Of the seeds of each, those that come there within the steps that all were trained for. */
function sharesOf(first: Side, second: Side): { readonly one: Share; readonly other: Share; readonly within: number } {
  const both = [...first.measured.reached, ...second.measured.reached]
  const within = Math.min(...both.filter(({ diverged }) => !diverged).map(({ of }) => of))
  const shareOf = ({ measured: { reached } }: Side): Share => ({
    count: reached.filter(({ step }) => step !== null && step <= within).length,
    n: reached.length,
  })
  return { one: shareOf(first), other: shareOf(second), within }
}

/** The steps that count, where some came there after them; null where all that came there count. */
function termOf(first: Side, second: Side): number | null {
  if (allReached(first) !== null && allReached(second) !== null) return null
  const { within } = sharesOf(first, second)
  return isCut([first, second], within) ? within : null
}

function termText(first: Side, second: Side): string {
  const term = termOf(first, second)
  return term === null ? '' : ` in the first ${countText(term)} steps`
}

function isCut(sides: readonly Side[], within: number): boolean {
  return sides.some(({ measured }) => measured.reached.some(({ step }) => step !== null && step > within))
}

/** Null where one of them never comes there. */
function allReached({ measured }: Side): Sample | null {
  const steps = measured.reached.flatMap(({ step }) => step ?? [])
  return steps.length === measured.reached.length ? sampleOf(steps) : null
}

function comesText(side: Side, wanted: string, within: number): string {
  const all = allReached(side)
  if (all !== null && !isCut([side], within)) return `comes to ${wanted} after ${stepsText(all)}`
  const { reached } = side.measured
  const count = reached.filter(({ step }) => step !== null && step <= within).length
  return shareText({ count, n: reached.length }, wanted)
}

function shareText({ count, n }: Share, wanted: string): string {
  if (n === 1) return count === 1 ? `comes to ${wanted}` : `does not come to ${wanted}`
  if (count === 0) return `does not come to ${wanted} with any of ${seedsText(n)}`
  return `comes to ${wanted} with ${count === n ? 'all' : String(count)} of ${seedsText(n)}`
}

/** `48 % fewer steps than`, `as many steps as`, `2.5 times as many steps as` */
function howMany(one: number, other: number): string {
  if (one === other) return 'as many steps as'
  if (one >= 2 * other) return `${Number((one / other).toPrecision(2))} times as many steps as`
  const percent = Math.round(100 * Math.abs(one / other - 1))
  return `${percent === 0 ? 'less than 1' : String(percent)} % ${one < other ? 'fewer' : 'more'} steps than`
}

function stepsText({ mean, std }: Sample): string {
  const spread = std === null ? '' : ` ± ${countText(Math.round(std))}`
  return `${countText(Math.round(mean))}${spread} steps`
}
