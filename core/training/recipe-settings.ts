/** The settings of a recipe: every part of it once, none left out, in words. The order is that of the Train sheet. */
import { countText, numberText } from './number-text.ts'
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
  recomputationText,
  warmUpText,
} from './recipe-words.ts'

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
  off?(recipe: RecipeSettings): boolean
}

const countOrNone = (value: number): string => (value === 0 ? 'none' : countText(value))

/** Drops of a constant rate are none, whatever it would be divided by; and their order does not matter. */
function ratePart(schedule: Recipe['learningRate']): unknown {
  if (schedule.kind !== 'steps') return schedule
  const after = schedule.after.toSorted((one, other) => one - other)
  return { ...schedule, after, divisor: after.length === 0 ? 1 : schedule.divisor }
}

export const recipeSettings: readonly RecipeSetting[] = [
  setting('Batch', true, ({ batchSize }) => batchSize, countText),
  setting(
    'Batches a step',
    true,
    ({ accumulation }) => accumulation,
    countText,
    (count) => count === 1,
  ),
  setting('Length', true, ({ length }) => length, lengthText),
  setting(
    'Optimizer',
    true,
    ({ optimizer: { weightDecay: _, decayScope: __, ...rest } }) => rest,
    (_, recipe) => optimizerText(recipe.optimizer),
  ),
  setting(
    'Weight decay',
    true,
    ({ optimizer: { weightDecay, decayScope } }) => [weightDecay, decayScope],
    (_, recipe) => decayText(recipe.optimizer),
  ),
  setting(
    'Learning rate',
    true,
    ({ learningRate }) => ratePart(learningRate),
    (_, recipe) => rateText(recipe.learningRate),
  ),
  setting(
    'Warm-up',
    true,
    ({ warmUp }) => warmUp,
    warmUpText,
    ({ kind }) => kind === 'none',
  ),
  setting(
    'Gradient clipping',
    true,
    ({ gradientClip }) => gradientClip,
    (norm) => (norm === null ? 'none' : `norm ${numberText(norm)}`),
    (norm) => norm === null,
  ),
  setting(
    'Input',
    true,
    ({ inputScaling }) => inputScaling,
    () => 'channel mean and deviation',
  ),
  setting('Augmentation', true, ({ augmentation }) => augmentation, augmentationText),
  setting(
    'Label smoothing',
    true,
    ({ labelSmoothing }) => labelSmoothing,
    numberOrNone,
    (value) => value === 0,
  ),
  setting(
    'Stochastic depth',
    true,
    ({ stochasticDepth }) => stochasticDepth,
    numberOrNone,
    (value) => value === 0,
  ),
  setting(
    'Weights averaged',
    true,
    ({ averaging }) => averaging,
    averagingText,
    ({ kind }) => kind === 'none',
  ),
  setting('Precision', true, ({ precision }) => precision, String),
  setting(
    'Validation images',
    true,
    ({ validationImages }) => validationImages,
    countOrNone,
    (count) => count === 0,
  ),
  setting('Evaluation', true, ({ evaluation }) => evaluation, cadenceText),
  setting(
    'Early stop',
    true,
    ({ earlyStop }) => earlyStop,
    (count) => (count === null ? 'never' : `after ${countText(count)} evaluations without gain`),
    (count) => count === null,
  ),
  setting(
    'Loss not finite',
    true,
    ({ notFinite }) => notFinite,
    (what) => (what === 'stop' ? 'ends the run' : 'leaves out the step'),
    (what) => what === 'stop',
  ),
  setting(
    'Recomputation',
    false,
    ({ recomputation }) => recomputation,
    recomputationText,
    ({ kind }) => kind === 'off',
  ),
  setting('Checkpoints', false, ({ checkpoints }) => checkpoints, checkpointsText),
  setting(
    'Measured inside',
    false,
    ({ telemetryEvery }) => telemetryEvery,
    (every) => (every === 0 ? 'never' : cadenceText({ unit: 'steps', value: every })),
  ),
]

function numberOrNone(value: number): string {
  return value === 0 ? 'none' : numberText(value)
}

function setting<Part>(
  name: string,
  matters: boolean,
  part: (recipe: RecipeSettings) => Part,
  words: (part: Part, recipe: RecipeSettings) => string,
  off?: (part: Part) => boolean,
): RecipeSetting {
  return {
    name,
    matters,
    part,
    words: (recipe) => words(part(recipe), recipe),
    ...(off ? { off: (recipe: RecipeSettings) => off(part(recipe)) } : {}),
  }
}

/** Every setting that is on, as a person reads it, and the seed. */
export function recipeRows(recipe: Recipe): { name: string; value: string }[] {
  const rows = recipeSettings
    .filter((each) => !each.off?.(recipe))
    .map((each) => ({ name: each.name, value: each.words(recipe) }))
  return [...rows, { name: 'Seed', value: String(recipe.seed) }]
}
