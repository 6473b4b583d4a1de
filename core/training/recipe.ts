/** A recipe says how a network is trained: everything in effect, nothing derived silently. */
import { z } from 'zod'

/** A length in steps (batches) or epochs (passes over the training set). */
const lengthSchema = z.strictObject({ unit: z.enum(['steps', 'epochs']), value: z.number().int().min(1).max(100_000_000) })

export const recipeSchema = z.strictObject({
  name: z.string().min(1).max(200),
  batchSize: z.number().int().min(1).max(65536),
  length: lengthSchema,
  optimizer: z.strictObject({
    kind: z.literal('sgd'),
    momentum: z.number().min(0).max(0.9999),
    /** Coefficient of ½‖w‖² added to the loss, on all weights, BN scale and offset included. */
    weightDecay: z.number().min(0).max(1),
  }),
  /** Divided by `divisor` when each of the steps `after` is reached (He et al. 2016, section 4.2: 32k and 48k). */
  learningRate: z.strictObject({
    kind: z.literal('steps'),
    initial: z.number().positive().max(1000),
    divisor: z.number().min(1).max(1000),
    after: z.array(z.number().int().min(1)).max(64),
  }),
  /** Images enter as (value − channel mean) ÷ channel deviation of the training set. */
  inputScaling: z.literal('channel-mean-deviation'),
  augmentation: z.strictObject({
    /** Zero pixels added to each side before a random crop of the original size; 0 is off. */
    pad: z.number().int().min(0).max(64),
    flip: z.boolean(),
  }),
  /** How often the whole test set is evaluated; it always is at the end. */
  evaluation: lengthSchema,
  /** Initial weights, data order, crops and flips all follow from it. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})

export type Recipe = z.infer<typeof recipeSchema>
export type Length = z.infer<typeof lengthSchema>

/** A recipe kept as a file, as a start for one's own. */
export const recipePresetSchema = z.strictObject({
  /** One sentence on what it is good for. */
  about: z.string().min(1),
  /** Where it is described. */
  source: z.string().min(1),
  /** Data sets it is made for. */
  datasets: z.array(z.enum(['cifar10', 'mnist'])).min(1),
  recipe: recipeSchema,
})

/** Its id is the file's name without extension, the name the command line takes: `quick`, `he-2016-cifar`. */
export type RecipePreset = z.infer<typeof recipePresetSchema> & { id: string }
