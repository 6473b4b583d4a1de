/** A recipe in words: every part of it once, none left out, in the order of the Train sheet. */
import type { RecipeField } from './fields.ts'
import { lengthText } from './parts/leaves.ts'
import type { Recipe } from './recipe.ts'
import { settingKeys, settings, type SettingKey } from './settings.ts'
import type { Setting } from './settings/setting.ts'

/** A recipe whatever it is called, and whichever its seed. */
export type RecipeSettings = Omit<Recipe, 'name' | 'basedOn' | 'seed'>

export interface RecipeRow {
  readonly key: SettingKey
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

export const recipeRows: readonly RecipeRow[] = settingKeys.flatMap((key) => {
  // Each setting has rows about its own value; here they are all rows about a recipe.
  const { part, rows } = settings[key] as unknown as Setting<unknown, object>
  const of = (recipe: RecipeSettings): unknown => (recipe as Partial<Recipe>)[key]
  return rows.map((row) => ({
    key,
    name: row.name,
    words: (recipe) => row.words(of(recipe), { ...recipe }),
    part: (recipe) => (row.part ? row.part(of(recipe)) : of(recipe)),
    matters: row.matters ?? true,
    off: (recipe) => row.off?.(of(recipe)) ?? false,
    fields: (row.fields ?? part.fields) as readonly RecipeField[],
  }))
})

/** A run that is by a recipe: the steps it was planned for, and those it trains in all, more where a person asked for more. */
export interface RunLength {
  readonly plannedSteps: number
  readonly totalSteps: number
}

/** Every setting that is on, as a person reads it, and the seed; of a run as it is in effect, so also how much longer it was made. */
export function recipeWords(recipe: Recipe, run?: RunLength): { name: string; value: string }[] {
  const longer = run && run.totalSteps !== run.plannedSteps
  const words = (row: RecipeRow): string => {
    if (!longer || row.key !== 'length') return row.words(recipe)
    return `${lengthText({ unit: 'steps', value: run.totalSteps })}, planned ${row.words(recipe)}`
  }
  const rows = recipeRows.filter((row) => !row.off(recipe)).map((row) => ({ name: row.name, value: words(row) }))
  return [...rows, { name: 'Seed', value: String(recipe.seed) }]
}
