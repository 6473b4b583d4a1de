/** Between the lab and the process that tries a batch: one request, then progress and an end. */
import type { Architecture } from '../../architecture/architecture.ts'
import type { FirstBatch } from '../../graph/first-batch.ts'
import type { FirstBatchSettings } from '../../recipe/first-batch.ts'

export interface FirstBatchTask {
  readonly architecture: Architecture
  readonly settings: FirstBatchSettings
  /** Folder of the decoded data sets. */
  readonly data: string
}

export type FirstBatchMessage =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'done'; firstBatch: FirstBatch }
  | { kind: 'failed'; code: string; reason: string; remedy: string }
