/** A run as it is kept: what was asked for, what became of it. One folder a run, which stands alone. */
import type { Architecture } from '../architecture/architecture.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Recipe } from '../training/recipe.ts'

/** Written once, when the run is queued, as run.json in its folder. */
export interface RunRecord {
  readonly id: string
  readonly name: string
  readonly architecture: Architecture
  readonly dataset: DatasetId
  readonly recipe: Recipe
  readonly totalSteps: number
  readonly stepsPerEpoch: number
  readonly parameters: number
  readonly macs: number
  /** Colour slot 1 to 8 (…16 dashed, and so on), kept with the run. */
  readonly color: number
  /** Milliseconds since 1970, as everywhere in the store. */
  readonly createdAt: number
}

export type RunStatus =
  | { kind: 'queued'; position: number }
  | { kind: 'running'; step: number }
  | { kind: 'paused'; step: number }
  | { kind: 'finished'; step: number }
  | { kind: 'stopped'; step: number }
  /** What happened, why, what to do next; `log` is the last lines of the trainer's log. */
  | { kind: 'crashed'; step: number; reason: string; remedy: string; log: string[] }
  | { kind: 'diverged'; step: number; reason: string; remedy: string }

/** A run in lists: the record and the figures that change. Errors are fractions from 0 to 1. */
export interface RunSummary {
  readonly record: RunRecord
  readonly status: RunStatus
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** Means over the last 50 steps. */
  readonly trainLoss: number | null
  readonly trainError: number | null
  readonly testLoss: number | null
  readonly testError: number | null
  readonly bestTestError: number | null
  readonly bestStep: number | null
  readonly learningRate: number | null
  /** Median over the last 50 steps, in milliseconds. */
  readonly stepMs: number | null
  readonly imagesPerSecond: number | null
  /** Remaining training and evaluation time in milliseconds; null when not running or not yet known. */
  readonly remainingMs: number | null
  /** While the test set is evaluated: part done from 0 to 1. */
  readonly evaluating: number | null
  readonly device: string | null
  readonly bytes: number
}

export type StepSeries = 'trainLoss' | 'trainError' | 'learningRate' | 'stepMs'
export type EvaluationSeries = 'testLoss' | 'testError'

/** Something that happened at a step: start, end, rate drop, re-attachment. */
export interface RunEvent {
  readonly step: number
  readonly time: number
  readonly attempt: number
  readonly kind: 'started' | 'rate-changed' | 'evaluated' | 'stopped' | 'finished' | 'crashed' | 'diverged'
  readonly text: string
}

/**
 * A series reduced for drawing. Every bucket keeps its smallest and largest raw value, so no spike is lost; the smooth line
 * is a debiased exponential average over all raw values, read at each bucket's last step. NaN marks values that were not finite.
 */
export interface Curve {
  readonly run: string
  readonly series: StepSeries | EvaluationSeries
  /** Last step of each bucket. */
  readonly steps: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  readonly smooth: Float64Array
  /** Raw values behind the buckets. */
  readonly points: number
}
