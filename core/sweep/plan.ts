/** A sweep as data: what is varied from which design and recipe, by which method, with which seeds, and when it ends. A file that a person can read. */
import { z } from 'zod'
import { architectureSchema } from '../architecture/architecture.ts'
import { datasetIds } from '../datasets/dataset.ts'
import { deviceSchema } from '../recipe/device.ts'
import { recipeSchema } from '../recipe/recipe.ts'
import { nameSchema } from '../text/names.ts'
import { rangeSchema } from './axis.ts'
import { pruningSchema } from './pruning.ts'
import { seedSchema } from '../recipe/seed.ts'

export const mostTrials = 10_000

export const methods = ['grid', 'random', 'tpe'] as const
export type Method = (typeof methods)[number]

export const methodWords: Readonly<Record<Method, string>> = {
  grid: 'grid: every combination',
  random: 'random: each field drawn evenly',
  tpe: 'TPE: ten at random, then what was likely among the good ones',
}

export const sweepPlanSchema = z.strictObject({
  format: z.literal('stagecraft-sweep'),
  version: z.literal(1),
  name: nameSchema,
  architecture: architectureSchema,
  dataset: z.enum(datasetIds),
  /** Its own seed does not count. */
  recipe: recipeSchema,
  device: deviceSchema.default({ kind: 'auto' }),
  fields: z
    .array(z.strictObject({ field: z.string().min(1).max(200), range: rangeSchema }))
    .min(1)
    .max(32),
  method: z.enum(methods),
  /** Most trials; a grid has no more than it has combinations. */
  trials: z.number().int().min(1).max(mostTrials),
  /** Each trial is trained once with each. */
  seeds: z.array(seedSchema).min(1).max(100),
  /** What random draws and TPE follow from. */
  seed: seedSchema.default(1),
  pruning: pruningSchema.default({ kind: 'none' }),
  /** Most milliseconds that all its runs together are at work; null: no limit. */
  timeMs: z.number().positive().nullable().default(null),
  /** Whether a run that is there already, with equal design, data, recipe and seed, is taken in place of training it again. */
  reuse: z.boolean().default(true),
})

export type SweepPlan = z.infer<typeof sweepPlanSchema>
export type WrittenSweepPlan = z.input<typeof sweepPlanSchema>

/** Where trials are compared by: the error on images held out from training, where there are some; else that on the test set, which then chooses what it measures. */
export function comparedBy({ recipe }: Pick<SweepPlan, 'recipe'>): 'validation' | 'test' {
  return recipe.validationImages > 0 ? 'validation' : 'test'
}
