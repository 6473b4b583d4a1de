/** A recipe as the address of a study keeps it: the id of one that comes along, or what a file held, which cannot be read again once the page was left. */
import { z } from 'zod'
import { recipeSchema, type RecipePreset, type Recipe } from '../../../core/recipe/recipe.ts'

export const chosenRecipeSchema = z.union([z.string(), z.strictObject({ file: z.string(), recipe: recipeSchema })])
export type ChosenRecipe = z.infer<typeof chosenRecipeSchema>

/** Null where none of that id comes along. */
export function recipeOf(chosen: ChosenRecipe, recipes: readonly RecipePreset[]): Recipe | null {
  return typeof chosen === 'string' ? (recipes.find(({ id }) => id === chosen)?.recipe ?? null) : chosen.recipe
}
