/** The protocol check: in which settings a recipe is not the one it is held against, in words. */
import { nameWith } from '../text/names.ts'
import { recipeSettings, type RecipeSettings } from './settings.ts'

export interface Deviation {
  /** The setting: `Batch`. */
  readonly name: string
  readonly value: string
  /** As the other recipe has it. */
  readonly published: string
  /** Whether it can change what is learned or what is reported of it; the rest is about memory, time and what is kept. */
  readonly matters: boolean
}

/** All settings in which they differ, in the order of the Train sheet; name and seed are none. Empty if and only if they are equal. */
export function deviations(recipe: RecipeSettings, published: RecipeSettings): Deviation[] {
  return recipeSettings
    .filter((setting) => plain(setting.part(recipe)) !== plain(setting.part(published)))
    .map((setting) => ({
      name: setting.name,
      value: setting.words(recipe),
      published: setting.words(published),
      matters: setting.matters,
    }))
}

/** Whether two recipes ask for the same, whatever they are called and whichever their seeds. */
export function sameRecipe(one: RecipeSettings, other: RecipeSettings): boolean {
  return deviations(one, other).length === 0
}

/** `as published`, `1 deviation`, `3 deviations`: of those that matter. */
export function deviationsText(found: readonly Deviation[]): string {
  const count = found.filter((deviation) => deviation.matters).length
  return count === 0 ? 'as published' : `${count} deviation${count === 1 ? '' : 's'}`
}

/** A recipe's name: that of the one it began from while it asks for the same, else marked as changed. */
export function recipeName(recipe: RecipeSettings, from: RecipeSettings & { readonly name: string }): string {
  return sameRecipe(recipe, from) ? from.name : nameWith(baseName(from.name), ', changed')
}

/** The name of the recipe that a recipe began from. */
export function baseName(name: string): string {
  return name.replace(/, changed$/, '')
}

/** With keys in one order, whoever wrote the object. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
