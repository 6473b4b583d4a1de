/** The recipe that a command line asks for: one kept as a file, with what the options change. */
import { existsSync } from 'node:fs'
import type { DatasetId } from '../datasets/dataset.ts'
import { readRecipeFile, recipePresets } from '../training/recipe-presets.ts'
import { recipeSchema, type Length, type Recipe } from '../training/recipe.ts'
import { lengthInSteps, stepsPerEpoch } from '../training/schedule.ts'
import { nearestNames, UsageError } from './usage.ts'

/** As commander hands them over; numbers are checked by the recipe's schema. */
export interface RecipeOptions {
  recipe?: string
  steps?: number
  epochs?: number
  batch?: number
  lr?: number
  drops?: number[]
  momentum?: number
  weightDecay?: number
  seed?: number
  /** False with --no-augment. */
  augment: boolean
}

/** Throws a UsageError that names the option. `trainCount` is the number of training images. */
export function recipeFrom(options: RecipeOptions, dataset: DatasetId, trainCount: number): Recipe {
  const base = baseRecipe(options.recipe, dataset)
  const batchSize = options.batch ?? base.batchSize
  const length = lengthFrom(options) ?? base.length
  const changed: Recipe = {
    ...base,
    batchSize,
    length,
    optimizer: {
      ...base.optimizer,
      momentum: options.momentum ?? base.optimizer.momentum,
      weightDecay: options.weightDecay ?? base.optimizer.weightDecay,
    },
    learningRate: {
      ...base.learningRate,
      initial: options.lr ?? base.learningRate.initial,
      after:
        options.drops ?? dropsFor(base, length, stepsPerEpoch(trainCount, base.batchSize), stepsPerEpoch(trainCount, batchSize)),
    },
    augmentation: options.augment ? base.augmentation : { pad: 0, flip: false },
    evaluation: length.unit === 'epochs' ? { unit: 'epochs', value: 1 } : base.evaluation,
    seed: options.seed ?? base.seed,
  }
  const recipe = JSON.stringify(changed) === JSON.stringify(base) ? base : { ...changed, name: `${base.name}, changed` }
  return checked(recipe)
}

function lengthFrom({ steps, epochs }: RecipeOptions): Length | null {
  if (steps !== undefined && epochs !== undefined) throw new UsageError('Give --steps or --epochs, not both.')
  if (steps !== undefined) return { unit: 'steps', value: steps }
  return epochs === undefined ? null : { unit: 'epochs', value: epochs }
}

/** The drops keep their share of the run when its length is changed: 32k and 48k of 64k are at half and three quarters. */
function dropsFor(base: Recipe, length: Length, baseEpoch: number, epoch: number): number[] {
  const before = lengthInSteps(base.length, baseEpoch)
  const after = lengthInSteps(length, epoch)
  return base.learningRate.after.map((drop) => Math.round((drop / before) * after)).filter((drop) => drop >= 1)
}

/** The recipe named, read from the file given, or else the shortest one made for the data set. */
function baseRecipe(name: string | undefined, dataset: DatasetId): Recipe {
  const presets = recipePresets()
  if (name === undefined) {
    const preset = presets.find((entry) => entry.datasets.includes(dataset))
    if (!preset) throw new UsageError(`No recipe is made for ${dataset}. Give one with --recipe.`)
    return preset.recipe
  }
  const preset = presets.find((entry) => entry.id === name)
  if (preset) return preset.recipe
  if (existsSync(name)) {
    try {
      return readRecipeFile(name).recipe
    } catch (thrown) {
      throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  const near = nearestNames(
    name,
    presets.map((entry) => entry.id),
  )
  const names =
    near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are ${presets.map((entry) => entry.id).join(', ')}.`
  throw new UsageError(`There is no recipe and no file named "${name}". ${names}`)
}

const optionOf: Record<string, string> = {
  batchSize: '--batch',
  'length.value': '--steps or --epochs',
  'optimizer.momentum': '--momentum',
  'optimizer.weightDecay': '--weight-decay',
  'learningRate.initial': '--lr',
  'learningRate.after': '--drops',
  seed: '--seed',
}

function checked(recipe: Recipe): Recipe {
  const parsed = recipeSchema.safeParse(recipe)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path.filter((key) => typeof key === 'string').join('.') ?? ''
  throw new UsageError(`${optionOf[path] ?? path}: ${issue?.message ?? 'not valid'}.`)
}
