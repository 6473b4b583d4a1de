/** Recipes kept as files in resources/recipes, and a person's own recipe files of the same form. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { datasetIds } from '../datasets/dataset.ts'
import { bytesText } from '../text/bytes-text.ts'
import { recipePresetSchema, type RecipePreset } from './recipe.ts'
import { imagesPerStep, lengthInSteps, stepsPerEpoch } from './schedule.ts'

const folder = fileURLToPath(new URL('../../resources/recipes/', import.meta.url))

/** Larger than any recipe can be: more is another kind of file. */
const largestFile = 64 * 1024

/** Training images of what recipes are made for, to tell how long epochs are. */
const trainImages = { mnist: 8_000, cifar10: 50_000, imagenet: 1_281_167 } as const

/** The recipes that come with Stagecraft, those that see fewest images first. */
export function recipePresets(): RecipePreset[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  const presets = files.map((file) => readRecipeFile(join(folder, file)))
  return presets.sort((one, other) => imagesSeen(one) - imagesSeen(other) || (one.id < other.id ? -1 : 1))
}

function imagesSeen({ recipe, datasets: [first = 'cifar10'] }: RecipePreset): number {
  return lengthInSteps(recipe.length, stepsPerEpoch(trainImages[first], recipe)) * imagesPerStep(recipe)
}

/** Reads a recipe file, or one that holds a recipe alone. Throws an error that names the file, the field and what it may be. */
export function readRecipeFile(file: string): RecipePreset {
  const status = statSync(file)
  if (!status.isFile()) throw new Error(`${file} is no file but a folder or a device. Name the recipe's file itself.`)
  if (status.size > largestFile) throw new Error(`${file} is no recipe: it holds more than ${bytesText(largestFile, 0)}.`)
  const id = basename(file, '.json')
  const parsed = recipePresetSchema.safeParse(framed(parseJson(readFileSync(file, 'utf8'), file), id))
  if (parsed.success) return { id, ...parsed.data }
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || 'the whole'
  throw new Error(`${file} is not a valid recipe. ${where}: ${issue?.message ?? 'unreadable'}.`)
}

/** A recipe without the frame of a preset, as a run's `recipe` is one, is a recipe for any data set. */
function framed(value: unknown, id: string): unknown {
  const isBare = typeof value === 'object' && value !== null && 'batchSize' in value && !('recipe' in value)
  return isBare ? { about: 'A recipe of your own.', source: `${id}.json`, datasets: datasetIds, recipe: value } : value
}

/** Some editors begin a file with a byte order mark. */
function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (thrown) {
    throw new Error(`${file} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown })
  }
}
