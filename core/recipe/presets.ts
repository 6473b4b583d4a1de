/** Recipes kept as files in resources/recipes, and a person's own recipe files of the same form. */
import { readFileSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Reads a recipe file. Throws an error that names the file, the field and what it may be. */
export function readRecipeFile(file: string): RecipePreset {
  const text = readFileSync(file, 'utf8')
  if (text.length > largestFile) throw new Error(`${file} is no recipe: it holds more than ${bytesText(largestFile, 0)}.`)
  const parsed = recipePresetSchema.safeParse(parseJson(text, file))
  if (parsed.success) return { id: basename(file, '.json'), ...parsed.data }
  const [issue] = parsed.error.issues
  throw new Error(`${file} is not a valid recipe: ${issue?.path.join('.') ?? 'file'}: ${issue?.message ?? 'unreadable'}.`)
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw new Error(`${file} is not JSON: ${thrown instanceof Error ? thrown.message : String(thrown)}`, { cause: thrown })
  }
}
