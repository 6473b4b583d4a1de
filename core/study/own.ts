/** A study of one's own: designs × recipes × values of any of their fields, by a grid or drawn at random, each a variant. */
import { z } from 'zod'
import { architectureSchema, type Architecture } from '../architecture/architecture.ts'
import { datasetIds } from '../datasets/dataset.ts'
import type { Values } from '../plan/part-of.ts'
import type { Images } from '../recipe/check.ts'
import { deviceSchema } from '../recipe/device.ts'
import { recipeSchema, type Recipe } from '../recipe/recipe.ts'
import { randomPoint } from '../sweep/draw.ts'
import { gridPoint, gridSize } from '../sweep/grid.ts'
import { sweepPlanSchema, type SweepPlan } from '../sweep/plan.ts'
import { spaceOf, spaceProblems } from '../sweep/space.ts'
import { cellsOfTrial } from '../sweep/trial-cell.ts'
import { countedText } from '../text/count-text.ts'
import { nameSchema, nameWith } from '../text/names.ts'
import { comparedBy, comparisons } from './compared.ts'
import { measures } from './measures.ts'
import { mostPairs, mostVariants, pairSchema, studyProblems, studySchema, type Study, type Variant } from './study.ts'
import { seedSchema } from '../recipe/seed.ts'

export const ownStudySchema = z.strictObject({
  name: nameSchema,
  question: z.string().min(1).max(1000),
  designs: z.array(architectureSchema).min(1).max(mostVariants),
  recipes: z.array(recipeSchema).min(1).max(mostVariants),
  /** As a sweep has them; none where designs and recipes are all that differ. */
  fields: z.array(sweepPlanSchema.shape.fields.element).max(32).default([]),
  method: z.enum(['grid', 'random']).default('grid'),
  /** Of each design with each recipe, so many are drawn at random; a grid takes all its combinations. */
  draws: z.number().int().min(1).max(mostVariants).default(8),
  /** What the draws follow from. */
  drawSeed: seedSchema.default(1),
  dataset: z.enum(datasetIds),
  device: deviceSchema.default({ kind: 'auto' }),
  seeds: studySchema.shape.seeds,
  reach: studySchema.shape.reach,
  /** Which variants are compared, by what; where an error is to be reached, by the steps to it too. */
  compare: z.enum(comparisons).default('first'),
  by: z.array(z.enum(measures)).min(1).default(['error']),
  /** In place of these: which exactly, by the names of the variants. */
  pairs: z.array(pairSchema).max(mostPairs).nullable().default(null),
  reuse: z.boolean().default(true),
})
export type OwnStudy = z.infer<typeof ownStudySchema>

export type MadeOwn =
  | { readonly ok: true; readonly study: Study }
  /** What keeps it from being one, each with what to do. */
  | { readonly ok: false; readonly problems: readonly string[] }

/** What cannot be trained together is left out, with why. */
export function ownStudy(asked: OwnStudy, images: Images): MadeOwn {
  const { designs, recipes } = asked
  const bases = designs.flatMap((architecture) => recipes.map((recipe) => ({ architecture, recipe })))
  const problems = [...new Set(bases.flatMap((base) => spaceProblems({ ...base, ...asked }).map(({ message }) => message)))]
  if (problems.length > 0) return { ok: false, problems }
  const planned = bases.map((base) => ({ base, points: pointsOf(base, asked) }))
  const count = planned.reduce((sum, { points }) => sum + points.length, 0)
  if (count > mostVariants) {
    const problem = `It comes to ${countedText(count, 'variant')}, and a study has ${mostVariants} at most: vary less, or draw at random; a sweep takes more.`
    return { ok: false, problems: [problem] }
  }
  const made = planned.flatMap(({ base, points }) => points.map((values) => variantOf(asked, base, values, images)))
  const variants = made.flatMap((one) => (one.ok ? [one.variant] : []))
  const leftOut = made.flatMap((one) => (one.ok ? [] : [{ name: one.name, why: one.why }]))
  if (variants.length === 0) return { ok: false, problems: leftOut.map(({ name, why }) => `${name}: ${why}`) }
  const names = variants.map(({ name }) => name)
  const pairs = asked.pairs ?? comparedBy(names, asked.compare, asked.reach === null ? asked.by : [...asked.by, 'steps'])
  if (pairs.length > mostPairs) {
    const problem = `It comes to ${pairs.length} pairs, and a study compares ${mostPairs} at most: compare with the first, or fewer.`
    return { ok: false, problems: [problem] }
  }
  const study: Study = {
    format: 'stagecraft-study',
    version: 1,
    name: asked.name,
    question: asked.question,
    source: null,
    template: null,
    scale: null,
    publishedRecipe: null,
    dataset: asked.dataset,
    device: asked.device,
    variants,
    pairs,
    reach: asked.reach,
    leftOut,
    branchedFrom: null,
    seeds: asked.seeds,
    reuse: asked.reuse,
  }
  const wrong = studyProblems(study)
  return wrong.length === 0 ? { ok: true, study } : { ok: false, problems: wrong }
}

interface Base {
  readonly architecture: Architecture
  readonly recipe: Recipe
}

/** Each combination once. */
function pointsOf(base: Base, { fields, method, draws, drawSeed }: OwnStudy): Values[] {
  const space = spaceOf({ ...base, fields })
  // One beyond what a study takes is enough to be refused.
  const wanted = fields.length === 0 ? 1 : method === 'grid' ? Math.min(gridSize(space), mostVariants + 1) : draws
  const points = Array.from({ length: wanted }, (_, at) =>
    method === 'grid' ? (gridPoint(space, at + 1) ?? {}) : randomPoint(space, drawSeed, at + 1),
  )
  const texts = points.map((point) => JSON.stringify(point))
  return points.filter((_, at) => texts.indexOf(texts[at] ?? '') === at)
}

type Made = { readonly ok: true; readonly variant: Variant } | { readonly ok: false; readonly name: string; readonly why: string }

function variantOf(asked: OwnStudy, base: Base, values: Values, images: Images): Made {
  const told = [
    ...(asked.designs.length > 1 ? [base.architecture.name] : []),
    ...(asked.recipes.length > 1 ? [base.recipe.name] : []),
    ...Object.entries(values)
      .filter(([field]) => !isFixed(asked, field))
      .map(([field, value]) => `${field} ${value}`),
  ]
  const [group = base.architecture.name, ...rest] = told
  const name = rest.length === 0 ? group : nameWith(group, `, ${rest.join(', ')}`)
  const made = cellsOfTrial(planOf(asked, base), 1, values, images)
  if (!made.ok) return { ok: false, name, why: made.reason }
  const [cell] = made.cells
  if (cell === undefined) return { ok: false, name, why: 'It has no seed to be trained with.' }
  const { architecture, recipe } = cell
  return { ok: true, variant: { name, group, architecture, recipe, published: null, publishedAs: null } }
}

/** Whether a field has one value alone: all variants have it, and none is called by it. */
function isFixed({ fields }: OwnStudy, id: string): boolean {
  return fields.some(({ field, range }) => field === id && range.kind === 'choice' && range.values.length === 1)
}

/** A sweep of the same, of which each point is a trial. */
function planOf({ fields, dataset, device, seeds, reuse, name, drawSeed }: OwnStudy, base: Base): SweepPlan {
  return {
    format: 'stagecraft-sweep',
    version: 1,
    name,
    ...base,
    dataset,
    device,
    fields,
    method: 'grid',
    trials: 1,
    seeds,
    seed: drawSeed,
    pruning: { kind: 'none' },
    timeMs: null,
    reuse,
  }
}
