/** A network made ready to train on one data set with one recipe. Native TensorFlow and the eager interpreter both give one. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Outliers } from '../graph/outliers.ts'
import type { Instructions } from './own-kernels/module.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Histogram } from '../graph/telemetry.ts'
import type { DecodedImages } from '../datasets/dataset.ts'

/** Means over a batch or split: cross-entropy in nats, error as a fraction from 0 to 1. */
export interface LossAndError {
  loss: number
  /** NaN where the loss is not finite. */
  error: number
}

/** Of scores that are not finite the largest is still found, mostly that of class 0: what it gets wrong is no error of the network. */
export function lossAndError(loss: number, error: number): LossAndError {
  return { loss, error: Number.isFinite(loss) ? error : NaN }
}

/** With so many classes or fewer, the right one is always among the first five. */
const fiveClasses = 5

export const measuresTopFive = (classes: number): boolean => classes > fiveClasses

/** Of a whole split. */
export interface Evaluation extends LossAndError {
  /** Share of the images whose class is not among the five of the highest scores; NaN where the loss is not finite, null where it says nothing. */
  readonly topFiveError: number | null
}

/** From sums over a split of `count` images of so many classes. */
export function evaluationOf(
  sums: { readonly loss: number; readonly wrong: number; readonly beyondFive: number },
  count: number,
  classes: number,
): Evaluation {
  const { loss, error } = lossAndError(sums.loss / count, sums.wrong / count)
  const topFive = lossAndError(sums.loss / count, sums.beyondFive / count).error
  return { loss, error, topFiveError: measuresTopFive(classes) ? topFive : null }
}

/**
 * All that a step changes: weights and BN statistics by `layer.parameter`, the optimizer's slots by `layer.parameter/slot`,
 * averages by `layer.parameter/average`.
 */
export type NetworkState = Map<string, { shape: readonly number[]; values: Float32Array }>

export interface StepRequest {
  /** Counted from 0. */
  readonly step: number
  /** Learning rate, as the schedule gives it for this step. */
  readonly rate: number
  /** Whether the inside of the network is measured in this step; the step itself is the same either way. */
  readonly telemetry: boolean
}

/** A loss that is not finite, or gradients that are not where they are looked at, leave the state as it was: `skipped`. */
export interface StepResult extends LossAndError {
  readonly skipped: boolean
  /** In the order of `telemetryLayout`; null when it was not asked for, and where nothing can be measured. */
  readonly telemetry: Float32Array | null
}

export type Split = 'test' | 'validation'

/** Where a step first gave a number that is not finite. */
export interface FirstBad {
  readonly layer: string
  readonly where: 'weights' | 'output' | 'gradient'
}

export interface TrainingProgram {
  /** What it runs on, for the record: "TensorFlow 2.21.0, CPU" or "tfjs eager, JavaScript". */
  readonly device: string
  /** Whether it computes on a graphics card. */
  readonly usesGpu: boolean
  /** What was found in the first batch, for the record: convolutions that are direct ones for it. None where nothing was looked for. */
  readonly outliers: readonly Outliers[]
  /**
   * One training step. A pure function of (state, recipe, step, rate, data): it draws the batch, crops, flips, runs forward and
   * backward and updates the weights. The loss is that of the batch before the update, without the weight-decay term.
   */
  step(request: StepRequest): StepResult
  /**
   * Loss and errors over the whole split with BN's running statistics (and averaged weights, where the recipe averages), in batches. After
   * each, `onProgress` gets the images done and is waited for; when it rejects, so does the evaluation, which is how one is ended early.
   */
  evaluate(split: Split, onProgress?: (images: number) => void | Promise<void>): Promise<Evaluation>
  /** Looks for the first layer, in their order, whose numbers are not finite in this step. Changes nothing. Null when all are finite. */
  findNotFinite(step: number): FirstBad | null
  /**
   * How weights, gradients and responses are spread in this step, before its update; responses are those of its last batch. Changes nothing.
   * None where nothing can be measured: in the eager interpreter, and where the recipe has telemetry off.
   */
  measureHistograms(step: number): Histogram[]
  readState(): NetworkState
  /** Replaces the state. Throws a RangeError when a name is missing or of another shape. */
  writeState(state: NetworkState): void
  dispose(): void
}

export interface ProgramRequest {
  graph: LayerGraph
  recipe: Recipe
  dataset: DecodedImages
  /** Steps of the whole run: averaging begins at a share of it. */
  totalSteps: number
  /** One for each equal part of a batch, as TensorFlow names devices: `/GPU:0`. Left out or empty: the whole batch in one place. */
  devices?: readonly string[]
  /** What our own kernels compute with; left out: TensorFlow's kernels compute all. */
  kernels?: Instructions
  /** Names of convolutions that ours compute directly, as their numbers are too far apart for Winograd's products; left out: a run looks for them. */
  direct?: ReadonlySet<string>
}
