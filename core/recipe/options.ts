/**
 * Recipes as options of a command: one table of what each option sets, read by the command line and written by the Train sheet. Options
 * change the fields of a recipe (recipe-fields.ts), which are then read and checked as the sheet does it.
 */
import { optionTable, type RecipeOption } from './option-table.ts'
import { recipeName, sameRecipe } from './protocol.ts'
import { readFields } from './read-fields.ts'
import { recipeFields, type RecipeFields } from './fields.ts'
import { countText } from './number-text.ts'
import type { Recipe } from './recipe.ts'
import { lengthInSteps, stepsPerEpoch } from './schedule.ts'

/** What was given, by the option's name: `--batch` to `64`. */
export type GivenOptions = Readonly<Record<string, string>>

export type OptionedRecipe = { ok: true; recipe: Recipe } | { ok: false; option: string; reason: string }

export interface Images {
  readonly trainCount: number
  readonly height: number
}

/** The recipe that the options make of another. Without any it is that recipe. */
export function applyOptions(base: Recipe, given: GivenOptions, images: Images): OptionedRecipe {
  const options = optionTable.filter(({ flag }) => given[flag] !== undefined)
  if (options.length === 0) return { ok: true, recipe: base }
  const both = exclusive.find((flags) => flags.every((flag) => given[flag] !== undefined))
  if (both) return { ok: false, option: both.join(' and '), reason: 'give one of them, not both' }

  let fields = recipeFields(base)
  for (const option of options) {
    const change = option.set(given[option.flag] ?? '')
    if (typeof change === 'string') return { ok: false, option: option.flag, reason: change }
    fields = { ...fields, ...change }
  }
  const rateless = given['--lr'] === undefined && fields.optimizer !== base.optimizer.kind
  if (rateless) return { ok: false, option: '--optimizer', reason: `another kind needs another learning rate: give --lr too` }
  fields = follow(base, fields, given, images)

  const idle = options.find((option) => option.say(fields) === null && given[option.flag] !== 'none')
  if (idle) return { ok: false, option: idle.flag, reason: `only ${idle.needs ?? 'with what it belongs to'}` }
  const read = readFields(fields, images)
  if (read.recipe) return { ok: true, recipe: { ...read.recipe, name: recipeName(read.recipe, base) } }
  const [problem] = read.problems
  const option = optionTable.find((row) => problem && row.fields.includes(problem.field) && row.say(fields) !== null)
  const name = problem?.field === 'length' ? `--${fields.lengthUnit}` : option?.flag
  return { ok: false, option: name ?? problem?.field ?? '', reason: problem?.message ?? 'not valid' }
}

const exclusive = [
  ['--steps', '--epochs'],
  ['--ema', '--swa'],
]

/**
 * What moves along with the length unless it is given: drops keep their share of the run (32k and 48k of 64k are at half and three
 * quarters), and a length in epochs is evaluated after each.
 */
function follow(base: Recipe, fields: RecipeFields, given: GivenOptions, images: Images): RecipeFields {
  const cadence: Partial<RecipeFields> =
    given['--epochs'] !== undefined && given['--evaluate'] === undefined ? { evaluation: '1', evaluationUnit: 'epochs' } : {}
  const { totalSteps } = readFields(fields, images)
  if (base.learningRate.kind !== 'steps' || given['--drops'] !== undefined || totalSteps === null)
    return { ...fields, ...cadence }
  const before = lengthInSteps(base.length, stepsPerEpoch(images.trainCount, base))
  if (before === totalSteps) return { ...fields, ...cadence }
  const drops = base.learningRate.after
    .map((drop) => Math.round((drop / before) * totalSteps))
    .filter((drop, index, all) => drop >= 1 && drop < totalSteps && all.indexOf(drop) === index)
  return { ...fields, ...cadence, drops: drops.map(countText).join(', ') }
}

/**
 * The options that make the recipe of the other, such as `--batch 64`. Null where no options can: both recipes then differ in something
 * that does not go together with the data.
 */
export function optionsBetween(base: Recipe, recipe: Omit<Recipe, 'name'>, images: Images): string[] | null {
  const from = recipeFields(base)
  const to = recipeFields({ ...recipe, name: base.name })
  const said = (options: readonly RecipeOption[]): GivenOptions =>
    Object.fromEntries(options.map((option) => [option.flag, option.say(to) ?? '']))
  const needed = optionTable.filter((option) => {
    const says = option.say(to)
    if (says === null) return false
    return says !== option.say(from) || (option.flag === '--lr' && from.optimizer !== to.optimizer)
  })
  // A new length moves others along: what it makes of them is put right.
  const followed = follow(base, { ...from, ...changed(needed, to) }, said(needed), images)
  const mended = optionTable.filter(
    (option) => !needed.includes(option) && option.say(to) !== null && option.say(to) !== option.say(followed),
  )
  const options = optionTable.filter((option) => needed.includes(option) || mended.includes(option))
  const made = applyOptions(base, said(options), images)
  if (!made.ok || !sameRecipe(made.recipe, recipe) || made.recipe.seed !== recipe.seed) return null
  return options.map((option) => `${option.flag} ${option.say(to)}`)
}

function changed(options: readonly RecipeOption[], to: RecipeFields): Partial<RecipeFields> {
  return Object.assign({}, ...options.map((option) => option.set(option.say(to) ?? ''))) as Partial<RecipeFields>
}
