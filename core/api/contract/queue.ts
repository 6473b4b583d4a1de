/** The queue: what trains, what waits for it in which order, and what a person asked of it. */
import { z } from 'zod'
import type { RunStatus } from '../../store/run.ts'
import { mostAtOnce, type QueueSettings } from '../../store/queue-settings.ts'
import { id, nothing } from './parameters.ts'

export const queueCalls = {
  /** Moves a run that waits to a place, from 1; a place beyond the last is the last. */
  'queue.move': z.strictObject({ id, place: z.number().int().min(1).max(1_000_000) }),
  /** A run that waits begins only once the other has finished; null: whenever it is its turn. Refused where they would wait for each other. */
  'queue.follow': z.strictObject({ id, other: id.nullable() }),
  /** What is not named stays as it is. A queue that is paused begins nothing more; what trains goes on. */
  'queue.set': z.strictObject({ paused: z.boolean().optional(), atOnce: z.number().int().min(1).max(mostAtOnce).optional() }),
} satisfies Record<string, z.ZodType>

export interface QueueResults {
  'queue.move': null
  'queue.follow': null
  'queue.set': null
}

export const queueStreams = {
  queue: nothing,
} satisfies Record<string, z.ZodType>

export interface QueueValues {
  queue: QueueState
}

export interface QueueState extends QueueSettings {
  /** As many as there are processors, and no more than `mostAtOnce`. */
  readonly mostAtOnce: number
  /** Memory that processes here may take in all. */
  readonly memoryBytes: number
  readonly atWork: readonly QueueEntry[]
  /** In their order. */
  readonly waiting: readonly QueueEntry[]
  /** The newest ends since this lab began, oldest first. */
  readonly ended: readonly RunEnded[]
}

export interface QueueEntry {
  readonly id: string
  readonly name: string
  readonly status: RunStatus
  /** Steps done, and in all. */
  readonly step: number
  readonly totalSteps: number
  /** Time until its end in milliseconds, measured where it trains, else predicted; null where neither is known. */
  readonly remainingMs: number | null
  /** The most memory that it is known to take; null where nothing is known. */
  readonly memoryBytes: number | null
  /** The run that must have finished before it begins; null for none. */
  readonly after: { readonly id: string; readonly name: string } | null
}

export interface RunEnded {
  /** 1 for the first end that this lab saw. */
  readonly number: number
  readonly id: string
  readonly name: string
  readonly status: RunStatus
}
