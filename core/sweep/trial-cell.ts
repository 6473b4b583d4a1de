/** The runs of a trial as data: the plan's design and recipe with the values drawn for it, once for each seed. */
import type { Architecture } from '../architecture/architecture.ts'
import { lower } from '../architecture/lower.ts'
import type { Cell } from '../plan/cell.ts'
import type { Values } from '../plan/part-of.ts'
import type { Images } from '../recipe/check.ts'
import { applyOptions, recipeOptions, type GivenOptions } from '../recipe/options.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { nameWith } from '../text/names.ts'
import type { SweepPlan } from './plan.ts'
import { sweepFields } from './space.ts'
import type { DesignField, RecipeField } from './subject.ts'

export type TrialCells =
  | { readonly ok: true; readonly cells: readonly Cell[] }
  /** These values cannot be trained together: why, with what to do. */
  | { readonly ok: false; readonly reason: string }

/** `number`: of the trial, from 1. A value of a field without effect (beta 1 of SGD) changes nothing. */
export function cellsOfTrial(plan: SweepPlan, number: number, values: Values, images: Images): TrialCells {
  const fields = sweepFields(plan).filter(({ id }) => values[id] !== undefined)
  const made = applyOptions(plan.recipe, givenOptions(plan.recipe, fields.filter(isOfRecipe), values), images)
  if (!made.ok) return { ok: false, reason: made.option === null ? made.reason : `${made.option}: ${made.reason}.` }
  const design = designWith(plan.architecture, fields.filter(isOfDesign), values)
  if (typeof design === 'string') return { ok: false, reason: `${design}.` }
  const lowered = lower(design)
  if (!lowered.ok) {
    const errors = lowered.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message)
    return { ok: false, reason: errors.join(' ') }
  }
  const name = nameWith(plan.name, `, trial ${number}`)
  return {
    ok: true,
    cells: plan.seeds.map((seed) => ({
      name: plan.seeds.length === 1 ? name : nameWith(name, `, seed ${seed}`),
      architecture: { ...design, name: plan.architecture.name },
      dataset: plan.dataset,
      recipe: { ...made.recipe, seed },
      device: plan.device,
    })),
  }
}

const isOfRecipe = (field: RecipeField | DesignField): field is RecipeField => field.group === 'recipe'
const isOfDesign = (field: RecipeField | DesignField): field is DesignField => field.group === 'design'

/** The values as options, without those that have no effect beside the others: of two kinds of optimizer only one has a momentum. */
function givenOptions(base: Recipe, fields: readonly RecipeField[], values: Values): GivenOptions {
  const given = new Map(
    fields.flatMap((field) => {
      const option = recipeOptions.find(({ flag }) => flag === field.flag)
      return option ? [[option, option.read(String(values[field.id]))] as const] : []
    }),
  )
  let recipe: Omit<Recipe, 'name' | 'basedOn'> = base
  const effective = [...given].filter(([option, typed]) => {
    const changed = typed.ok ? typed.change(recipe) : typed
    if (changed.ok) recipe = changed.value
    return changed.ok || !typed.ok || option.say(recipe) !== null
  })
  return Object.fromEntries(effective.map(([option, typed]) => [option.flag, typed]))
}

/** The design with the values, or why it cannot have them. */
function designWith(architecture: Architecture, fields: readonly DesignField[], values: Values): Architecture | string {
  let design = architecture
  for (const field of fields) {
    const changed = field.change(design, String(values[field.id]))
    if (!changed.ok) return `${field.caption}: ${changed.reason.replace(/\.$/, '')}`
    design = changed.architecture
  }
  return design
}
