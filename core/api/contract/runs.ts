/** Runs: started, made from files of weights, and what a person asks of one. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import { deviceSchema } from '../../recipe/device.ts'
import { recipeSchema } from '../../recipe/recipe.ts'
import type { Checkpoint, RunAttempt, RunEvent, RunSummary, TrainedRun } from '../../store/run.ts'
import type { WayOn } from '../../store/way-on.ts'
import { nameSchema } from '../../text/names.ts'
import type { Freed } from './bin.ts'
import { datasetId, id } from './parameters.ts'

export const runCalls = {
  'runs.start': z.strictObject({
    runs: z
      .array(
        z.strictObject({
          name: nameSchema,
          architecture: architectureSchema,
          dataset: datasetId,
          recipe: recipeSchema,
          device: deviceSchema.default({ kind: 'auto' }),
        }),
      )
      .min(1)
      .max(100),
    /** They begin only once this run has finished; where it ends otherwise they are held. */
    after: id.optional(),
  }),
  /** `now`: after the step under way. `epoch`: once the epoch under way is done. Either way a checkpoint is written. */
  'runs.stop': z.strictObject({ id, when: z.enum(['now', 'epoch']).default('now') }),
  /** Writes a checkpoint and ends the process; the run goes on with `runs.resume`. */
  'runs.pause': z.strictObject({ id }),
  /**
   * Goes on from the newest checkpoint, or from the start where none was kept yet; `trainMore` adds steps to those planned. Refused as
   * `checkpoint-unusable` where the newest cannot be used any more, unless a person agrees to go `backTo` the step of an older one: what was
   * measured beyond is dropped.
   */
  'runs.resume': z.strictObject({
    id,
    trainMore: z.number().int().min(0).max(100_000_000).default(0),
    backTo: z.number().int().min(0).optional(),
  }),
  /** Adds steps to a run that is at work. */
  'runs.extend': z.strictObject({ id, steps: z.number().int().min(1).max(100_000_000) }),
  /** Multiplies the scheduled learning rate of a run at work, from its next step on; 1 is as scheduled. */
  'runs.scaleRate': z.strictObject({ id, scale: z.number().positive().max(1e6) }),
  /**
   * For a run whose process lives and says nothing. `wake`: lets a suspended one go on. `restart`: ends the process and goes on from the newest
   * checkpoint; what was done since then is done again.
   */
  'runs.revive': z.strictObject({ id, how: z.enum(['wake', 'restart']) }),
  /** A new run that begins with the state of a checkpoint; the recipe may be another. */
  'runs.branch': z.strictObject({ id, step: z.number().int().min(0), name: nameSchema, recipe: recipeSchema }),
  'runs.remove': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  'runs.restore': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
  /** Removes runs of the bin for good. */
  'runs.purge': z.strictObject({ ids: z.array(id).min(1).max(10_000) }),
} satisfies Record<string, z.ZodType>

export interface RunResults {
  'runs.start': { ids: string[] }
  'runs.stop': null
  'runs.pause': null
  'runs.resume': null
  'runs.extend': null
  'runs.scaleRate': null
  'runs.revive': null
  'runs.branch': { id: string }
  /** Bytes that purging these would free. */
  'runs.remove': { bytes: number }
  'runs.restore': null
  'runs.purge': Freed
}

export const runStreams = {
  /** `soFar`: while they are read for the first time those that were read by now; without it all of them, once they are. */
  runs: z.strictObject({ soFar: z.boolean().optional() }),
  run: z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface RunValues {
  runs: RunSummary[]
  run: RunDetail | null
}

/** Of a run that Stagecraft trains. */
export interface TrainedDetail extends RunDetail {
  readonly summary: TrainedRun
}

export interface RunDetail {
  readonly summary: RunSummary
  readonly attempts: readonly RunAttempt[]
  /** Newest first. */
  readonly checkpoints: readonly Checkpoint[]
  readonly events: readonly RunEvent[]
  /** Where it goes on when it is resumed. */
  readonly wayOn: WayOn
  /** Last lines of the trainer's log. */
  readonly log: readonly { time: number; level: 'info' | 'warning' | 'error'; text: string }[]
  readonly folder: string
}
