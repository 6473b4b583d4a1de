/** Recipes as options of a command: what each sets of a recipe, read once to a typed change, and which of them make one recipe of another. */
import { recipeProblems, stepsOf, type Images, type RecipeProblem } from './check.ts'
import type { NamelessRecipe } from './fields.ts'
import { lifted, type PartOption, type Taken, type Typed } from './parts/part.ts'
import { named, sameRecipe } from './protocol.ts'
import type { Recipe } from './recipe.ts'
import { settingKeys, settings } from './settings.ts'

export type RecipeOption = PartOption<NamelessRecipe>

/** Every option of a recipe, in the order of the settings. */
export const recipeOptions: readonly RecipeOption[] = settingKeys.flatMap((key) =>
  (settings[key].part.options as readonly PartOption<unknown>[]).map((option) =>
    lifted<NamelessRecipe, unknown>(
      option,
      (recipe) => recipe[key],
      (recipe, value) => ({ ...recipe, [key]: value }),
    ),
  ),
)

/** What was given, by the option's name. */
export type GivenOptions = Readonly<Record<string, Typed<NamelessRecipe>>>

export type OptionedRecipe =
  | { readonly ok: true; readonly recipe: Recipe }
  /** `option` is null where what is wrong stands in the recipe itself. */
  | { readonly ok: false; readonly option: string | null; readonly reason: string }

/** The recipe that the options make of another, if it can be trained on these images. Without any it is that recipe. */
export function applyOptions(base: Recipe, given: GivenOptions, images: Images): OptionedRecipe {
  const clash = exclusive.find((flags) => flags.every((flag) => given[flag] !== undefined))
  if (clash) return { ok: false, option: clash.join(' and '), reason: 'give one of them' }
  let recipe: NamelessRecipe = base
  for (const { flag } of recipeOptions) {
    const typed = given[flag]
    if (!typed) continue
    const changed: Taken<NamelessRecipe> = typed.ok ? typed.change(recipe) : typed
    if (!changed.ok) return { ...changed, option: flag }
    recipe = changed.value
  }
  const rateless = given['--lr'] === undefined && recipe.optimizer.kind !== base.optimizer.kind
  if (rateless) return { ok: false, option: '--optimizer', reason: `another kind needs another learning rate: give --lr too` }
  recipe = follow(base, recipe, given, images)
  const [problem] = recipeProblems(recipe, images)
  if (problem) return { ok: false, ...inOptions(problem, recipe, given) }
  const { seed: _, ...asked } = recipe
  return { ok: true, recipe: { ...recipe, ...named(asked, base) } }
}

const exclusive = [
  ['--steps', '--epochs'],
  ['--ema', '--swa'],
] as const

/** What is wrong, and what mends it, said with options. */
function inOptions(
  { field, message, mends }: RecipeProblem,
  recipe: NamelessRecipe,
  given: GivenOptions,
): { option: string | null; reason: string } {
  const option = recipeOptions.find((each) => each.fields.includes(field) && each.say(recipe) !== null)
  const words = mends.map(({ change }) => optionsOf(recipe, { ...recipe, ...change }).join(' ')).filter((text) => text !== '')
  const mended = words.length === 0 ? '' : ` ${words.join(' or ')} mends that.`
  const isGiven = option !== undefined && given[option.flag] !== undefined
  return { option: isGiven ? option.flag : null, reason: message + mended }
}

/** The options that say what is other, without what follows from them. */
function optionsOf(from: NamelessRecipe, to: NamelessRecipe): string[] {
  return recipeOptions.flatMap((option) => {
    const says = option.say(to)
    return says === null || says === option.say(from) ? [] : [`${option.flag} ${says}`]
  })
}

/**
 * What moves along with the length unless it is given: drops keep their share of the run (32k and 48k of 64k are at half and three
 * quarters), and a length in epochs is evaluated after each.
 */
function follow(base: NamelessRecipe, recipe: NamelessRecipe, given: GivenOptions, images: Images): NamelessRecipe {
  const evaluated = given['--epochs'] !== undefined && given['--evaluate'] === undefined
  const followed: NamelessRecipe = evaluated ? { ...recipe, evaluation: { unit: 'epochs', value: 1 } } : recipe
  const { learningRate } = followed
  const moves = base.learningRate.kind === 'steps' && learningRate.kind === 'steps' && given['--drops'] === undefined
  const before = stepsOf(base, images).totalSteps
  const { totalSteps } = stepsOf(followed, images)
  if (!moves || before === null || totalSteps === null || before === totalSteps) return followed
  const after = learningRate.after
    .map((drop) => Math.round((drop / before) * totalSteps))
    .filter((drop, index, all) => drop >= 1 && drop < totalSteps && all.indexOf(drop) === index)
  return { ...followed, learningRate: { ...learningRate, after } }
}

/**
 * The options that make the recipe of the other, such as `--batch 64`. Null where no options can: both recipes then differ in something
 * that does not go together with the data.
 */
export function optionsBetween(base: Recipe, recipe: NamelessRecipe, images: Images): string[] | null {
  const given = (options: readonly RecipeOption[]): GivenOptions =>
    Object.fromEntries(options.map((option) => [option.flag, option.read(option.say(recipe) ?? '')]))
  const needed = recipeOptions.filter((option) => {
    const says = option.say(recipe)
    if (says === null) return false
    return says !== option.say(base) || (option.flag === '--lr' && base.optimizer.kind !== recipe.optimizer.kind)
  })
  // A new length moves others along, and a new kind brings what is usual of it: what they make is put right.
  const followed = follow(base, changedBy(base, given(needed)), given(needed), images)
  const mended = recipeOptions.filter(
    (option) => !needed.includes(option) && option.say(recipe) !== null && option.say(recipe) !== option.say(followed),
  )
  const options = recipeOptions.filter((option) => needed.includes(option) || mended.includes(option))
  const made = applyOptions(base, given(options), images)
  if (!made.ok || !sameRecipe(made.recipe, recipe) || made.recipe.seed !== recipe.seed) return null
  return options.map((option) => `${option.flag} ${option.say(recipe)}`)
}

function changedBy(base: NamelessRecipe, given: GivenOptions): NamelessRecipe {
  return recipeOptions.reduce((recipe, { flag }) => {
    const typed = given[flag]
    const changed = typed?.ok ? typed.change(recipe) : null
    return changed?.ok ? changed.value : recipe
  }, base)
}
