/** What a plan of runs takes, before the first of them begins. What nobody measured is said to be unknown. */
import { evaluationsLeft, lengthInSteps } from '../recipe/schedule.ts'
import type { Length, Recipe } from '../recipe/recipe.ts'
import type { Prediction } from '../prediction/prediction.ts'

/** A run that was not begun, with what is known of it. */
export interface ForeseenRun {
  readonly recipe: Recipe
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly parameters: number
  /** Null where this computer was not measured. */
  readonly predicted: Prediction | null
  /** Whether an equal run is there already, so that this one is not trained. */
  readonly there: boolean
}

export interface Forecast {
  readonly runs: number
  /** So many of them are there already. */
  readonly there: number
  readonly steps: number
  /** Training of all of them one after the other in milliseconds, evaluations not counted; null where that of one is not known. */
  readonly trainingMs: number | null
  readonly evaluations: number
  /** Checkpoints and metrics, once all have ended. */
  readonly diskBytes: number
  /** The most memory that one of them takes; null where that is not known. */
  readonly peakBytes: number | null
  /** In joules; null while nothing measures the power that training takes. */
  readonly energy: null
  /** So many runs it was counted from; fewer than all where the others were taken to be like these. */
  readonly countedFrom: number
}

/** Weights and two slots of an optimizer in float32. */
const stateBytes = 12
/** Of metrics.db: a step with its share of the curves kept for drawing, and what an empty one takes. */
const bytesOfStep = 130
const bytesOfRun = 400_000

/** `all`: how many runs there are, of which `counted` are a fair part: what they take is multiplied up. */
export function forecastOf(counted: readonly ForeseenRun[], all: number): Forecast {
  const factor = counted.length === 0 ? 0 : all / counted.length
  const toTrain = counted.filter(({ there }) => !there)
  const sum = (of: (run: ForeseenRun) => number): number =>
    Math.round(factor * toTrain.reduce((total, run) => total + of(run), 0))
  const known = toTrain.every(({ predicted }) => predicted !== null)
  return {
    runs: all,
    there: Math.round(factor * (counted.length - toTrain.length)),
    steps: sum(({ totalSteps }) => totalSteps),
    trainingMs: known ? sum(({ totalSteps, predicted }) => totalSteps * (predicted?.stepMs ?? 0)) : null,
    evaluations: sum((run) => evaluationsLeft(run.recipe, 0, run.totalSteps, run.stepsPerEpoch)),
    diskBytes: sum(diskOf),
    peakBytes: known ? Math.max(0, ...toTrain.map(({ predicted }) => predicted?.peakBytes ?? 0)) : null,
    energy: null,
    countedFrom: counted.length,
  }
}

/** The newest checkpoints, the best, those kept for good, no more than their room; and metrics. */
function diskOf({ recipe, totalSteps, stepsPerEpoch, parameters }: ForeseenRun): number {
  const { every, last, best, archive, budgetMegabytes } = recipe.checkpoints
  const times = (cadence: Length): number => Math.floor(totalSteps / lengthInSteps(cadence, stepsPerEpoch))
  const kept = Math.min(last, 1 + times(every)) + (best ? 1 : 0) + (archive === null ? 0 : times(archive))
  const checkpoints = Math.min(kept * stateBytes * parameters, budgetMegabytes * 1e6)
  return checkpoints + bytesOfStep * totalSteps + bytesOfRun
}
