/** The settings of a recipe: every part of it once, none left out, in words. The order is that of the Train sheet. */
import { countText, numberText } from './number-text.ts'
import type { RecipeField } from './fields.ts'
import type { Recipe } from './recipe.ts'
import {
  augmentationText,
  averagingText,
  cadenceText,
  checkpointsText,
  decayText,
  lengthText,
  optimizerText,
  rateText,
  activationCheckpointingText,
  warmUpText,
} from './words.ts'

/** A recipe whatever it is called, and whichever its seed. */
export type RecipeSettings = Omit<Recipe, 'name' | 'seed'>

export interface RecipeSetting {
  readonly name: string
  /** As it stands in a table: `SGD, momentum 0.9`. */
  words(recipe: RecipeSettings): string
  /** The part of a recipe it is about; equal parts are equal settings. */
  part(recipe: RecipeSettings): unknown
  /** Whether it can change what is learned or what is reported of it; the rest is about memory, time and what is kept. */
  readonly matters: boolean
  /** Whether it is off, so that a short account may leave it out. */
  off(recipe: RecipeSettings): boolean
  /** The fields it is typed in. */
  readonly fields: readonly RecipeField[]
}

const augmentationFields: readonly RecipeField[] = [
  ...(['crop', 'pad', 'flip', 'cutout', 'cutoutSide'] as const),
  ...(['erasing', 'erasingChance', 'erasingLeast', 'erasingMost', 'mixup', 'mixupAlpha'] as const),
]

const countOrNone = (value: number): string => (value === 0 ? 'none' : countText(value))
const numberOrNone = (value: number): string => (value === 0 ? 'none' : numberText(value))

/** Drops of a constant rate are none, whatever it would be divided by; and their order does not matter. */
function ratePart(schedule: Recipe['learningRate']): unknown {
  if (schedule.kind !== 'steps') return schedule
  const after = [...schedule.after].sort((one, other) => one - other)
  return { ...schedule, after, divisor: after.length === 0 ? 1 : schedule.divisor }
}

export const recipeSettings: readonly RecipeSetting[] = [
  setting({ name: 'Batch', fields: ['batch'], part: ({ batchSize }) => batchSize, words: countText }),
  setting({
    name: 'Batches a step',
    fields: ['accumulation'],
    part: ({ accumulation }) => accumulation,
    words: countText,
    off: (count) => count === 1,
  }),
  setting({ name: 'Length', fields: ['length', 'lengthUnit'], part: ({ length }) => length, words: lengthText }),
  setting({
    name: 'Optimizer',
    fields: ['optimizer', 'momentum', 'nesterov', 'beta1', 'beta2', 'epsilon', 'trust'],
    part: ({ optimizer: { weightDecay: _, decayScope: __, ...rest } }) => rest,
    words: (_, recipe) => optimizerText(recipe.optimizer),
  }),
  setting({
    name: 'Weight decay',
    fields: ['weightDecay', 'decayScope'],
    part: ({ optimizer: { weightDecay, decayScope } }) => [weightDecay, decayScope],
    words: (_, recipe) => decayText(recipe.optimizer),
  }),
  setting({
    name: 'Learning rate',
    fields: ['schedule', 'rate', 'divisor', 'drops', 'finalRate', 'startRate', 'rise', 'patience', 'leastRate'],
    part: ({ learningRate }) => ratePart(learningRate),
    words: (_, recipe) => rateText(recipe.learningRate),
  }),
  setting({
    name: 'Warm-up',
    fields: ['warmUp', 'warmUpSteps', 'warmUpFrom', 'warmUpRate', 'warmUpError'],
    part: ({ warmUp }) => warmUp,
    words: warmUpText,
    off: ({ kind }) => kind === 'none',
  }),
  setting({
    name: 'Input',
    fields: [],
    part: ({ inputScaling }) => inputScaling,
    words: () => 'channel mean and deviation',
  }),
  setting({
    name: 'Augmentation',
    fields: augmentationFields,
    part: ({ augmentation }) => augmentation,
    words: augmentationText,
  }),
  setting({
    name: 'Label smoothing',
    fields: ['labelSmoothing'],
    part: ({ labelSmoothing }) => labelSmoothing,
    words: numberOrNone,
    off: (value) => value === 0,
  }),
  setting({
    name: 'Stochastic depth',
    fields: ['stochasticDepth'],
    part: ({ stochasticDepth }) => stochasticDepth,
    words: numberOrNone,
    off: (value) => value === 0,
  }),
  setting({
    name: 'Gradient clipping',
    fields: ['clip', 'clipNorm'],
    part: ({ gradientClip }) => gradientClip,
    words: (norm) => (norm === null ? 'none' : `norm ${numberText(norm)}`),
    off: (norm) => norm === null,
  }),
  setting({
    name: 'Weights averaged',
    fields: ['averaging', 'emaDecay', 'swaFrom', 'swaEvery'],
    part: ({ averaging }) => averaging,
    words: averagingText,
    off: ({ kind }) => kind === 'none',
  }),
  setting({ name: 'Precision', fields: ['precision'], part: ({ precision }) => precision, words: String }),
  setting({
    name: 'ActivationCheckpointing',
    fields: ['recomputation', 'gigabytes'],
    matters: false,
    part: ({ recomputation }) => recomputation,
    words: activationCheckpointingText,
    off: ({ kind }) => kind === 'off',
  }),
  setting({
    name: 'Validation images',
    fields: ['validation'],
    part: ({ validationImages }) => validationImages,
    words: countOrNone,
    off: (count) => count === 0,
  }),
  setting({
    name: 'Evaluation',
    fields: ['evaluation', 'evaluationUnit'],
    part: ({ evaluation }) => evaluation,
    words: cadenceText,
  }),
  setting({
    name: 'Early stop',
    fields: ['stopEarly', 'earlyStop'],
    part: ({ earlyStop }) => earlyStop,
    words: (count) => (count === null ? 'never' : `after ${countText(count)} evaluations without gain`),
    off: (count) => count === null,
  }),
  setting({
    name: 'Loss not finite',
    fields: ['notFinite'],
    part: ({ notFinite }) => notFinite,
    words: (what) => (what === 'stop' ? 'ends the run' : 'leaves out the step'),
    off: (what) => what === 'stop',
  }),
  setting({
    name: 'Checkpoints',
    fields: ['checkpoint', 'checkpointUnit', 'keepLast', 'keepBest', 'archive', 'archiveEvery', 'archiveUnit', 'budget'],
    matters: false,
    part: ({ checkpoints }) => checkpoints,
    words: checkpointsText,
  }),
  setting({
    name: 'Measured inside',
    fields: ['telemetry'],
    matters: false,
    part: ({ telemetryEvery }) => telemetryEvery,
    words: (every) => (every === 0 ? 'never' : cadenceText({ unit: 'steps', value: every })),
  }),
]

interface SettingOf<Part> extends Pick<RecipeSetting, 'name' | 'fields'> {
  /** True unless it says so. */
  matters?: boolean
  part(recipe: RecipeSettings): Part
  words(part: Part, recipe: RecipeSettings): string
  off?(part: Part): boolean
}

function setting<Part>({ name, fields, matters = true, part, words, off }: SettingOf<Part>): RecipeSetting {
  return {
    name,
    fields,
    matters,
    part,
    words: (recipe) => words(part(recipe), recipe),
    off: (recipe) => off?.(part(recipe)) ?? false,
  }
}

/** A run that is by a recipe: the steps it was planned for, and those it trains in all, more where a person asked for more. */
export interface RunLength {
  readonly plannedSteps: number
  readonly totalSteps: number
}

/** Every setting that is on, as a person reads it, and the seed; of a run as it is in effect, so also how much longer it was made. */
export function recipeRows(recipe: Recipe, run?: RunLength): { name: string; value: string }[] {
  const longer = run && run.totalSteps !== run.plannedSteps
  const words = (each: RecipeSetting): string => {
    if (!longer || each.name !== 'Length') return each.words(recipe)
    return `${lengthText({ unit: 'steps', value: run.totalSteps })}, planned ${each.words(recipe)}`
  }
  const rows = recipeSettings.filter((each) => !each.off(recipe)).map((each) => ({ name: each.name, value: words(each) }))
  return [...rows, { name: 'Seed', value: String(recipe.seed) }]
}
