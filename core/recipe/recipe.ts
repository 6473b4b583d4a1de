/** A recipe says how a network is trained: everything in effect, nothing derived silently. What a file leaves out is filled in and kept. */
import { z } from 'zod'
import { datasetIds } from '../datasets/dataset.ts'
import { nameSchema } from '../text/names.ts'
import { nowNamed, withKernelsOfThen } from './older-recipe.ts'
import { settingParts, type SettingKey, type SettingValues } from './settings.ts'

export interface Recipe extends SettingValues {
  name: string
  /** Name of the recipe that this one was changed from; null where it is nobody else's. */
  basedOn: string | null
}

export type { Length } from './parts/leaves.ts'

type Left = 'name' | 'batchSize' | 'length' | 'learningRate' | 'evaluation' | 'seed' | 'inputScaling'
type PartOfKind<T> = T extends { kind: infer K } ? { kind: K } & Partial<Omit<T, 'kind'>> : Partial<T>

/** As a file may give it: what has a usual value may be left out. */
export type RecipeInput = Pick<Recipe, Left> &
  Partial<Omit<Recipe, Left | 'optimizer' | 'augmentation'>> & {
    optimizer: PartOfKind<Recipe['optimizer']>
    augmentation: Partial<Recipe['augmentation']>
  }

const parts = Object.fromEntries(Object.entries(settingParts).map(([key, { schema }]) => [key, schema])) as Record<
  SettingKey,
  z.ZodType
>

/** Files of older versions are read as they are called now; what is written is always the new form. */
export const recipeSchema = z.preprocess(
  nowNamed,
  z.strictObject({ name: nameSchema, basedOn: nameSchema.nullable().default(null), ...parts }),
) as z.ZodType as z.ZodType<Recipe, RecipeInput>

/** As runs and checkpoints keep it: complete when it was written. What no recipe said then, was so then. */
export const keptRecipeSchema = z.preprocess(withKernelsOfThen, recipeSchema) as z.ZodType as z.ZodType<Recipe, RecipeInput>

/** A recipe kept as a file, as a start for one's own. */
export const recipePresetSchema = z.strictObject({
  /** One sentence on what it is good for. */
  about: z.string().min(1),
  /** Where it is described. */
  source: z.string().min(1),
  /** Where it departs from its source, one sentence each. */
  departures: z.array(z.string().min(1)).default([]),
  /** Data sets it is made for; ImageNet is none of this lab's yet. */
  datasets: z.array(z.enum([...datasetIds, 'imagenet'])).min(1),
  recipe: recipeSchema,
})

/** Its id is the file's name without extension, the name the command line takes: `quick`, `he-2016-cifar`. */
export type RecipePreset = z.infer<typeof recipePresetSchema> & { id: string }
