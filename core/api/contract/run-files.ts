/** What lies in a run's folder beside its metrics: its checkpoints and its log. */
import { z } from 'zod'
import type { CheckpointRow } from '../../store/checkpoint-table.ts'
import type { Freed } from './bin.ts'
import { id } from './parameters.ts'

const step = z.number().int().min(0)

export const runFileCalls = {
  /** A part of the log, whole lines, from a place on that an earlier part ended at; null: the last megabytes. */
  'runs.readLog': z.strictObject({ id, from: z.number().int().min(0).nullable() }),
  /** For good. Refused as `newest-checkpoint` where the run goes on from one of them, unless that was agreed to. */
  'runs.removeCheckpoints': z.strictObject({ id, steps: z.array(step).min(1).max(10_000), evenNewest: z.boolean() }),
} satisfies Record<string, z.ZodType>

export interface RunFileResults {
  'runs.readLog': LogPart
  'runs.removeCheckpoints': Freed
}

export interface LogPart {
  readonly lines: readonly { readonly time: number; readonly level: 'info' | 'warning' | 'error'; readonly text: string }[]
  /** Bytes before the first of them. */
  readonly from: number
  /** Where to read on. */
  readonly next: number
  /** Whether more is there already. */
  readonly more: boolean
}

export const runFileStreams = {
  /** Newest first. While somebody looks, each is read whole once, to tell whether all its numbers are finite. */
  checkpoints: z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface RunFileValues {
  checkpoints: CheckpointRow[]
}
