/** A run as it is kept: what was asked for, what became of it. One folder a run, which stands alone. */
import type { Architecture } from '../architecture/architecture.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Outliers } from '../graph/outliers.ts'
import type { AttemptMachine } from './attempt-machine.ts'
import type { DrawnCurve } from './curves/drawn-curve.ts'
import type { Elsewhere } from './elsewhere.ts'
import type { EventFacts } from './event-facts.ts'
import type { RunOrigin } from './origin.ts'
import type { PartOf } from '../plan/part-of.ts'
import type { Prediction } from '../prediction/prediction.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { Remarks } from './remarks.ts'

/** A run that Stagecraft trains. Written once, when the run is queued, as run.json in its folder. */
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
  /** The checkpoint that it was branched from, or the file that its weights are of; null for a run that began with fresh weights. */
  readonly origin: RunOrigin | null
  /** Where it is to run. */
  readonly device: DeviceChoice
  /** The plan that it was queued for; not there for a run that a person began by itself. */
  readonly partOf?: PartOf | undefined
  /** What was predicted for this machine when it was queued; null where nothing was known. */
  readonly predicted: Prediction | null
}

/** A run that another program trained, of which only figures came. Written once, when they are imported. */
export interface ElsewhereRecord extends Pick<RunRecord, 'id' | 'name' | 'color' | 'createdAt'> {
  readonly elsewhere: Elsewhere
  /** The last step that it has a figure of. */
  readonly totalSteps: number
  readonly architecture: null
  readonly dataset: null
  readonly recipe: null
  readonly stepsPerEpoch: null
  readonly parameters: null
  readonly macs: null
  readonly origin: null
  readonly device: null
  readonly predicted: null
  readonly partOf?: undefined
}

/** Whatever stands in a library: where one has a recipe, it has all else. */
export type AnyRunRecord = RunRecord | ElsewhereRecord

/** A checkpoint in a run's folder. */
export interface Checkpoint {
  /** Steps done. */
  readonly step: number
  readonly bytes: number
  readonly savedAt: number
  /** Why it is kept. */
  readonly kept: readonly ('last' | 'best' | 'archive')[]
}

/** One life of a run's trainer: a run resumed has several, and each step belongs to the last that measured it. */
export interface RunAttempt {
  readonly attempt: number
  readonly device: string
  readonly startedAt: number
  readonly fromStep: number
  /** Steps done when it ended, or by now. */
  readonly toStep: number
  readonly outcome: 'finished' | 'paused' | 'stopped' | 'diverged' | 'killed' | 'running' | 'unfinished'
  /** Largest memory of its process so far, in bytes; null where it was not measured. */
  readonly peakBytes: number | null
  /** Where and by what it trained; null where an older Stagecraft did not record it. */
  readonly machine: AttemptMachine | null
  /** Convolutions that it computed directly for them; none where it found none, and where an older Stagecraft did not record it. */
  readonly outliers: readonly Outliers[]
}

/**
 * Why a process that lives says nothing. `hung`: nobody knows; it computes, or waits for something, and comes to no end. `starved`: it
 * would go on, but gets no processor. `suspended`: a signal holds it until another lets it go on. `writing`: it waits for a slow disk.
 * `unreachable`: it holds its run's lock, but does not listen where this lab looks for it.
 */
export interface Silence {
  readonly kind: 'hung' | 'starved' | 'suspended' | 'writing' | 'unreachable'
  /** When it last said something, in milliseconds since 1970. */
  readonly since: number
}

/**
 * Why a queued run is not begun, and what to do. `after-run`: it begins once another run has finished. `after-held`: that one has not, and does not
 * train any more. `disk-full`: what it needs at first does not fit. `memory-full`: beside what trains it has no
 * room. `queue-paused`: a person paused the queue. `read-only`: its library is only shown.
 */
export interface Want {
  readonly code: 'after-run' | 'after-held' | 'disk-full' | 'memory-full' | 'queue-paused' | 'read-only'
  readonly reason: string
  readonly remedy: string
}

export type RunStatus =
  /** `waits`: why even the first of them is not begun. */
  | { kind: 'queued'; position: number; waits?: Want }
  /** Another program trained it; how it ended is not known. */
  | { kind: 'elsewhere'; step: number }
  /** It was begun and tells of no end, in a library that is only shown: whether its trainer lives is not looked for here. */
  | { kind: 'unfinished'; step: number }
  /** `silent`: its process lives, but has not said anything for far longer than a step takes. */
  | { kind: 'running'; step: number; silent?: Silence }
  /** Its state is kept in a checkpoint and its process is gone: it takes no memory, and goes on from exactly there. */
  | { kind: 'paused'; step: number }
  | { kind: 'finished'; step: number }
  | { kind: 'stopped'; step: number }
  /** Its sweep's rule ended it, as it was not going to be among the best. */
  | { kind: 'pruned'; step: number }
  /** What happened, why, what to do next; `log` is the last lines of the trainer's log. */
  | { kind: 'crashed'; step: number; reason: string; remedy: string; log: string[] }
  | { kind: 'diverged'; step: number; reason: string; remedy: string }

/** A file of a run's folder that cannot be used, or not fully. */
export interface RunDamage {
  /** Its name in the folder. */
  readonly file: string
  /** Why, as the end of a sentence. */
  readonly reason: string
  /** What to do about it, as a sentence. */
  readonly remedy: string
}

/** A run in lists: the record, under the name that it has now, and the figures that change. Errors are fractions from 0 to 1. */
export interface RunSummary {
  readonly record: AnyRunRecord
  readonly status: RunStatus
  /** Steps to train in all: the record's, or more where the person asked for more. */
  readonly totalSteps: number
  /** What the person multiplied the scheduled learning rate by; 1 is as scheduled. */
  readonly rateScale: number
  /** What is wrong with its files; empty when all is well. */
  readonly damage: readonly RunDamage[]
  /** Steps of the newest checkpoint, from which it can go on; null when it has none. */
  readonly resumesFrom: number | null
  readonly startedAt: number | null
  readonly endedAt: number | null
  /** Milliseconds that its attempts were at work, without what lies between them; null before the first. */
  readonly trainedMs: number | null
  /** Means over the last 50 steps. */
  readonly trainLoss: number | null
  readonly trainError: number | null
  readonly testLoss: number | null
  readonly testError: number | null
  /** Share of test images whose class is not among the five of the highest scores; null where it was not measured. */
  readonly testTopFiveError: number | null
  /** Error on the held-out training images at the last evaluation; null where none are held out. */
  readonly validationError: number | null
  readonly bestTestError: number | null
  /** At the same evaluation. */
  readonly bestTestTopFiveError: number | null
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
  /** Largest memory of its process so far, in bytes. */
  readonly peakBytes: number | null
  readonly bytes: number
  /** What a person says of it. */
  readonly remarks: Remarks
}

/** One that Stagecraft trains. */
export type TrainedRun = RunSummary & { readonly record: RunRecord }

/** Null for a run that was trained elsewhere, of which nothing but figures is known. */
export function trainedHere(run: RunSummary): TrainedRun | null {
  return isTrainedHere(run) ? run : null
}

export function isTrainedHere(run: RunSummary): run is TrainedRun {
  return run.record.recipe !== null
}

export type StepSeries = 'trainLoss' | 'trainError' | 'learningRate' | 'stepMs'
export type EvaluationSeries =
  'testLoss' | 'testError' | 'testTopFiveError' | 'validationLoss' | 'validationError' | 'validationTopFiveError'

/** Something that happened at a step. */
export interface RunEvent {
  readonly step: number
  readonly time: number
  readonly attempt: number
  readonly kind:
    | 'started'
    | 'resumed'
    | 'rate-changed'
    | 'extended'
    | 'evaluated'
    | 'checkpoint'
    | 'no-checkpoint'
    | 'skipped'
    | 'paused'
    | 'stopped'
    | 'finished'
    | 'crashed'
    | 'diverged'
  readonly text: string
  /** What it tells, as numbers; not there where its kind and step say all. */
  readonly facts?: EventFacts
}

/** A series reduced for drawing. Every bucket keeps its smallest and largest raw value, so no spike is lost. */
export interface Curve extends DrawnCurve {
  readonly run: string
  readonly series: StepSeries | EvaluationSeries
}
