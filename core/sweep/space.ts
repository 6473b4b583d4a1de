/** The fields that a plan varies, with what they take; and what is wrong with it, each with what to do. */
import type { Value } from '../plan/part-of.ts'
import { numberOf } from '../recipe/number-text.ts'
import type { SweepPlan } from './plan.ts'
import type { Axis } from './axis.ts'
import { designSweepFields } from './design-sweep-fields.ts'
import { gridSize, type Space } from './grid.ts'
import { recipeFields } from './recipe-fields.ts'
import type { SweepField } from './subject.ts'

/** All that can be varied of a design and a recipe. */
export function sweepFields({ architecture, recipe }: Pick<SweepPlan, 'architecture' | 'recipe'>): SweepField[] {
  return [...recipeFields(recipe), ...designSweepFields(architecture)]
}

/** The axes of those fields that there are. */
export function spaceOf(plan: Pick<SweepPlan, 'architecture' | 'recipe' | 'fields'>): Space {
  const known = new Map(sweepFields(plan).map((field) => [field.id, field]))
  return new Map(
    plan.fields.flatMap(({ field: id, range }) => {
      const field = known.get(id)
      return field ? [[id, axisOf(field, range)] as const] : []
    }),
  )
}

function axisOf({ takes }: SweepField, range: SweepPlan['fields'][number]['range']): Axis {
  const whole = takes.kind === 'number' && takes.limit.whole === true
  if (range.kind === 'number') return { ...range, whole }
  return takes.kind === 'number' ? { ...range, values: range.values.map((value) => asNumber(value, whole)) } : range
}

/** A value as it was typed, with a decimal comma, as the number that it is; what is none is told of when it is set. */
function asNumber(value: Value, whole: boolean): Value {
  const read = typeof value === 'number' ? value : numberOf(value, whole ? 'whole' : 'any')
  return Number.isNaN(read) ? value : read
}

/** How many trials it comes to, if nothing ends it before. */
export function trialsOf(plan: SweepPlan, space: Space = spaceOf(plan)): number {
  return plan.method === 'grid' ? Math.min(plan.trials, gridSize(space)) : plan.trials
}

export interface PlanProblem {
  /** The field of the plan's `fields` that it is about; null where it is about the whole. */
  readonly field: string | null
  /** What is, why not, and what to do. */
  readonly message: string
}

/** What is wrong with its fields and ranges; whether a single trial can be trained is told by its cell. */
export function spaceProblems(plan: Pick<SweepPlan, 'architecture' | 'recipe' | 'fields' | 'seeds'>): PlanProblem[] {
  const known = new Map(sweepFields(plan).map((field) => [field.id, field]))
  const twice = plan.fields.filter(({ field }, index) => plan.fields.findIndex((one) => one.field === field) < index)
  return [
    ...twice.map(({ field }) => ({ field, message: `${field} is varied twice: leave one of them out.` })),
    ...(new Set(plan.seeds).size < plan.seeds.length
      ? [{ field: null, message: 'A seed stands twice: its run would be the same.' }]
      : []),
    ...plan.fields.flatMap(({ field: id, range }): PlanProblem[] => {
      const field = known.get(id)
      if (field === undefined) {
        return [
          { field: id, message: `There is no field ${id} to vary in this design and recipe: take one of those that are listed.` },
        ]
      }
      return rangeProblems(field, range).map((message) => ({ field: id, message }))
    }),
  ]
}

function rangeProblems({ id, takes }: SweepField, range: SweepPlan['fields'][number]['range']): string[] {
  if (range.kind === 'choice') {
    if (new Set(range.values.map(String)).size < range.values.length) return [`${id} has a value twice: leave one of them out.`]
    if (takes.kind !== 'choice') return []
    const odd = range.values.find((value) => !takes.values.some((one) => one.value === String(value)))
    return odd === undefined ? [] : [`${id} cannot be ${odd}: it takes ${takes.values.map(({ value }) => value).join(', ')}.`]
  }
  if (takes.kind !== 'number') return [`${id} is no number, so it has no range: give its values, apart by commas.`]
  if (range.from >= range.to) return [`The range of ${id} ends before it begins: from ${range.from} to ${range.to}.`]
  if (range.log && range.from <= 0) return [`${id} from ${range.from} has no logarithm: begin above 0, or draw it evenly.`]
  const { min, max, whole } = takes.limit
  if (range.from < min || range.to > max) return [`${id} is from ${min} to ${max}: its range must be within.`]
  if (whole && !(Number.isInteger(range.from) && Number.isInteger(range.to))) return [`${id} takes whole numbers only.`]
  return []
}
