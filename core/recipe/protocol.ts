/** The protocol check: in which settings a recipe is not the one it is held against, in words. */
import { countedText } from '../text/count-text.ts'
import { nameWith } from '../text/names.ts'
import type { Recipe } from './recipe.ts'
import { recipeRows, type RecipeSettings } from './rows.ts'

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
  return recipeRows
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
  return count === 0 ? 'as published' : countedText(count, 'deviation')
}

/** What a recipe is called: as the one it began from while it asks for the same, else as changed from that. */
export function named(recipe: RecipeSettings, from: Recipe): Pick<Recipe, 'name' | 'basedOn'> {
  if (sameRecipe(recipe, from)) return { name: from.name, basedOn: from.basedOn }
  const basedOn = originOf(from)
  return { name: nameWith(basedOn, ', changed'), basedOn }
}

/** The name of the recipe that a recipe began from, which may be its own. */
export function originOf({ name, basedOn }: Pick<Recipe, 'name' | 'basedOn'>): string {
  return basedOn ?? name
}

/** With keys in one order, whoever wrote the object. */
function plain(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
