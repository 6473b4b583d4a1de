/** What a trainer and a lab say to each other on the trainer's socket. */
import { z } from 'zod'

/** From the trainer, whenever it changes; a lab that connects gets the newest at once. A hint: what counts is in the run's folder. */
export interface TrainerState {
  /** `saving`: it writes a checkpoint, and says nothing more until that is done. */
  readonly phase: 'starting' | 'training' | 'evaluating' | 'saving'
  /** Steps done. */
  readonly step: number
  /** Metrics of this many steps are committed. */
  readonly committed: number
  /** While the test set is evaluated: part done, 0 to 1. */
  readonly evaluating: number | null
  /** Remaining training and evaluation time in milliseconds; null until it can be told. */
  readonly remainingMs: number | null
  readonly pid: number
}

/** To the trainer. Each takes effect after the step, or the batch of an evaluation, that is under way. */
export const trainerRequestSchema = z.discriminatedUnion('kind', [
  /** Writes a checkpoint and ends; the run goes on when it is resumed. */
  z.strictObject({ kind: z.literal('pause') }),
  /** Writes a checkpoint and ends, at once or when the epoch under way is done. `why`, where it was not a person: stands in its log, as a sentence. */
  z.strictObject({ kind: z.literal('stop'), when: z.enum(['now', 'epoch']), why: z.string().optional() }),
  /** Multiplies the scheduled learning rate from the next step on. */
  z.strictObject({ kind: z.literal('scale-rate'), scale: z.number().positive() }),
  /** Adds steps to those planned. */
  z.strictObject({ kind: z.literal('extend'), steps: z.number().int().min(1) }),
  /** Measures histograms at the next step. */
  z.strictObject({ kind: z.literal('measure-histograms') }),
])
export type TrainerRequest = z.infer<typeof trainerRequestSchema>
