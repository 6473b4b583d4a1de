/** A network made ready to train on one data set with one recipe. Native TensorFlow and the eager interpreter both give one. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Recipe } from './recipe.ts'
import type { DecodedDataset } from '../datasets/dataset.ts'

/** Means over a batch or split: cross-entropy in nats, error as a fraction from 0 to 1. */
export interface LossAndError {
  loss: number
  error: number
}

/** Weights and BN statistics by `layer.parameter`, momentum by `layer.parameter/momentum`. */
export type NetworkState = Map<string, { shape: readonly number[]; values: Float32Array }>

export interface TrainingProgram {
  /** What it runs on, for the record: "TensorFlow 2.21.0, CPU" or "tfjs eager, JavaScript". */
  readonly device: string
  /**
   * One training step. A pure function of (weights, optimizer state, recipe seed, step, data): it draws the batch, crops,
   * flips, runs forward and backward and updates the weights. Steps count from 0. The loss is that of the batch before the
   * update, without the weight-decay term.
   */
  step(step: number): LossAndError
  /**
   * Loss and error over the whole test split with moving BN statistics, in batches. After each, `onProgress` gets the images done and is
   * waited for; when it rejects, so does the evaluation, which is how one is ended early.
   */
  evaluate(onProgress?: (images: number) => void | Promise<void>): Promise<LossAndError>
  readState(): NetworkState
  /** Replaces the state. Throws a RangeError when a name is missing or of another shape. */
  writeState(state: NetworkState): void
  dispose(): void
}

export interface ProgramRequest {
  graph: LayerGraph
  recipe: Recipe
  dataset: DecodedDataset
}
