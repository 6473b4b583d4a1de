/** One batch put through a network that was not trained yet. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import type { FirstBatch } from '../../graph/first-batch.ts'
import type { Prediction } from '../../prediction/prediction.ts'
import { firstBatchSchema } from '../../recipe/first-batch.ts'
import { id } from './parameters.ts'
import type { WorkState } from './work-state.ts'

export const firstBatchCalls = {
  /** Puts one batch through a network that was not trained yet, and takes a few steps: seconds, in a process of its own, after those begun before it. */
  'firstBatch.start': z.strictObject({ architecture: architectureSchema, settings: firstBatchSchema }),
  'firstBatch.cancel': z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface FirstBatchResults {
  'firstBatch.start': { id: string }
  'firstBatch.cancel': null
}

export const firstBatchStreams = {
  /** How far a try of one batch is, or what came of it; null for one that this lab does not know: it was started anew meanwhile. */
  firstBatch: z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface FirstBatchValues {
  firstBatch: FirstBatchState | null
}

export type FirstBatchState = WorkState<{
  readonly firstBatch: FirstBatch
  /** Null where this computer was not measured. */
  readonly predicted: Prediction | null
  /** Whether a run trained meanwhile: then a step took longer than it does alone. */
  readonly shared: boolean
}>
