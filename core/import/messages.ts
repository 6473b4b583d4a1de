/** Between the lab and the process that reads a file of weights: one task, how far it is, and what came of it. */
import type { Architecture } from '../architecture/architecture.ts'
import type { ImportOrigin } from '../store/origin.ts'
import type { RunRecord } from '../store/run.ts'
import type { ImportReport } from './report.ts'
import type { WeightsFormat } from './formats.ts'

/** A network that weights may be of. */
export interface Candidate {
  readonly id: string
  readonly architecture: Architecture
}

/** What a run begins with, before it is anywhere. */
export type ImportedRun = Pick<RunRecord, 'id' | 'architecture' | 'recipe' | 'totalSteps' | 'stepsPerEpoch'>

export type ImportTask = { readonly path: string } & (
  | { readonly kind: 'look'; readonly candidates: readonly Candidate[] }
  | { readonly kind: 'preview'; readonly architecture: Architecture }
  /** Writes the first checkpoint into the folder. */
  | { readonly kind: 'import'; readonly run: ImportedRun; readonly folder: string }
)

/** A candidate that the file has all tensors for but those of these layers of its head. */
export interface Fit {
  readonly id: string
  readonly taken: number
  readonly anew: readonly string[]
  readonly refused: number
}

/** What a file is, and which networks fit it, best first. */
export interface WeightsLook {
  /** Without its folder. */
  readonly file: string
  readonly format: WeightsFormat
  readonly bytes: number
  readonly tensors: number
  readonly fits: readonly Fit[]
}

export interface ImportAnswers {
  look: WeightsLook
  preview: ImportReport
  import: { readonly report: ImportReport; readonly origin: ImportOrigin }
}

export type ImportPhase = 'reading' | 'drawing' | 'writing'
