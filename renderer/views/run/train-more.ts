/** What training a run longer comes to: its new end, and the rate that the steps beyond its plan get. */
import { formatCount, formatCounted, formatRate } from '../../format.ts'
import { learnsNothing, rateBeyondPlan } from '../../../core/recipe/schedule.ts'
import type { TrainedRun } from '../../../core/store/run.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'

export interface Longer {
  /** Steps in all. */
  readonly totalSteps: number
  readonly rateWords: string
  /** Whether the steps beyond its plan get rate 0, so that nothing is learned in them. */
  readonly learnsNothing: boolean
}

export function trainedLonger(run: TrainedRun, steps: number): Longer {
  const { record, totalSteps, rateScale, learningRate: last } = run
  const { recipe } = record
  const beyond = rateBeyondPlan(recipe, record.totalSteps, stepsDone(run))
  const rate = beyond.kind === 'follows-errors' ? last : beyond.rate * rateScale
  const planned = `The schedule was made for ${formatCounted(record.totalSteps, 'step')}`
  return {
    totalSteps: totalSteps + steps,
    learnsNothing: learnsNothing(beyond),
    rateWords:
      rate === null
        ? ''
        : `${planned}: beyond, its ${beyond.kind === 'goes-on' ? 'rate is' : 'last rate holds,'} ${formatRate(rate)}.`,
  }
}

/** `Up to step 1,810 in place of 1,560` */
export function newEnd({ totalSteps }: TrainedRun, longer: Longer): string {
  return `Up to step ${formatCount(longer.totalSteps)} in place of ${formatCount(totalSteps)}`
}
