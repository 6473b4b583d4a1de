/**
 * The table of settings: every key of a recipe but its names, once, in the order of the Train sheet. What a file may hold, the fields of a
 * form, the options of a command, limits and words are in its row; a new setting is a file in settings/ and a line here.
 */
import { accumulation, batchSize, validationImages } from './settings/batch.ts'
import { augmentation, inputScaling } from './settings/augmentation.ts'
import { averaging, dropPath, gradientClip, labelSmoothing } from './settings/regularisation.ts'
import { activationCheckpointing, precision } from './settings/precision.ts'
import { checkpoints } from './settings/checkpoints.ts'
import { earlyStop, evaluation, notFinite, telemetryEvery } from './settings/evaluation.ts'
import { kernels } from './settings/kernels.ts'
import { learningRate } from './settings/learning-rate.ts'
import { length } from './settings/length.ts'
import { optimizer } from './settings/optimizer.ts'
import { seed } from './settings/seed.ts'
import { warmUp } from './settings/warm-up.ts'
import type { ValueOf } from './parts/part.ts'

export const settings = {
  batchSize,
  accumulation,
  length,
  optimizer,
  learningRate,
  warmUp,
  inputScaling,
  augmentation,
  labelSmoothing,
  dropPath,
  gradientClip,
  averaging,
  precision,
  activationCheckpointing,
  kernels,
  validationImages,
  evaluation,
  earlyStop,
  notFinite,
  checkpoints,
  telemetryEvery,
  seed,
}

export type SettingKey = keyof typeof settings
type PartOf<K extends SettingKey> = (typeof settings)[K]['part']
/** What a recipe sets, by the keys of the table. */
export type SettingValues = { [K in SettingKey]: ValueOf<PartOf<K>> }
export type PartsOfSettings = { [K in SettingKey]: PartOf<K> }

export const settingKeys = Object.keys(settings) as SettingKey[]
/** The parts alone, by the same keys. */
export const settingParts = Object.fromEntries(settingKeys.map((key) => [key, settings[key].part])) as PartsOfSettings
