/**
 * The contract between the lab and everything that shows it: one typed list of calls and streams. Hosts and clients
 * are derived from it, and every request is validated against it at the boundary.
 *
 * A call is answered once. A stream is a view of state: its first value is a snapshot, later values replace it, at most
 * ten a second and only after the last one was acknowledged; so a slow reader gets fewer, newer values and no queue grows.
 */
import type { z } from 'zod'
import { binStreams, type BinValues } from './contract/bin.ts'
import { chartCalls, chartStreams, type ChartResults, type ChartValues } from './contract/charts.ts'
import { datasetCalls, datasetStreams, type DatasetResults, type DatasetValues } from './contract/datasets.ts'
import { designCalls, designStreams, type DesignResults, type DesignValues } from './contract/designs.ts'
import { exportCalls, exportStreams, type ExportResults, type ExportValues } from './contract/exports.ts'
import { firstBatchCalls, firstBatchStreams, type FirstBatchResults, type FirstBatchValues } from './contract/first-batch.ts'
import { importCalls, importStreams, type ImportResults, type ImportValues } from './contract/imports.ts'
import { inspectionCalls, inspectionStreams, type InspectionResults, type InspectionValues } from './contract/inspections.ts'
import { labCalls, labStreams, type LabResults, type LabValues } from './contract/lab.ts'
import { libraryCalls, libraryStreams, type LibraryResults, type LibraryValues } from './contract/library.ts'
import { measurementCalls, measurementStreams, type MeasurementResults, type MeasurementValues } from './contract/measurements.ts'
import { predictionCalls, predictionStreams, type PredictionResults, type PredictionValues } from './contract/predictions.ts'
import { remarkCalls, remarkStreams, type RemarkResults, type RemarkValues } from './contract/remarks.ts'
import { studyCalls, studyStreams, type StudyResults, type StudyValues } from './contract/studies.ts'
import { queueCalls, queueStreams, type QueueResults, type QueueValues } from './contract/queue.ts'
import { sqlCalls, sqlStreams, type SqlResults, type SqlValues } from './contract/sql.ts'
import { runFileCalls, runFileStreams, type RunFileResults, type RunFileValues } from './contract/run-files.ts'
import { sweepCalls, sweepStreams, type SweepResults, type SweepValues } from './contract/sweeps.ts'
import { runCalls, runStreams, type RunResults, type RunValues } from './contract/runs.ts'

/** Each call: the schema of its parameters. Its result's type stands in `CallResults`. */
export const calls = {
  ...designCalls,
  ...exportCalls,
  ...runCalls,
  ...runFileCalls,
  ...remarkCalls,
  ...chartCalls,
  ...queueCalls,
  ...studyCalls,
  ...sweepCalls,
  ...importCalls,
  ...inspectionCalls,
  ...measurementCalls,
  ...predictionCalls,
  ...firstBatchCalls,
  ...datasetCalls,
  ...labCalls,
  ...libraryCalls,
  ...sqlCalls,
} satisfies Record<string, z.ZodType>

export interface CallResults
  extends
    DesignResults,
    ExportResults,
    RunResults,
    RunFileResults,
    RemarkResults,
    ChartResults,
    QueueResults,
    StudyResults,
    SweepResults,
    ImportResults,
    InspectionResults,
    MeasurementResults,
    PredictionResults,
    FirstBatchResults,
    DatasetResults,
    LabResults,
    LibraryResults,
    SqlResults {}

/** Each stream: the schema of its parameters. Its values' type stands in `StreamValues`. */
export const streams = {
  ...designStreams,
  ...exportStreams,
  ...runStreams,
  ...runFileStreams,
  ...remarkStreams,
  ...chartStreams,
  ...queueStreams,
  ...studyStreams,
  ...sweepStreams,
  ...importStreams,
  ...inspectionStreams,
  ...measurementStreams,
  ...predictionStreams,
  ...firstBatchStreams,
  ...datasetStreams,
  ...binStreams,
  ...labStreams,
  ...libraryStreams,
  ...sqlStreams,
} satisfies Record<string, z.ZodType>

export interface StreamValues
  extends
    DesignValues,
    ExportValues,
    RunValues,
    RunFileValues,
    RemarkValues,
    ChartValues,
    QueueValues,
    StudyValues,
    SweepValues,
    ImportValues,
    InspectionValues,
    MeasurementValues,
    PredictionValues,
    FirstBatchValues,
    DatasetValues,
    BinValues,
    LabValues,
    LibraryValues,
    SqlValues {}

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
