/** The recipe that a command line asks for: one kept as a file, with what the options change. */
import { existsSync } from 'node:fs'
import { InvalidArgumentError, Option } from 'commander'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Images } from '../recipe/check.ts'
import { applyOptions, recipeOptions as table, type GivenOptions, type RecipeOption } from '../recipe/options.ts'
import type { NamelessRecipe } from '../recipe/fields.ts'
import type { Typed } from '../recipe/parts/part.ts'
import { readRecipeFile, recipePresets } from '../recipe/presets.ts'
import type { Recipe, RecipePreset } from '../recipe/recipe.ts'
import { nearestNames } from '../text/near.ts'
import { UsageError } from './usage.ts'

/** As commander hands them over: the options of the table by their names in camel case, as the changes that they were read to. */
export interface RecipeOptions {
  recipe?: string
  /** False with --no-augment. */
  augment: boolean
  [option: string]: unknown
}

/** The options that change a recipe, for a command. */
export function recipeOptions(): Option[] {
  return [...table.map(commanderOption), new Option('--no-augment', 'neither crops nor flips nor anything like them')]
}

function commanderOption(option: RecipeOption): Option {
  return new Option(`${option.flag} ${option.takes}`, option.about).argParser((text: string) => {
    const typed = option.read(text)
    if (!typed.ok) throw new InvalidArgumentError(`${sentence(typed.reason)}.`)
    return typed
  })
}

const sentence = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

/** The recipe named, or the shortest for the data set, changed by the options. Throws a UsageError that names the option. */
export function recipeFrom(options: RecipeOptions, dataset: DatasetId, images: Images): Recipe {
  return changedRecipe(baseRecipe(options.recipe, dataset), options, images)
}

/** A recipe with what the options change. Throws a UsageError that names the option. */
export function changedRecipe(base: Recipe, options: RecipeOptions, images: Images): Recipe {
  const made = applyOptions(base, givenOptions(options), images)
  if (made.ok) return made.recipe
  const where = made.option ?? `The recipe ${base.name} cannot be trained like this`
  throw new UsageError(`${where}: ${made.reason.replace(/\.$/, '')}.`)
}

const unaugmented = { '--crop': 'none', '--flip': 'off', '--cutout': 'none', '--erase': 'none', '--mixup': 'none' } as const

/** What the options say, by their flags. */
export function givenOptions(options: RecipeOptions): GivenOptions {
  const given: Record<string, Typed<NamelessRecipe>> = {}
  for (const option of table) {
    const off = Object.entries(unaugmented).find(([flag]) => flag === option.flag)
    if (!options.augment && off) given[option.flag] = option.read(off[1])
    const typed = options[new Option(option.flag).attributeName()]
    if (typed !== undefined) given[option.flag] = typed as Typed<NamelessRecipe>
  }
  return given
}

function baseRecipe(name: string | undefined, dataset: DatasetId): Recipe {
  if (name !== undefined) return findRecipe(name).recipe
  const preset = recipePresets().find((entry) => entry.datasets.includes(dataset))
  if (!preset) throw new UsageError(`No recipe is made for ${dataset}. Give one with --recipe.`)
  return preset.recipe
}

/** The recipe of that name, or that file. Throws a UsageError with the nearest names when there is neither. */
export function findRecipe(name: string): RecipePreset {
  const presets = recipePresets()
  const preset = presets.find((entry) => entry.id === name)
  if (preset) return preset
  if (existsSync(name)) {
    try {
      return readRecipeFile(name)
    } catch (thrown) {
      throw new UsageError(thrown instanceof Error ? thrown.message : String(thrown))
    }
  }
  const names = presets.map((entry) => entry.id)
  const near = nearestNames(name, names)
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `There are ${names.join(', ')}.`
  throw new UsageError(`There is no recipe and no file named "${name}". ${hint}`)
}
