/** A published experiment as a template: its networks by the names of presets and what is changed of them, and how it is scaled. Files in resources/studies. */
import { z } from 'zod'
import type { Architecture } from '../architecture/architecture.ts'
import { datasetIds, type DatasetId } from '../datasets/dataset.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { recipeSchema, type Recipe } from '../recipe/recipe.ts'
import { nameSchema, nameWith } from '../text/names.ts'
import { changedDesign, designChangesSchema } from './design-changes.ts'
import { scales, type Scale } from './scales.ts'
import { matched, sizeSchema, type CostOf } from './sized.ts'
import { studySchema, type Study, type Variant } from './study.ts'

/** The same at every scale, or what it is at each. */
const byScale = <T extends z.ZodType>(schema: T) =>
  z.union([schema, z.strictObject({ glance: schema, short: schema, paper: schema })])

/** `from`: the smallest scale at which it is trained. */
const networkSchema = z.strictObject({
  name: nameSchema,
  group: nameSchema,
  preset: byScale(z.string().min(1).max(200)),
  /** What of the preset is other. */
  design: byScale(designChangesSchema).default({}),
  /** As wide as makes it cost as much as another network of the template. */
  size: sizeSchema.optional(),
  /** Settings of its recipe that are other than the scale's, by their keys. */
  recipe: z.record(z.string(), z.unknown()).default({}),
  from: z.enum(scales).default('glance'),
  /** What was published of the network that it is at the scale `paper`. */
  published: z.number().min(0).max(1).nullable().default(null),
  publishedAs: z.string().max(200).nullable().default(null),
})
export type TemplateNetwork = z.infer<typeof networkSchema>

export const templateSchema = z.strictObject({
  name: nameSchema,
  question: z.string().min(1).max(1000),
  source: z.string().min(1).max(1000),
  /** What is varied, measured and expected, a sentence each. */
  varied: z.string().min(1).max(1000),
  measured: z.string().min(1).max(1000),
  expected: z.string().min(1).max(1000),
  /** What of the source is otherwise here, or left out, and why: a sentence each. */
  limits: z.array(z.string().min(1).max(1000)).default([]),
  /** The data set that published figures are of: on another one none stands beside ours. */
  publishedOn: z.enum(datasetIds).default('cifar10'),
  /** By the id of a recipe, what is trained at each scale; and how many seeds. */
  recipes: z.strictObject({ glance: z.string(), short: z.string(), paper: z.string() }),
  seeds: z.strictObject({ glance: z.number().int().min(1), short: z.number().int().min(1), paper: z.number().int().min(1) }),
  /** Settings of all recipes at a scale that are other than the named one's. */
  settings: byScale(z.record(z.string(), z.unknown())).default({}),
  /** The test error that runs are timed to. */
  reach: byScale(z.number().gt(0).lt(1)).optional(),
  networks: z.array(networkSchema).min(1).max(100),
  pairs: studySchema.shape.pairs,
})
export type Template = z.infer<typeof templateSchema> & { readonly id: string }

export interface Resources {
  /** The architecture of a preset, with the input and classes of the data set. */
  preset(name: string): Architecture
  recipe(id: string): Recipe
  /** What a network costs that is trained so; null where that is not known. */
  cost: CostOf
}

export interface Asked {
  readonly scale: Scale
  readonly dataset: DatasetId
  readonly device: DeviceChoice
  /** As the template has it at this scale where it is left out. */
  readonly seeds?: readonly number[]
  /** In place of the recipe's own. */
  readonly precision: Recipe['precision'] | null
}

/** The presets that a template names at any scale. */
export function presetsOf({ networks }: Template): string[] {
  return [...new Set(networks.flatMap(({ preset }) => scales.map((scale) => at(preset, scale))))]
}

/** The study that a template is at a scale. Only pairs whose networks are trained there are compared. Throws where its file asks for what no design or recipe can be. */
export function studyOf(template: Template, asked: Asked, { preset, recipe, cost }: Resources): Study {
  const { id, name, question, source, networks, pairs, recipes } = template
  const { scale, dataset, device } = asked
  const base = withSettings(recipe(recipes[scale]), at(template.settings, scale))
  const trained = networks.filter(({ from }) => scales.indexOf(from) <= scales.indexOf(scale))
  const made = new Map<string, Variant>()
  const leftOut: Study['leftOut'] = []
  for (const network of trained) {
    const own = withSettings(base, network.recipe)
    const used = { ...own, precision: asked.precision ?? own.precision }
    const designed = changedDesign(preset(at(network.preset, scale)), at(network.design, scale))
    const like = network.size === undefined ? null : made.get(network.size.like)
    const sized = network.size === undefined || like == null ? designed : matched(designed, network.size, like, used, cost)
    if (network.size !== undefined && (sized === null || like === undefined)) {
      const why = like === undefined ? `${network.size.like} could not be made.` : unknownText[network.size.equal]
      leftOut.push({ name: network.name, why })
      continue
    }
    const isPublished = dataset === template.publishedOn && sameAsPublished(network, scale)
    made.set(network.name, {
      name: network.name,
      group: network.group,
      architecture: sized ?? designed,
      recipe: used,
      published: isPublished ? network.published : null,
      publishedAs: isPublished ? network.publishedAs : null,
    })
  }
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
    variants: [...made.values()],
    pairs: pairs.filter(({ first, second }) => made.has(first) && made.has(second)),
    reach: template.reach === undefined ? null : at(template.reach, scale),
    leftOut,
    branchedFrom: null,
    seeds: [...(asked.seeds ?? Array.from({ length: template.seeds[scale] }, (_, index) => index + 1))],
    reuse: true,
  }
}

const unknownText = {
  parameters: 'No width comes near enough.',
  macs: 'No width comes near enough.',
  time: 'This computer was not measured, so how long a step takes is not known: lab calibrate measures it.',
} as const

/** Whether a network is at this scale what it is at the paper's. */
function sameAsPublished({ preset, design }: TemplateNetwork, scale: Scale): boolean {
  const made = (of: Scale): string => JSON.stringify([at(preset, of), at(design, of)])
  return made(scale) === made('paper')
}

function at<T>(value: T | Readonly<Record<Scale, T>>, scale: Scale): T {
  return isByScale(value) ? value[scale] : value
}

function isByScale<T>(value: T | Readonly<Record<Scale, T>>): value is Readonly<Record<Scale, T>> {
  return typeof value === 'object' && value !== null && scales.every((scale) => scale in value)
}

/** The recipe with some settings replaced whole. */
function withSettings(recipe: Recipe, settings: Readonly<Record<string, unknown>>): Recipe {
  return Object.keys(settings).length === 0 ? recipe : recipeSchema.parse({ ...recipe, ...settings })
}
