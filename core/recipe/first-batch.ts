/** How one batch is put through an untrained network, and the recipe that its steps of training follow. */
import { z } from 'zod'
import { datasetIds } from '../datasets/dataset.ts'
import { recipeSchema, type Recipe } from './recipe.ts'
import { seedSchema } from './seed.ts'

export const firstBatchSchema = z.strictObject({
  /** `noise`: standard normal numbers in place of pixels, and classes at random, for networks that no data set here fits. */
  images: z.enum([...datasetIds, 'noise']),
  batchSize: z.number().int().min(2).max(65_536),
  precision: z.enum(['float32', 'bfloat16', 'float16']),
  seed: seedSchema,
})

export type FirstBatchSettings = z.infer<typeof firstBatchSchema>

/** Steps of He et al. 2016, section 4.2, on images as they are: what a step takes depends neither on rate nor on crops. */
export function firstBatchRecipe({ batchSize, precision, seed }: Omit<FirstBatchSettings, 'images'>): Recipe {
  return recipeSchema.parse({
    name: 'First batch',
    batchSize,
    length: { unit: 'steps', value: 100 },
    optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
    inputScaling: 'channel-mean-std',
    augmentation: { pad: 0, flip: false },
    precision,
    evaluation: { unit: 'steps', value: 100 },
    telemetryEvery: 0,
    seed,
  })
}
