/** A study as data: a question to a network family, the variants that answer it, and how they are trained. A file that a person can read. */
import { z } from 'zod'
import { architectureSchema } from '../architecture/architecture.ts'
import { datasetIds } from '../datasets/dataset.ts'
import { deviceSchema } from '../recipe/device.ts'
import { recipeSchema } from '../recipe/recipe.ts'
import { countText } from '../text/count-text.ts'
import { nameSchema } from '../text/names.ts'
import { measures } from './measures.ts'
import { scales } from './scales.ts'
import { seedSchema } from '../recipe/seed.ts'

export const mostSeeds = 1000
export const mostVariants = 100
export const mostPairs = 1000
export const mostRuns = 10_000

/** Two variants, by what they are compared, and how that of the first is expected to be beside the second's. */
export const pairSchema = z.strictObject({
  first: nameSchema,
  second: nameSchema,
  by: z.enum(measures).default('error'),
  expects: z.enum(['lower', 'higher']).nullable().default(null),
})
export type Pair = z.infer<typeof pairSchema>

const variantSchema = z.strictObject({
  name: nameSchema,
  /** Variants of one kind, drawn alike: `plain`, `ResNet`. */
  group: nameSchema,
  architecture: architectureSchema,
  /** Its own seed does not count. */
  recipe: recipeSchema,
  /** Test error that was published of it, as a fraction; null where none was. */
  published: z.number().min(0).max(1).nullable().default(null),
  /** In words where no figure was printed: `fails: above 20 %`. */
  publishedAs: z.string().max(200).nullable().default(null),
})
export type Variant = z.infer<typeof variantSchema>

export const studySchema = z.strictObject({
  format: z.literal('stagecraft-study'),
  version: z.literal(1),
  name: nameSchema,
  question: z.string().min(1).max(1000),
  /** Paper and section; null for a question of one's own. */
  source: z.string().max(1000).nullable(),
  /** Id of the template that it was made from; null for one's own. */
  template: z.string().max(200).nullable(),
  /** How much of the published training it is; null for one's own. */
  scale: z.enum(scales).nullable(),
  /** The recipe that was published, by its id: a figure reproduces the published one only where the variant's recipe is that. */
  publishedRecipe: z.string().max(200).nullable().default(null),
  dataset: z.enum(datasetIds),
  device: deviceSchema.default({ kind: 'auto' }),
  variants: z.array(variantSchema).min(1).max(mostVariants),
  pairs: z.array(pairSchema).max(mostPairs).default([]),
  /** The test error, as a fraction, that runs are timed to; null where no pair is compared by that. */
  reach: z.number().gt(0).lt(1).nullable().default(null),
  /** What the template has beside these, and why it could not be made here. */
  leftOut: z.array(z.strictObject({ name: nameSchema, why: z.string().max(1000) })).default([]),
  /** The study that it is a changed copy of. */
  branchedFrom: z
    .strictObject({ id: z.string().min(1).max(200), name: nameSchema })
    .nullable()
    .default(null),
  /** Each variant is trained once with each. */
  seeds: z.array(seedSchema).min(1).max(mostSeeds),
  /** Whether a run that is there already, with equal design, data, recipe and seed, is taken in place of training it again. */
  reuse: z.boolean().default(true),
})
export type Study = z.infer<typeof studySchema>

/** What of a study cannot be: each with what to do. Empty where all is well. */
export function studyProblems({ variants, pairs, seeds, reach }: Study): string[] {
  const names = variants.map(({ name }) => name)
  const twice = names.filter((name, at) => names.indexOf(name) < at)
  const unknown = pairs.flatMap(({ first, second }) => [first, second]).filter((name) => !names.includes(name))
  return [
    ...[...new Set(twice)].map((name) => `Two variants are called ${name}: name one otherwise.`),
    ...[...new Set(unknown)].map((name) => `It compares ${name}, which is none of its variants: they are ${names.join(', ')}.`),
    ...(reach === null && pairs.some(({ by }) => by === 'steps')
      ? ['It compares steps to an error and names none: say which in reach, as 0.1 for 10 %.']
      : []),
    ...(variants.length * seeds.length > mostRuns
      ? [
          `It comes to ${countText(variants.length * seeds.length)} runs, and a study has ${countText(mostRuns)} at most: take fewer seeds or variants.`,
        ]
      : []),
    ...(seeds.length > mostSeeds
      ? [`It comes to ${countText(seeds.length)} seeds, and a study has ${countText(mostSeeds)} at most: begin another for more.`]
      : []),
    ...(new Set(seeds).size < seeds.length ? ['A seed stands twice: its run would be the same.'] : []),
  ]
}
