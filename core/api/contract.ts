/**
 * The contract between the lab and everything that shows it: one typed list of calls and streams. Hosts and clients
 * are derived from it, and every request is validated against it at the boundary.
 *
 * A call is answered once. A stream is a view of state: its first value is a snapshot, later values replace it, at most
 * ten a second and only after the last one was acknowledged; so a slow reader gets fewer, newer values and no queue grows.
 */
import { z } from 'zod'
import { architectureSchema } from '../architecture/architecture.ts'
import type { Preset } from '../architecture/gallery.ts'
import { variantSchema } from '../architecture/variants.ts'
import { recipeSchema, type RecipePreset } from '../recipe/recipe.ts'
import type { DatasetState } from '../datasets/describe.ts'
import { datasetIds } from '../datasets/dataset.ts'
import type { ImageSample } from '../datasets/sample.ts'
import type { Prediction } from '../prediction/prediction.ts'
import { deviceSchema } from '../recipe/device.ts'
import type { DeletedRun } from '../store/bin.ts'
import type { DeletedDesign, Design, SavedDesign } from '../store/designs.ts'
import type { KeptHistory } from '../store/design-histories.ts'
import { mostKeptSteps } from '../architecture/history.ts'
import type { DeletedVersion, Version } from '../store/design-versions.ts'
import type { Notice } from '../store/library.ts'
import type { Checkpoint, Curve, RunAttempt, RunEvent, RunSummary } from '../store/run.ts'
import type { WayOn } from '../store/way-on.ts'
import { exportFolderPattern, exportFormats, type ExportResult } from '../export/formats.ts'
import type { ImportReport } from '../import/report.ts'
import type { ConvolutionSpeed } from '../prediction/calibration.ts'
import type { FirstBatch } from '../graph/first-batch.ts'
import { firstBatchSchema } from '../recipe/first-batch.ts'
import { histogramTensors, telemetryQuantities, type Histogram, type TelemetryView } from '../graph/telemetry.ts'
import { nameSchema } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'
import type { SystemReport } from '../doctor/system-report.ts'

const id = z.string().min(1).max(200)
const datasetId = z.enum(datasetIds)
const nothing = z.strictObject({})
const stepKey = z.string().min(1).max(64)
const historySchema = z
  .strictObject({
    order: z.array(stepKey).min(1).max(mostKeptSteps),
    at: z.number().int().min(0),
    steps: z
      .array(
        z.strictObject({
          key: stepKey,
          label: z.string().max(1000).overwrite(visibleText),
          time: z.number(),
          architecture: architectureSchema,
          variant: variantSchema.nullable().default(null),
        }),
      )
      .max(mostKeptSteps),
  })
  .refine(({ order, at }) => at < order.length && new Set(order).size === order.length)

/** Each call: the schema of its parameters. Its result's type stands in `CallResults`. */
export const calls = {
  'system.report': nothing,
  'presets.list': nothing,
  'recipes.list': nothing,
  /** `basedOn`: the states of the design that the writer has seen or made; where the library holds another, this one is kept beside it. */
  'designs.save': z.strictObject({
    id,
    architecture: architectureSchema,
    basedOn: z.array(architectureSchema).max(100),
    /** What it follows; null for a design that stands alone. */
    variant: variantSchema.nullable().default(null),
    /** The undo history that leads to this state: all its steps by key, and of those the ones that were not sent before. */
    history: historySchema.optional(),
  }),
  /** The undo history that was saved with a design; null where there is none. */
  'designs.history': z.strictObject({ id }),
  'designs.remove': z.strictObject({ id }),
  'designs.restore': z.strictObject({ id }),
  /** Removes a design of the bin for good. */
  'designs.purge': z.strictObject({ id }),
  /** Keeps a state of a design under a name; nothing changes it any more. */
  'versions.save': z.strictObject({ design: id, name: nameSchema, architecture: architectureSchema }),
  'versions.rename': z.strictObject({ id, name: nameSchema }),
  'versions.remove': z.strictObject({ id }),
  'versions.restore': z.strictObject({ id }),
  /** Removes a version of the bin for good. */
  'versions.purge': z.strictObject({ id }),
  /**
   * Writes a network into a folder of this name in the library's folder of exports, which must not be there yet. `weights`: beside a source,
   * where the format leaves the choice; a design's are initial values.
   */
  'networks.export': z.strictObject({
    of: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('design'), architecture: architectureSchema }),
      z.strictObject({ kind: z.literal('run'), id, checkpoint: z.union([z.enum(['best', 'last']), z.number().int().min(0)]) }),
    ]),
    format: z.enum(exportFormats),
    weights: z.boolean(),
    features: z.boolean(),
    /** No name leads elsewhere: letters, digits, blanks, dashes, underscores and dots between them. */
    folder: z.string().regex(exportFolderPattern),
  }),
  'runs.start': z.strictObject({
    runs: z
      .array(
        z.strictObject({
          name: nameSchema,
          architecture: architectureSchema,
          dataset: datasetId,
          recipe: recipeSchema,
          device: deviceSchema.default({ kind: 'auto' }),
        }),
      )
      .min(1)
      .max(100),
  }),
  /** Makes a run that begins with the weights of a file on this computer; it is paused at step 0. */
  'runs.import': z.strictObject({
    path: z.string().min(1).max(4096),
    name: nameSchema,
    architecture: architectureSchema,
    dataset: datasetId,
    recipe: recipeSchema,
    device: deviceSchema.default({ kind: 'auto' }),
  }),
  /** What a run would take on this machine, before it is started. Null where nothing was measured to tell from. */
  'runs.predict': z.strictObject({
    architecture: architectureSchema,
    dataset: datasetId,
    recipe: recipeSchema,
    device: deviceSchema,
  }),
  /** What each layer of a design takes of a training step on this machine. Null where nothing was measured to tell from. */
  'designs.times': z.strictObject({ architecture: architectureSchema }),
  /** Times small networks for a minute, to predict from. Refused while a run trains; ended when one begins. */
  'machine.measure': nothing,
  'machine.cancel': nothing,
  /** Puts one batch through a network that was not trained yet, and takes a few steps: seconds, in a process of its own, after those begun before it. */
  'firstBatch.start': z.strictObject({ architecture: architectureSchema, settings: firstBatchSchema }),
  'firstBatch.cancel': z.strictObject({ id }),
  /** `now`: after the step under way. `epoch`: once the epoch under way is done. Either way a checkpoint is written. */
  'runs.stop': z.strictObject({ id, when: z.enum(['now', 'epoch']).default('now') }),
  /** Writes a checkpoint and ends the process; the run goes on with `runs.resume`. */
  'runs.pause': z.strictObject({ id }),
  /**
   * Goes on from the newest checkpoint, or from the start where none was kept yet; `trainMore` adds steps to those planned. Refused as
   * `checkpoint-unusable` where the newest cannot be used any more, unless a person agrees to go `backTo` the step of an older one: what was
   * measured beyond is dropped.
   */
  'runs.resume': z.strictObject({
    id,
    trainMore: z.number().int().min(0).max(100_000_000).default(0),
    backTo: z.number().int().min(0).optional(),
  }),
  /** Adds steps to a run that is at work. */
  'runs.extend': z.strictObject({ id, steps: z.number().int().min(1).max(100_000_000) }),
  /** Multiplies the scheduled learning rate of a run at work, from its next step on; 1 is as scheduled. */
  'runs.scaleRate': z.strictObject({ id, scale: z.number().positive().max(1e6) }),
  /**
   * For a run whose process lives and says nothing. `wake`: lets a suspended one go on. `restart`: ends the process and goes on from the newest
   * checkpoint; what was done since then is done again.
   */
  'runs.revive': z.strictObject({ id, how: z.enum(['wake', 'restart']) }),
  /** A new run that begins with the state of a checkpoint; the recipe may be another. */
  'runs.branch': z.strictObject({ id, step: z.number().int().min(0), name: nameSchema, recipe: recipeSchema }),
  /** Measures how weights, gradient and response of every layer are spread, at the next step of a run at work. */
  'runs.measureHistograms': z.strictObject({ id }),
  'runs.remove': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  'runs.restore': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  /** Removes runs of the bin for good. */
  'runs.purge': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  'datasets.download': z.strictObject({ id: datasetId }),
  'datasets.cancel': z.strictObject({ id: datasetId }),
  'datasets.remove': z.strictObject({ id: datasetId }),
  'datasets.sample': z.strictObject({
    id: datasetId,
    split: z.enum(['train', 'test']),
    /** Only this class, or all in order. */
    class: z.number().int().min(0).max(1000).nullable(),
    from: z.number().int().min(0),
    count: z.number().int().min(1).max(512),
  }),
  /**
   * The last window closes. `continue`: the lab goes on with what runs and is queued, and then ends by itself. `stop`: what runs is
   * paused at a checkpoint, answered when it is, and the lab ends. It stays paused until a person resumes it; what is queued goes on when a
   * lab is next started.
   */
  'lab.close': z.strictObject({ training: z.enum(['continue', 'stop']) }),
} satisfies Record<string, z.ZodType>

/** What purging gave back. */
export interface Freed {
  readonly bytes: number
}

export interface CallResults {
  'system.report': SystemReport
  'presets.list': Preset[]
  'recipes.list': RecipePreset[]
  'designs.save': SavedDesign
  'designs.history': KeptHistory | null
  'designs.remove': null
  'designs.restore': null
  'designs.purge': Freed
  'versions.save': { id: string }
  'versions.rename': null
  'versions.remove': null
  'versions.restore': null
  'versions.purge': Freed
  'networks.export': ExportResult
  'runs.start': { ids: string[] }
  'runs.import': { id: string; report: ImportReport }
  'runs.predict': Prediction | null
  /** Milliseconds, in the order of the LayerGraph: `usualBatch` images in float32. */
  'designs.times': readonly number[] | null
  'machine.measure': null
  'machine.cancel': null
  'firstBatch.start': { id: string }
  'firstBatch.cancel': null
  'runs.stop': null
  'runs.pause': null
  'runs.resume': null
  'runs.extend': null
  'runs.scaleRate': null
  'runs.revive': null
  'runs.branch': { id: string }
  'runs.measureHistograms': null
  /** Bytes that purging these would free. */
  'runs.remove': { bytes: number }
  'runs.restore': null
  'runs.purge': Freed
  'datasets.download': null
  'datasets.cancel': null
  'datasets.remove': null
  'datasets.sample': ImageSample
  'lab.close': null
}

/** Each stream: the schema of its parameters. Its values' type stands in `StreamValues`. */
export const streams = {
  designs: nothing,
  /** Saved versions of a design, newest first. */
  versions: z.strictObject({ design: id }),
  runs: nothing,
  run: z.strictObject({ id }),
  /** What was deleted and can be restored, or purged. */
  bin: nothing,
  datasets: nothing,
  /** What runs on this machine: TensorFlow or the fallback, network in use, library folder and size. For the status bar. */
  lab: nothing,
  /** Whether this computer was measured, so that runs can be predicted. */
  machine: nothing,
  /** How far a try of one batch is, or what came of it; null for one that this lab does not know: it was started anew meanwhile. */
  firstBatch: z.strictObject({ id }),
  curves: z.strictObject({
    runs: z.array(id).max(64),
    series: z
      .array(
        z.enum([
          'trainLoss',
          'trainError',
          'learningRate',
          'stepMs',
          'testLoss',
          'testError',
          'validationLoss',
          'validationError',
        ]),
      )
      .min(1),
    /** Buckets across the range, about one a pixel. */
    buckets: z.number().int().min(2).max(8192),
    /** Weight of the past in the exponential average, 0 (none) to 0.999. */
    smoothing: z.number().min(0).max(0.999),
    from: z.number().min(0).nullable(),
    to: z.number().min(0).nullable(),
  }),
  /** What was measured inside a run's network: one quantity in all layers over its steps, thinned to `columns` of them. */
  telemetry: z.strictObject({
    id,
    quantity: z.enum(telemetryQuantities),
    columns: z.number().int().min(2).max(4096),
    from: z.number().min(0).nullable(),
    to: z.number().min(0).nullable(),
    /** Only these layers or blocks, only what lies this deep; null is all. */
    of: z.array(id).max(64).nullable(),
    depth: z.strictObject({ from: z.number().min(0), to: z.number().min(0) }).nullable(),
  }),
  /** The newest histograms of a run, one for each layer that was measured. */
  histograms: z.strictObject({ id, tensor: z.enum(histogramTensors) }),
} satisfies Record<string, z.ZodType>

export interface RunDetail {
  readonly summary: RunSummary
  readonly attempts: readonly RunAttempt[]
  /** Newest first. */
  readonly checkpoints: readonly Checkpoint[]
  readonly events: readonly RunEvent[]
  /** Where it goes on when it is resumed. */
  readonly wayOn: WayOn
  /** Last lines of the trainer's log. */
  readonly log: readonly { time: number; level: 'info' | 'warning' | 'error'; text: string }[]
  readonly folder: string
}

/** What was deleted, newest first. */
export interface Bin {
  readonly runs: readonly DeletedRun[]
  readonly designs: readonly DeletedDesign[]
  readonly versions: readonly DeletedVersion[]
}

export interface LabState {
  /** "CPU, 2 cores, native TensorFlow 2.21.0": for people. */
  readonly engine: string
  /** Where runs train that ask for no device; a GPU build may find none and train on processors. */
  readonly hardware: 'cpu' | 'gpu'
  /** Why training here is slow, and the remedy; null where native TensorFlow runs. */
  readonly slow: { reason: string; remedy: string } | null
  /** What the person must know of the library: a damaged file that was put aside, a run or design that cannot be read. */
  readonly notices: readonly Notice[]
  /** Host a download is under way from; null when the network is not in use. */
  readonly network: string | null
  readonly libraryFolder: string
  /** The option of the command line that names it; empty where none is needed. */
  readonly libraryWords: string
  readonly libraryBytes: number
  readonly freeBytes: number
  /** Memory that processes here may take in all. */
  readonly memoryBytes: number
}

/** Whether it is known how fast this computer trains. */
export type CalibrationState =
  | { kind: 'none' }
  /** Small networks timed; null for the remaining time while it is not known. */
  | { kind: 'measuring'; done: number; total: number; remainingMs: number | null }
  /** Milliseconds since 1970, and the share of the processors that other programs had meanwhile, 0 to 1. */
  | { kind: 'measured'; at: number; others: number; convolutions: readonly ConvolutionSpeed[] }
  | { kind: 'failed'; reason: string; remedy: string }
  /** Native TensorFlow is not here: nothing can be measured. */
  | { kind: 'unavailable'; reason: string; remedy: string }

export type FirstBatchState =
  | { kind: 'waiting' }
  /** Parts of the work; null for the remaining time while it is not known. */
  | { kind: 'running'; done: number; total: number; remainingMs: number | null }
  | {
      kind: 'done'
      firstBatch: FirstBatch
      /** Null where this computer was not measured. */
      predicted: Prediction | null
      /** Whether a run trained meanwhile: then a step took longer than it does alone. */
      shared: boolean
    }
  | { kind: 'failed'; reason: string; remedy: string }
  | { kind: 'cancelled' }

export interface StreamValues {
  designs: Design[]
  versions: Version[]
  runs: RunSummary[]
  run: RunDetail | null
  bin: Bin
  datasets: DatasetState[]
  lab: LabState
  machine: CalibrationState
  firstBatch: FirstBatchState | null
  curves: Curve[]
  telemetry: TelemetryView | null
  histograms: Histogram[]
}

export type CallName = keyof typeof calls
export type StreamName = keyof typeof streams
export type CallParameters<N extends CallName> = z.infer<(typeof calls)[N]>
export type StreamParameters<N extends StreamName> = z.infer<(typeof streams)[N]>

/** Why a call failed, as data: a stable code, what happened and why, and what to do next. */
export interface ApiError {
  readonly code: string
  readonly message: string
  readonly remedy: string
}

export type Reply<T> = { ok: true; value: T } | { ok: false; error: ApiError }

/** `lost`: it does not answer, and is connected again by itself. `closed`: a person closed it. */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'closed'

/** What a view holds: the client end of the contract over any transport. */
export interface LabClient {
  call<N extends CallName>(name: N, parameters: CallParameters<N>): Promise<Reply<CallResults[N]>>
  /**
   * Calls `onValue` with the snapshot and each later value until the returned function is called. A stream that the lab
   * cannot give (parameters it does not take, a broken file) calls `onError` once and then nothing more.
   */
  subscribe<N extends StreamName>(
    name: N,
    parameters: StreamParameters<N>,
    onValue: (value: StreamValues[N]) => void,
    onError?: (error: ApiError) => void,
  ): () => void
  /**
   * Tells the listener at once and on every change whether the lab answers. A lost lab is reconnected and every subscription is renewed with a
   * snapshot; one that a person closed is not, until `reopen`.
   */
  onConnection(listener: (state: ConnectionState) => void): () => void
  /** Connects again, and so starts the lab, after a person closed it. */
  reopen(): void
}
