/** A recipe says how a network is trained: everything in effect, nothing derived silently. What a file leaves out is filled in and kept. */
import { z } from 'zod'
import { longestName } from '../text/names.ts'

/** A length in steps (updates of the weights) or epochs (passes over the training images). */
const lengthSchema = z.strictObject({ unit: z.enum(['steps', 'epochs']), value: z.number().int().min(1).max(100_000_000) })

const share = z.number().min(0).max(1)
const rate = z.number().positive().max(1000)

/** Which parameters weight decay is on: all of them, or only weights, without BN scale and offset and biases. */
const decayScope = z.enum(['all', 'weights']).default('all')

const optimizerSchema = z.discriminatedUnion('kind', [
  /** v ← m v + (g + λ w), w ← w − rate · v; Nesterov: w ← w − rate · (g + λ w + m v). As PyTorch's SGD. */
  z.strictObject({
    kind: z.literal('sgd'),
    momentum: z.number().min(0).max(0.9999),
    nesterov: z.boolean().default(false),
    /** Coefficient of ½‖w‖² added to the loss. */
    weightDecay: share,
    decayScope,
  }),
  /** Decoupled weight decay (Loshchilov & Hutter 2019), as PyTorch's AdamW. */
  z.strictObject({
    kind: z.literal('adamw'),
    beta1: z.number().min(0).max(0.9999),
    beta2: z.number().min(0).max(0.999999),
    epsilon: z.number().positive().max(1),
    weightDecay: share,
    decayScope,
  }),
  /** Layer-wise adaptive rates for large batches (You et al. 2017): the rate of a weight times trust · ‖w‖ ÷ (‖g‖ + λ‖w‖). */
  z.strictObject({
    kind: z.literal('lars'),
    momentum: z.number().min(0).max(0.9999),
    trust: z.number().positive().max(1),
    weightDecay: share,
    /** What is not decayed is not adapted either. */
    decayScope,
  }),
])

const learningRateSchema = z.discriminatedUnion('kind', [
  /** Divided by `divisor` when each of the steps `after` is reached (He et al. 2016, section 4.2: 32k and 48k). */
  z.strictObject({
    kind: z.literal('steps'),
    initial: rate,
    divisor: z.number().min(1).max(1000),
    after: z.array(z.number().int().min(1)).max(64),
  }),
  /** Half a cosine from `initial` to `final` over the run (Loshchilov & Hutter 2017, one cycle without restarts). */
  z.strictObject({ kind: z.literal('cosine'), initial: rate, final: z.number().min(0).max(1000) }),
  /** From `initial` up to `peak` over the share `rise` of the run, and down to `final`, both along half a cosine (Smith & Topin 2018). */
  z.strictObject({
    kind: z.literal('one-cycle'),
    initial: rate,
    peak: rate,
    final: z.number().min(0).max(1000),
    rise: z.number().min(0.01).max(0.99),
  }),
  /** Divided by `divisor` after `patience` evaluations in a row without a lower error, down to `least` at most. */
  z.strictObject({
    kind: z.literal('plateau'),
    initial: rate,
    divisor: z.number().min(1).max(1000),
    patience: z.number().int().min(1).max(10_000),
    least: z.number().min(0).max(1000),
  }),
])

const warmUpSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** The scheduled rate times a factor that grows from `from` to 1 in equal parts over the first `steps` steps (Goyal et al. 2017). */
  z.strictObject({ kind: z.literal('linear'), steps: z.number().int().min(1).max(100_000_000), from: share }),
  /** `rate` until the mean training error of 100 steps is below `error` (He et al. 2016, section 4.2, for 110 layers: 0.01 and 80 %). */
  z.strictObject({ kind: z.literal('until-error'), rate, error: share }),
])

const averagingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** Exponential moving average of weights and BN statistics after every step. */
  z.strictObject({ kind: z.literal('ema'), decay: z.number().min(0).max(0.999999) }),
  /** Equal average of the weights taken every `every` steps, from the share `from` of the run on (Izmailov et al. 2018). */
  z.strictObject({ kind: z.literal('swa'), from: share, every: z.number().int().min(1).max(100_000_000) }),
])

const activationCheckpointingSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('off') }),
  /** Only what enters each block, or each group of blocks, is kept; the rest is computed again going backward (Chen et al. 2016). */
  z.strictObject({ kind: z.literal('block') }),
  z.strictObject({ kind: z.literal('stage') }),
  /** As little as fits: off, else per block, else per group. */
  z.strictObject({ kind: z.literal('fit'), gigabytes: z.number().positive().max(100_000) }),
])

const checkpointsSchema = z.strictObject({
  every: lengthSchema,
  /** The newest so many are kept. */
  last: z.number().int().min(1).max(1000),
  /** The one of the lowest error so far is kept too. */
  best: z.boolean(),
  /** Those of every so many steps or epochs are kept for good. */
  archive: lengthSchema.nullable(),
  /** Largest size of all of them in megabytes (10⁶ bytes); the newest is kept whatever its size. */
  budgetMegabytes: z.number().positive().max(100_000_000),
})

export const recipeSchema = z.strictObject({
  name: z.string().min(1).max(longestName),
  /** Images of one forward and backward pass. */
  batchSize: z.number().int().min(1).max(65536),
  /** Passes whose gradients are averaged into one step. */
  accumulation: z.number().int().min(1).max(4096).default(1),
  length: lengthSchema,
  optimizer: optimizerSchema,
  learningRate: learningRateSchema,
  warmUp: warmUpSchema.default({ kind: 'none' }),
  /** Largest norm of all gradients together; larger ones are scaled down to it. Null: as they are. */
  gradientClip: z.number().positive().max(1e9).nullable().default(null),
  /** Share of the target that is spread evenly over all classes (Szegedy et al. 2016). */
  labelSmoothing: z.number().min(0).max(0.9).default(0),
  /** Chance that the last residual block is left out of a step; earlier ones less, in equal parts (Huang et al. 2016). */
  stochasticDepth: z.number().min(0).max(0.9).default(0),
  averaging: averagingSchema.default({ kind: 'none' }),
  /** Images enter as (value − channel mean) ÷ channel deviation of the training set. */
  inputScaling: z.literal('channel-mean-deviation'),
  augmentation: z.strictObject({
    /** Zero pixels added to each side before a random crop of the original size; 0 is off. */
    pad: z.number().int().min(0).max(64),
    flip: z.boolean(),
    /** Side of a square blacked out at a random centre (DeVries & Taylor 2017); 0 is off. */
    cutout: z.number().int().min(0).max(512).default(0),
    /** A random rectangle of random pixels (Zhong et al. 2020): its chance, and its share of the image. Null is off. */
    erasing: z.strictObject({ chance: share, least: share, most: share }).nullable().default(null),
    /** Each image with another of its batch, mixed by a share drawn from Beta(α, α) (Zhang et al. 2018); 0 is off. */
    mixup: z.number().min(0).max(10).default(0),
  }),
  /** Numbers of activations and their gradients; weights, statistics and updates stay float32. float16 scales the loss as needed. */
  precision: z.enum(['float32', 'bfloat16', 'float16']).default('float32'),
  recomputation: activationCheckpointingSchema.default({ kind: 'off' }),
  /** So many of the training images, drawn by the seed, are held out: best, plateau and early stop then follow their error, not the test set's. */
  validationImages: z.number().int().min(0).max(10_000_000).default(0),
  /** How often the whole test set is evaluated, and the validation images if there are any; both always are at the end. */
  evaluation: lengthSchema,
  /** Ends the run after so many evaluations in a row without a lower error. Null: never. */
  earlyStop: z.number().int().min(1).max(10_000).nullable().default(null),
  /** What a loss that is not finite does: ends the run as diverged, or leaves out the step. */
  notFinite: z.enum(['stop', 'skip']).default('stop'),
  checkpoints: checkpointsSchema.default({
    every: { unit: 'epochs', value: 1 },
    last: 2,
    best: true,
    archive: null,
    budgetMegabytes: 4000,
  }),
  /** Gradients, weights and responses of every layer are measured every so many steps; 0 is never. */
  telemetryEvery: z.number().int().min(0).max(100_000_000).default(100),
  /** Initial weights, data order, crops, flips and all else that is random follow from it. */
  seed: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31 - 1),
})

export type Recipe = z.infer<typeof recipeSchema>
/** As a file may give it: what has a usual value may be left out. */
export type RecipeInput = z.input<typeof recipeSchema>
export type Length = z.infer<typeof lengthSchema>

/** A recipe kept as a file, as a start for one's own. */
export const recipePresetSchema = z.strictObject({
  /** One sentence on what it is good for. */
  about: z.string().min(1),
  /** Where it is described. */
  source: z.string().min(1),
  /** Where it departs from its source, one sentence each. */
  departures: z.array(z.string().min(1)).default([]),
  /** Data sets it is made for; ImageNet is none of this lab's yet. */
  datasets: z.array(z.enum(['cifar10', 'mnist', 'imagenet'])).min(1),
  recipe: recipeSchema,
})

/** Its id is the file's name without extension, the name the command line takes: `quick`, `he-2016-cifar`. */
export type RecipePreset = z.infer<typeof recipePresetSchema> & { id: string }
