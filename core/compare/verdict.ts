/** What two groups of runs come to, in one sentence, and what that rests on. */
import type { RunSummary } from '../store/run.ts'
import { countText } from '../text/count-text.ts'
import { isAtRest } from './run-states.ts'
import { stepsDone } from './steps-done.ts'
import { compareFigure, type ComparedFigure } from './comparison.ts'
import { figureNamed } from './figures.ts'
import type { RunGroup } from './groups.ts'
import { meanText } from './words.ts'
import { leftOutText, notCountedText } from '../statistics/left-out.ts'
import { seedsText, testText } from '../statistics/words.ts'

export interface NamedGroup {
  readonly name: string
  readonly group: RunGroup
}

export interface Verdict {
  readonly sentence: string
  /** Empty while there is nothing to rest on. */
  readonly basis: string
  readonly known: boolean
}

const testError = figureNamed('test-error')

/** Below this a difference is said to be more than seeds explain. */
export const significant = 0.05

interface Side extends NamedGroup, ComparedFigure {}
interface MeasuredSide extends Side {
  readonly sample: NonNullable<ComparedFigure['sample']>
}

/** Null where it would compare what cannot be: not two groups, other data, or nothing measured. */
export function verdictOf(groups: readonly NamedGroup[]): Verdict | null {
  const [first, second, ...more] = groups
  if (!first || !second || more.length > 0 || datasetOf(first) !== datasetOf(second)) return null
  const active = [first, second].filter(({ group }) => group.runs.some((run) => !isAtRest(run)))
  if (active.length > 0) {
    const sentence = `${active.map(({ group, name }) => `${name} ${underWay(group)}`).join('; ')}.`
    return { sentence: `${sentence} What they come to stands here when both have ended.`, basis: '', known: false }
  }
  const sides = compareFigure([first.group, second.group], testError, second.group).map((figure, index) => ({
    ...figure,
    name: (index === 0 ? first : second).name,
  }))
  const test = sides[0]?.test ?? null
  const [low, high] = sides.sort((one, other) => meanOf(one) - meanOf(other))
  if (!low || !high || !isMeasured(low)) return null
  if (!isMeasured(high)) {
    const sentence = `${high.name} ${troubleOf(high.group)}; ${low.name} ends at ${meanText(testError, low.sample)} test error.`
    return { sentence, basis: joined(countedBasis(low), ...leftOutOf(low)), known: true }
  }
  const isTie = written(low) === written(high)
  const sentence = isTie
    ? `${low.name} and ${high.name} both end at ${written(low)} % test error.`
    : `${low.name} ends at ${withN(low)} test error, ${high.name} at ${withN(high)}: ${pointsBetween(low, high)} apart.`
  const basis = joined(basisOf(low, high, isTie, test), unequalSteps(low, high), ...leftOutOf(low), ...leftOutOf(high))
  return { sentence, basis, known: true }
}

function basisOf(low: MeasuredSide, high: MeasuredSide, isTie: boolean, test: ComparedFigure['test']): string {
  if (low.sample.n === 1 && high.sample.n === 1)
    return isTie
      ? 'One seed each: with another seed they may differ.'
      : 'One seed each: with another seed it may be the other way round.'
  const single = [low, high].find(({ sample }) => sample.n === 1)
  if (single) return `Mean ± std. One seed of ${single.name}: nothing is tested until there are two at least.`
  if (test === null) return 'Mean ± std. Neither varies over its seeds, so there is nothing to test by.'
  const meaning = test.p < significant ? 'more than seeds explain' : 'not more than seeds may explain'
  return `Mean ± std. Welch’s test: ${testText(test)}: ${meaning}.`
}

function countedBasis({ sample }: MeasuredSide): string {
  return sample.n === 1 ? 'One seed: with another seed it may be the other way round.' : `Mean ± std of ${seedsText(sample.n)}.`
}

const isMeasured = (side: Side): side is MeasuredSide => side.sample !== null
const meanOf = ({ sample }: Side): number => sample?.mean ?? Infinity
const datasetOf = ({ group }: NamedGroup): string | null => group.runs[0].record.dataset
const joined = (...sentences: readonly string[]): string => sentences.filter(Boolean).join(' ')
const written = ({ sample }: MeasuredSide): string => (100 * sample.mean).toFixed(2)

function withN({ sample, group }: MeasuredSide): string {
  return meanText(testError, sample) + (group.runs.length > 1 ? ` (n = ${sample.n})` : '')
}

/** `0.89 points`, of the errors as they are written. */
function pointsBetween(low: MeasuredSide, high: MeasuredSide): string {
  const points = (Number(written(high)) - Number(written(low))).toFixed(2)
  return `${points} ${points === '1.00' ? 'point' : 'points'}`
}

function underWay({ runs }: RunGroup): string {
  if (runs.length > 1) return `has ${countText(runs.filter(isAtRest).length)} of ${seedsText(runs.length)} at an end`
  const [run] = runs
  const of = `step ${countText(stepsDone(run))} of ${countText(run.totalSteps)}`
  return run.status.kind === 'queued' ? 'waits for its turn' : `is at ${of}`
}

function troubleOf(group: RunGroup): string {
  const { runs } = group
  if (runs.length > 1) return `has no seed that finished (${leftOutText(group.leftOut)})`
  const [{ status }] = runs
  return status.kind === 'diverged' ? `diverged at step ${countText(status.step)}` : 'was never evaluated'
}

function leftOutOf({ name, group }: Side): string[] {
  return group.runs.length > 1 ? notCountedText(name, group.leftOut) : []
}

function unequalSteps(low: Side, high: Side): string {
  const [one, other] = [low, high].map(({ group }) => stepsOf(group.counted))
  return one === other ? '' : `After ${one} and ${other} steps.`
}

function stepsOf(runs: readonly RunSummary[]): string {
  return countText(Math.max(...runs.map(stepsDone)))
}
