/** Between the lab and the process that looks into a run: one task, how far it is, and that it is kept. */
import type { Asked } from './kept.ts'

export interface InspectionTask {
  readonly runFolder: string
  /** Folder of the decoded data sets. */
  readonly data: string
  readonly asked: Asked
}

export type InspectionMessage =
  | { kind: 'progress'; done: number; total: number }
  | { kind: 'done' }
  | { kind: 'failed'; code: string; reason: string; remedy: string }
