/** Between whoever asks for an export and the process that makes it: one request, then progress and an end. */
import type { Architecture } from '../architecture/architecture.ts'
import type { QueriedRun } from '../query/query-table.ts'
import type { WantedCheckpoint } from '../store/wanted-checkpoint.ts'
import type { WhatToWrite } from './export.ts'
import type { RunsFormat } from './formats.ts'

export type ExportSource =
  | { readonly kind: 'design'; readonly architecture: Architecture }
  /** `folder` of the run; `data`: folder of the decoded data sets, which tell how its images were scaled. */
  | { readonly kind: 'run'; readonly folder: string; readonly checkpoint: WantedCheckpoint; readonly data: string }

export interface NetworkOrder {
  readonly kind: 'network'
  readonly of: ExportSource
  readonly what: WhatToWrite
  /** Of the files, without an ending. */
  readonly name: string
}

export interface RunsOrder {
  readonly kind: 'runs'
  readonly runs: readonly QueriedRun[]
  readonly as: RunsFormat
  readonly name: string
}

export type ExportOrder = NetworkOrder | RunsOrder

/** `folder`: an empty one. */
export type ExportTask = ExportOrder & { readonly folder: string }

export type ExportMessage =
  | { kind: 'progress'; done: number; total: number }
  /** Paths below the folder; `weights`: where they come from, in words, or null where there are none. */
  | { kind: 'done'; files: readonly { path: string; bytes: number }[]; weights: string | null }
  | { kind: 'failed'; code: string; reason: string; remedy: string }
