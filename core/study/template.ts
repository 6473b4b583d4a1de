/** A published experiment as a template: its networks by the names of presets, and how it is scaled. Files in resources/studies. */
import { z } from 'zod'
import type { Architecture } from '../architecture/architecture.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { nameSchema, nameWith } from '../text/names.ts'
import { scales, type Scale } from './scales.ts'
import { studySchema, type Study } from './study.ts'

/** `from`: the smallest scale at which it is trained. */
const networkSchema = z.strictObject({
  name: nameSchema,
  group: nameSchema,
  preset: z.string().min(1).max(200),
  /** Chance with which drop path leaves the last block out; 0 leaves none out. */
  dropPath: z.number().min(0).max(0.9).default(0),
  from: z.enum(scales).default('glance'),
  published: z.number().min(0).max(1).nullable().default(null),
})

export const templateSchema = z.strictObject({
  name: nameSchema,
  question: z.string().min(1).max(1000),
  source: z.string().min(1).max(1000),
  /** What is varied, measured and expected, a sentence each. */
  varied: z.string().min(1).max(1000),
  measured: z.string().min(1).max(1000),
  expected: z.string().min(1).max(1000),
  /** By the id of a recipe, what is trained at each scale; and how many seeds. */
  recipes: z.strictObject({ glance: z.string(), short: z.string(), paper: z.string() }),
  seeds: z.strictObject({ glance: z.number().int().min(1), short: z.number().int().min(1), paper: z.number().int().min(1) }),
  networks: z.array(networkSchema).min(1).max(100),
  pairs: studySchema.shape.pairs,
})
export type Template = z.infer<typeof templateSchema> & { readonly id: string }

export interface Resources {
  /** The architecture of a preset, with the input and classes of the data set. */
  preset(name: string): Architecture
  recipe(id: string): Recipe
}

export interface Asked {
  readonly scale: Scale
  readonly dataset: DatasetId
  readonly device: DeviceChoice
  /** As the template has it at this scale where it is left out. */
  readonly seeds?: readonly number[]
  /** In place of the recipe's own. */
  readonly precision?: Recipe['precision']
}

/** The study that a template is at a scale. Only pairs whose networks are trained there are compared. */
export function studyOf(template: Template, asked: Asked, { preset, recipe }: Resources): Study {
  const { id, name, question, source, networks, pairs, recipes } = template
  const { scale, dataset, device } = asked
  const base = recipe(recipes[scale])
  const trained = networks.filter(({ from }) => scales.indexOf(from) <= scales.indexOf(scale))
  const isTrained = (of: string): boolean => trained.some((network) => network.name === of)
  return {
    format: 'stagecraft-study',
    version: 1,
    name: nameWith(name, `, ${scale}`),
    question,
    source,
    template: id,
    scale,
    publishedRecipe: recipes.paper,
    dataset,
    device,
    variants: trained.map((network) => ({
      name: network.name,
      group: network.group,
      architecture: preset(network.preset),
      recipe: { ...base, precision: asked.precision ?? base.precision, dropPath: network.dropPath },
      published: network.published,
    })),
    pairs: pairs.filter(({ first, second }) => isTrained(first) && isTrained(second)),
    seeds: [...(asked.seeds ?? Array.from({ length: template.seeds[scale] }, (_, at) => at + 1))],
    reuse: true,
  }
}
