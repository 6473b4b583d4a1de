/** A recipe as a file holds it, of those that come along or a person's own: read from its text, wherever that comes from. */
import { datasetIds } from '../datasets/dataset.ts'
import { bytesText } from '../text/bytes-text.ts'
import { recipePresetSchema, type RecipePreset } from './recipe.ts'

/** Bytes, larger than any recipe can be: more is another kind of file. */
export const largestRecipeFile = 64 * 1024

export type ReadRecipe =
  | { readonly ok: true; readonly preset: RecipePreset }
  /** A sentence that names the file, the field and what it may be. */
  | { readonly ok: false; readonly reason: string }

/** `file`: its name or path, as the person knows it. */
export function readRecipe(text: string, file: string): ReadRecipe {
  if (text.length > largestRecipeFile)
    return refused(`${file} is no recipe: it holds more than ${bytesText(largestRecipeFile, 0)}.`)
  const json = parseJson(text)
  if (!json.ok) return refused(`${file} is not JSON: ${json.reason}`)
  const id = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.json$/, '')
  const parsed = recipePresetSchema.safeParse(framed(json.value, id))
  if (parsed.success) return { ok: true, preset: { id, ...parsed.data } }
  const [issue] = parsed.error.issues
  const where = issue?.path.join('.') || 'the whole'
  return refused(`${file} is not a valid recipe. ${where}: ${issue?.message ?? 'unreadable'}.`)
}

const refused = (reason: string): ReadRecipe => ({ ok: false, reason })

/** A recipe without the frame of a preset, as a run's `recipe` is one, is a recipe for any data set. */
function framed(value: unknown, id: string): unknown {
  const isBare = typeof value === 'object' && value !== null && 'batchSize' in value && !('recipe' in value)
  return isBare ? { about: 'A recipe of your own.', source: `${id}.json`, datasets: datasetIds, recipe: value } : value
}

/** Some editors begin a file with a byte order mark. */
function parseJson(
  text: string,
): { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string } {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch (thrown) {
    return { ok: false, reason: thrown instanceof Error ? thrown.message : String(thrown) }
  }
}
