/** What a trainer and a lab say to each other on the trainer's socket. */
import { z } from 'zod'

/** From the trainer, whenever it changes; a lab that connects gets the newest at once. A hint: what counts is in the run's folder. */
export interface TrainerState {
  readonly phase: 'starting' | 'training' | 'evaluating' | 'ending'
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

/** To the trainer: finish this step, commit, and end. */
export const trainerRequestSchema = z.strictObject({ kind: z.literal('stop') })
export type TrainerRequest = z.infer<typeof trainerRequestSchema>
