/** Between whoever asks for an export and the process that makes it: one request, then progress and an end. */
import type { Architecture } from '../architecture/architecture.ts'
import type { WantedCheckpoint, WhatToWrite } from './export.ts'

export type ExportSource =
  | { readonly kind: 'design'; readonly architecture: Architecture }
  /** `folder` of the run; `data`: folder of the decoded data sets, which tell how its images were scaled. */
  | { readonly kind: 'run'; readonly folder: string; readonly checkpoint: WantedCheckpoint; readonly data: string }

export interface ExportTask {
  readonly of: ExportSource
  readonly what: WhatToWrite
  /** An empty folder, and the name of the files in it. */
  readonly folder: string
  readonly name: string
}

export type ExportMessage =
  | { kind: 'progress'; done: number; total: number }
  /** Paths below the folder; `from`: where the weights come from, in words. */
  | { kind: 'done'; files: readonly { path: string; bytes: number }[]; from: string }
  | { kind: 'failed'; code: string; reason: string; remedy: string }
