/**
 * What a recipe asks for at each step, as pure functions of the step and of what was seen so far. Steps count from 0; "done" counts
 * finished steps.
 */
import type { Length, Recipe } from './recipe.ts'

/** What rules that follow the training have seen. Plain numbers: a checkpoint keeps it, so that a run resumed goes on alike. */
export interface Progress {
  /** Training errors of the 100 steps under way, for the warm-up that waits for them. */
  readonly errorSum: number
  readonly errorCount: number
  /** Steps done when that warm-up ended; null before. */
  readonly warmedUpAt: number | null
  /** How often the plateau rule has divided the rate. */
  readonly divisions: number
  /** Lowest error of an evaluation so far, validation where there is one; null before the first. */
  readonly best: number | null
  /** Evaluations in a row without a lower error: for early stop, and for the plateau rule since it last divided. */
  readonly withoutGain: number
  readonly sinceDivision: number
}

export const noProgress: Progress = {
  errorSum: 0,
  errorCount: 0,
  warmedUpAt: null,
  divisions: 0,
  best: null,
  withoutGain: 0,
  sinceDivision: 0,
}

/** The part of a recipe that the learning rate follows from. */
export type Rates = Pick<Recipe, 'learningRate' | 'warmUp'>

/** As many steps as the warm-up that waits for a training error averages over. */
const errorWindow = 100

/** The learning rate of a step. `totalSteps` is the run's length as planned: trained beyond it, the last rate holds. */
export function learningRate(recipe: Rates, step: number, totalSteps: number, progress: Progress): number {
  const { warmUp } = recipe
  if (warmUp.kind === 'until-error' && progress.warmedUpAt === null) return warmUp.rate
  const scheduled = scheduledRate(recipe, step, totalSteps, progress)
  if (warmUp.kind !== 'linear' || step >= warmUp.steps) return scheduled
  return scheduled * (warmUp.from + ((1 - warmUp.from) * (step + 1)) / warmUp.steps)
}

/**
 * What the steps get that a run is trained beyond its planned length. `ended`: its curve was drawn over that length, so each of them has the
 * curve's last rate; where that is 0, nothing is learnt in them. `goes-on`: the rate of the first of them, with drops that are still to come.
 * `follows-errors`: the rate it has by then.
 */
export type RateBeyondPlan = { readonly kind: 'ended' | 'goes-on'; readonly rate: number } | { readonly kind: 'follows-errors' }

/**
 * For whoever asks to train a run longer: the rate that the steps beyond its plan get, as scheduled, before what a person multiplied it by.
 * `plannedSteps` is the length in the run's record, `done` the steps it has trained: a run may have been lengthened before. A warm-up that waits
 * for a training error is taken to be over.
 */
export function rateBeyondPlan(recipe: Rates, plannedSteps: number, done: number): RateBeyondPlan {
  const { kind } = recipe.learningRate
  if (kind === 'plateau') return { kind: 'follows-errors' }
  const step = Math.max(done, plannedSteps)
  const rate = learningRate(recipe, step, plannedSteps, { ...noProgress, warmedUpAt: 0 })
  return { kind: kind === 'steps' ? 'goes-on' : 'ended', rate }
}

/** Whether nothing is learned in the steps beyond the plan: their rate is 0. */
export function learnsNothing(beyond: RateBeyondPlan): boolean {
  return beyond.kind === 'ended' && beyond.rate === 0
}

/** Whether the schedule divides the rate at this step, or a warm-up that waited is over: changes that are told, unlike those of a curve. */
export function isRateJump(recipe: Rates, step: number, before: number | null, rate: number, progress: Progress): boolean {
  if (before === null || rate === before) return false
  if (progress.warmedUpAt === step) return true
  const { learningRate: schedule, warmUp } = recipe
  const isCurve =
    schedule.kind === 'cosine' || schedule.kind === 'one-cycle' || (warmUp.kind === 'linear' && step <= warmUp.steps)
  return !isCurve
}

function scheduledRate({ learningRate: schedule }: Rates, step: number, totalSteps: number, progress: Progress): number {
  const position = totalSteps <= 1 ? 0 : Math.min(1, step / (totalSteps - 1))
  switch (schedule.kind) {
    case 'steps':
      return schedule.initial / schedule.divisor ** schedule.after.filter((drop) => step >= drop).length
    case 'cosine':
      return halfCosine(schedule.initial, schedule.final, position)
    case 'one-cycle':
      return position < schedule.rise
        ? halfCosine(schedule.initial, schedule.peak, position / schedule.rise)
        : halfCosine(schedule.peak, schedule.final, (position - schedule.rise) / (1 - schedule.rise))
    case 'plateau':
      return Math.max(Math.min(schedule.least, schedule.initial), schedule.initial / schedule.divisor ** progress.divisions)
  }
}

function halfCosine(from: number, to: number, position: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * position))) / 2
}

/** What is seen once a step is done: its training error, a fraction. A skipped step has none. */
export function afterStep(recipe: Rates, progress: Progress, done: number, trainError: number | null): Progress {
  const { warmUp } = recipe
  if (warmUp.kind !== 'until-error' || progress.warmedUpAt !== null || trainError === null) return progress
  const errorSum = progress.errorSum + trainError
  const errorCount = progress.errorCount + 1
  if (errorCount < errorWindow) return { ...progress, errorSum, errorCount }
  // What only the rounding of a hundred sums makes smaller is not below.
  const warmedUpAt = errorSum / errorCount < warmUp.error - 1e-9 ? done : null
  return { ...progress, errorSum: 0, errorCount: 0, warmedUpAt }
}

/** What is seen once an evaluation is done: the error that the run follows, a fraction; NaN where its loss was not finite, which is no gain. */
export function afterEvaluation({ learningRate: schedule }: Rates, progress: Progress, error: number): Progress {
  if (isGain(progress, error)) return { ...progress, best: error, withoutGain: 0, sinceDivision: 0 }
  const withoutGain = progress.withoutGain + 1
  const sinceDivision = progress.sinceDivision + 1
  if (schedule.kind !== 'plateau' || sinceDivision < schedule.patience) return { ...progress, withoutGain, sinceDivision }
  return { ...progress, withoutGain, sinceDivision: 0, divisions: progress.divisions + 1 }
}

/** Whether an evaluation's error is the lowest so far. */
export function isGain({ best }: Progress, error: number): boolean {
  return Number.isFinite(error) && (best === null || error < best)
}

export function stopsEarly({ earlyStop }: Pick<Recipe, 'earlyStop'>, progress: Progress): boolean {
  return earlyStop !== null && progress.withoutGain >= earlyStop
}

/** Images of one step: all the batches whose gradients it averages. */
export function imagesPerStep({ batchSize, accumulation }: Pick<Recipe, 'batchSize' | 'accumulation'>): number {
  return batchSize * accumulation
}

/** Steps in one pass over the images trained on; the last batch is filled from the next pass. */
export function stepsPerEpoch(
  trainCount: number,
  recipe: Pick<Recipe, 'batchSize' | 'accumulation' | 'validationImages'>,
): number {
  return Math.ceil((trainCount - recipe.validationImages) / imagesPerStep(recipe))
}

export function lengthInSteps(length: Length, epochSteps: number): number {
  return length.unit === 'steps' ? length.value : length.value * epochSteps
}

/** Whether the test set is evaluated once `done` steps are done: at the recipe's cadence, and always at the end. */
export function evaluatesAfter(
  recipe: Pick<Recipe, 'evaluation'>,
  done: number,
  totalSteps: number,
  epochSteps: number,
): boolean {
  return done === totalSteps || done % lengthInSteps(recipe.evaluation, epochSteps) === 0
}

/** Evaluations still to come once `done` steps are done. */
export function evaluationsLeft(
  recipe: Pick<Recipe, 'evaluation'>,
  done: number,
  totalSteps: number,
  epochSteps: number,
): number {
  const cadence = lengthInSteps(recipe.evaluation, epochSteps)
  const atCadence = Math.floor(totalSteps / cadence) - Math.floor(done / cadence)
  const atEnd = totalSteps % cadence === 0 || done >= totalSteps ? 0 : 1
  return atCadence + atEnd
}
