/** `describe-recipe`: every setting of a recipe, and the protocol check against a published one. */
import { recipeProblems } from '../recipe/check.ts'
import { deviations, deviationsText, originOf, type Deviation } from '../recipe/protocol.ts'
import { recipePresets } from '../recipe/presets.ts'
import { recipeWords } from '../recipe/rows.ts'
import type { RecipePreset } from '../recipe/recipe.ts'
import { findRecipe } from './recipe-options.ts'
import { visibleText } from '../text/visible-text.ts'
import { table } from './text.ts'

/** Prints the recipe. `against`: the recipe it is held against; undefined for the one it is named after, where that comes along. */
export function describeRecipe(name: string, against: string | undefined, json: boolean, print: (line: string) => void): void {
  const preset = findRecipe(name)
  const published = against === undefined ? namesake(preset) : findRecipe(against)
  const found = published ? deviations(preset.recipe, published.recipe) : null
  const problems = recipeProblems(preset.recipe, null).map(({ message }) => message)
  if (json) print(JSON.stringify({ ...preset, against: published?.id ?? null, deviations: found, problems }))
  else
    print(
      [...about(preset), ...notPossible(problems), ...(published && found ? check(published, found) : [])]
        .map(visibleText)
        .join('\n'),
    )
}

/** What keeps it from being trained, whatever the data. */
function notPossible(problems: readonly string[]): string[] {
  return problems.length === 0 ? [] : ['', `It cannot be trained as it is. ${problems.join(' ')}`]
}

function namesake({ id, recipe }: RecipePreset): RecipePreset | null {
  return recipePresets().find((preset) => preset.id !== id && preset.recipe.name === originOf(recipe)) ?? null
}

function about({ recipe, about: text, source, departures }: RecipePreset): string[] {
  const rows = recipeWords(recipe).map(({ name, value }) => [name, value])
  return [
    `${recipe.name}: ${text}`,
    `From ${source}.`,
    ...departures.map((departure) => `Unlike there: ${departure}`),
    '',
    ...table(['setting', 'value'], rows, []).split('\n'),
  ]
}

function check(published: RecipePreset, found: readonly Deviation[]): string[] {
  const rows = found.map(({ name, value, published: other, matters }) => [
    name,
    value,
    other,
    matters ? '' : 'not in what is learned',
  ])
  return [
    '',
    `Against ${published.recipe.name} (${published.source}): ${deviationsText(found)}.`,
    ...(rows.length === 0 ? [] : table(['setting', 'here', 'there', ''], rows, []).split('\n')),
  ]
}
