/** What this computer would take for a run, told from how fast it was measured to be. */
import { z } from 'zod'
import { architectureSchema } from '../../architecture/architecture.ts'
import type { ConvolutionSpeed } from '../../prediction/calibration.ts'
import type { DesignTimes } from '../../prediction/design-times.ts'
import type { Prediction } from '../../prediction/prediction.ts'
import { deviceSchema } from '../../recipe/device.ts'
import { recipeSchema } from '../../recipe/recipe.ts'
import { datasetId, nothing } from './parameters.ts'

export const predictionCalls = {
  /** What a run would take on this machine, before it is started. Null where nothing was measured to tell from. */
  'runs.predict': z.strictObject({
    architecture: architectureSchema,
    dataset: datasetId,
    recipe: recipeSchema,
    device: deviceSchema,
  }),
  /** What a training step of a design, and each layer of it, takes on this machine. Null where nothing was measured to tell from. */
  'designs.times': z.strictObject({ architecture: architectureSchema }),
  /** Times small networks for a minute, to predict from. Refused while a run trains; ended when one begins. */
  'machine.measure': nothing,
  'machine.cancel': nothing,
} satisfies Record<string, z.ZodType>

export interface PredictionResults {
  'runs.predict': Prediction | null
  'designs.times': TimesHere | null
  'machine.measure': null
  'machine.cancel': null
}

/** Told for this machine's processors: of a GPU nothing is. */
export interface TimesHere extends DesignTimes {
  readonly cores: number
}

export const predictionStreams = {
  /** Whether this computer was measured, so that runs can be predicted. */
  machine: nothing,
} satisfies Record<string, z.ZodType>

export interface PredictionValues {
  machine: CalibrationState
}

/** Whether it is known how fast this computer trains. */
export type CalibrationState =
  | { kind: 'none' }
  /** Small networks timed; null for the remaining time while it is not known. */
  | { kind: 'measuring'; done: number; total: number; remainingMs: number | null }
  /**
   * `at`: milliseconds since 1970. `others`: the share of the processors that other programs had meanwhile, 0 to 1. `lacks`: what an older
   * version did not time, and is predicted by the general speed, in words. `ofOtherKernels`: our own kernels were others then.
   */
  | {
      kind: 'measured'
      at: number
      others: number
      lacks: readonly string[]
      ofOtherKernels: boolean
      convolutions: readonly ConvolutionSpeed[]
    }
  | { kind: 'failed'; reason: string; remedy: string }
  /** Native TensorFlow is not here: nothing can be measured. */
  | { kind: 'unavailable'; reason: string; remedy: string }
