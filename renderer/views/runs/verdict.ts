/** What two compared runs come to, in one sentence, and what that rests on. */
import { isAtRest } from '../../../core/api/run-states.ts'
import { stepsDone } from '../../../core/api/steps-done.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { formatCount, formatError, formatErrorNumber } from '../../format.ts'
import type { ComparedRun } from './compare-panels.ts'

export interface Verdict {
  readonly sentence: string
  /** Empty while there is nothing to rest on. */
  readonly basis: string
  readonly known: boolean
}

/** Null where it would compare what cannot be: not two runs, other data, or nothing measured. */
export function verdictOf(compared: readonly ComparedRun[]): Verdict | null {
  const [first, second, ...more] = compared
  if (!first || !second || more.length > 0 || first.run.record.dataset !== second.run.record.dataset) return null
  const active = [first, second].filter(({ run }) => !isAtRest(run))
  if (active.length > 0) {
    const sentence = `${active.map(({ run, name }) => `${name} ${underWay(run)}`).join('; ')}.`
    return { sentence: `${sentence} What they come to stands here when both have ended.`, basis: '', known: false }
  }
  const basis = 'One seed each: with another seed it may be the other way round.'
  const basisOfTie = 'One seed each: with another seed they may differ.'
  const [low, high] = [first, second].sort((one, other) => errorOf(one.run) - errorOf(other.run))
  if (!low || !high || low.run.testError === null) return null
  if (high.run.testError === null || high.run.status.kind === 'diverged') {
    const sentence = `${high.name} ${troubleOf(high.run)}; ${low.name} ends at ${formatError(low.run.testError)} test error.`
    return { sentence, basis, known: true }
  }
  const [least, most] = [low.run.testError, high.run.testError].map(formatErrorNumber)
  const isTie = least === most
  const sentence = isTie
    ? `${low.name} and ${high.name} both end at ${least} % test error.`
    : `${low.name} ends at ${least} % test error, ${high.name} at ${most} %: ${pointsBetween(low.run.testError, high.run.testError)} apart.`
  const unequal = stepsDone(low.run) === stepsDone(high.run) ? '' : ` After ${stepsText(low)} and ${stepsText(high)} steps.`
  return { sentence, basis: (isTie ? basisOfTie : basis) + unequal, known: true }
}

/** One that diverged, or was never evaluated, comes last. */
function errorOf({ testError, status }: RunSummary): number {
  return status.kind === 'diverged' ? Infinity : (testError ?? Infinity)
}

function underWay(run: RunSummary): string {
  const of = `step ${formatCount(stepsDone(run))} of ${formatCount(run.totalSteps)}`
  return run.status.kind === 'queued' ? 'waits for its turn' : `is at ${of}`
}

function troubleOf(run: RunSummary): string {
  return run.status.kind === 'diverged' ? `diverged at step ${formatCount(run.status.step)}` : 'was never evaluated'
}

/** `0.89 points`, of the errors as they are written. */
function pointsBetween(low: number, high: number): string {
  const points = (Number((100 * high).toFixed(2)) - Number((100 * low).toFixed(2))).toFixed(2)
  return `${points} ${points === '1.00' ? 'point' : 'points'}`
}

const stepsText = ({ run }: ComparedRun): string => formatCount(stepsDone(run))
