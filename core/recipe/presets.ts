/** Recipes kept as files in resources/recipes, and a person's own recipe files of the same form. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bytesText } from '../text/bytes-text.ts'
import { largestRecipeFile, readRecipe } from './recipe-file.ts'
import type { RecipePreset } from './recipe.ts'
import { imagesPerStep, lengthInSteps, stepsPerEpoch } from './schedule.ts'

const folder = fileURLToPath(new URL('../../resources/recipes/', import.meta.url))

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
  if (status.size > largestRecipeFile)
    throw new Error(`${file} is no recipe: it holds more than ${bytesText(largestRecipeFile, 0)}.`)
  const read = readRecipe(readFileSync(file, 'utf8'), file)
  if (!read.ok) throw new Error(read.reason)
  return read.preset
}
