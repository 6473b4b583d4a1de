/** Sweeps: foreseen, begun, and what a person asks of one. Their runs are among the others. */
import { z } from 'zod'
import { exportFolderPattern } from '../../export/formats.ts'
import type { Forecast } from '../../plan/forecast.ts'
import { mostTrials, sweepPlanSchema, type SweepPlan } from '../../sweep/plan.ts'
import type { PlanProblem } from '../../sweep/space.ts'
import type { SweepState, TrialCounts } from '../../sweep/state.ts'
import type { Trial } from '../../sweep/trial.ts'
import { id, nothing } from './parameters.ts'

export const sweepCalls = {
  /** What a sweep would take, before it begins. */
  'sweeps.foresee': z.strictObject({ plan: sweepPlanSchema }),
  /** Refused where a field cannot be varied so, or where not even the first trial can be trained. */
  'sweeps.start': z.strictObject({ plan: sweepPlanSchema }),
  /** `pause`: no further run is queued; what waits or trains goes on. `cancel`: that is stopped too. */
  'sweeps.set': z.strictObject({ id, to: z.enum(['go', 'pause', 'cancel']) }),
  /** Other limits; one that has ended goes on, and what its limit of time ended is resumed. */
  'sweeps.extend': z.strictObject({
    id,
    trials: z.number().int().min(1).max(mostTrials).optional(),
    timeMs: z.number().positive().nullable().optional(),
  }),
  /** Forgets one that has ended. Its runs stay. */
  'sweeps.remove': z.strictObject({ id }),
  /** Writes it for Optuna, as a journal, into a folder of this name in the library's folder of exports. */
  'sweeps.write': z.strictObject({ id, folder: z.string().regex(exportFolderPattern) }),
} satisfies Record<string, z.ZodType>

export interface SweepResults {
  'sweeps.foresee': ForeseenSweep
  'sweeps.start': { id: string }
  'sweeps.set': null
  'sweeps.extend': null
  'sweeps.remove': null
  'sweeps.write': { path: string }
}

export const sweepStreams = {
  /** Newest first. */
  sweeps: nothing,
  sweep: z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface SweepValues {
  sweeps: SweepBrief[]
  sweep: SweepDetail | null
}

export interface ForeseenSweep {
  /** What keeps it from being begun; then nothing is foreseen. */
  readonly problems: readonly PlanProblem[]
  readonly trials: number
  readonly forecast: Forecast | null
  /** Why trials of it would be refused, each once, of those that were looked at. */
  readonly refused: readonly string[]
}

export interface SweepBrief {
  readonly id: string
  readonly name: string
  readonly method: SweepPlan['method']
  readonly fields: readonly string[]
  readonly seeds: number
  readonly state: SweepState
  readonly counts: TrialCounts
  /** Trials in all, if nothing ends it before. */
  readonly planned: number
  /** The best that was trained whole; its error is the mean over seeds. */
  readonly best: { readonly trial: number; readonly error: number; readonly n: number } | null
  readonly madeAt: number
  /** Of all its runs together, those not counted that were there before. */
  readonly trainedMs: number
  /** At most, as its runs went so far: pruning makes it less. Null while nothing is known. */
  readonly remainingMs: number | null
}

export interface SweepDetail extends SweepBrief {
  readonly plan: SweepPlan
  /** By their numbers. */
  readonly trials: readonly Trial[]
}
