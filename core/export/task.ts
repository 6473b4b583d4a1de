/** Between whoever asks for an export and the process that makes it: one task, and what was written. */
import type { Architecture } from '../architecture/architecture.ts'
import type { QueriedRun } from '../query/query-table.ts'
import type { WantedCheckpoint } from '../store/wanted-checkpoint.ts'
import type { WhatToWrite } from './export.ts'
import type { RunsFormat, WrittenFile } from './formats.ts'

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

export interface ExportDone {
  /** Paths below the folder. */
  readonly files: readonly WrittenFile[]
  /** Where they come from, in words; null where there are none. */
  readonly weights: string | null
}
