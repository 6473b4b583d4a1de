/**
 * A recipe as fields of text, so that what cannot be taken stays where it was typed. The Train sheet edits them and the command line's
 * options set them; read-fields.ts reads them back. A field that is not in effect (beta1 of SGD) holds its usual value.
 */
import { countText, numbersText, numberText } from './number-text.ts'
import type { Length, Recipe } from './recipe.ts'

export interface RecipeFields {
  readonly batch: string
  readonly accumulation: string
  readonly length: string
  readonly lengthUnit: Length['unit']
  readonly optimizer: Recipe['optimizer']['kind']
  readonly momentum: string
  readonly nesterov: boolean
  readonly beta1: string
  readonly beta2: string
  readonly epsilon: string
  readonly trust: string
  readonly weightDecay: string
  readonly decayScope: Recipe['optimizer']['decayScope']
  readonly schedule: Recipe['learningRate']['kind']
  /** The rate that a schedule is about: where it begins, and of one cycle its peak. */
  readonly rate: string
  readonly divisor: string
  /** Steps, separated by commas. */
  readonly drops: string
  readonly finalRate: string
  /** Of one cycle: where it begins, and the share of the run up to its peak. */
  readonly startRate: string
  readonly rise: string
  readonly patience: string
  readonly leastRate: string
  readonly warmUp: Recipe['warmUp']['kind']
  readonly warmUpSteps: string
  readonly warmUpFrom: string
  readonly warmUpRate: string
  readonly warmUpError: string
  readonly clip: boolean
  readonly clipNorm: string
  readonly labelSmoothing: string
  readonly stochasticDepth: string
  readonly averaging: Recipe['averaging']['kind']
  readonly emaDecay: string
  readonly swaFrom: string
  readonly swaEvery: string
  readonly crop: boolean
  readonly pad: string
  readonly flip: boolean
  readonly cutout: boolean
  readonly cutoutSide: string
  readonly erasing: boolean
  readonly erasingChance: string
  readonly erasingLeast: string
  readonly erasingMost: string
  readonly mixup: boolean
  readonly mixupAlpha: string
  readonly precision: Recipe['precision']
  readonly recomputation: Recipe['recomputation']['kind']
  readonly gigabytes: string
  readonly validation: string
  readonly evaluation: string
  readonly evaluationUnit: Length['unit']
  readonly stopEarly: boolean
  readonly earlyStop: string
  readonly notFinite: Recipe['notFinite']
  readonly checkpoint: string
  readonly checkpointUnit: Length['unit']
  readonly keepLast: string
  readonly keepBest: boolean
  readonly archive: boolean
  readonly archiveEvery: string
  readonly archiveUnit: Length['unit']
  readonly budget: string
  readonly telemetry: string
  /** Whole numbers, separated by commas: one run for each. */
  readonly seeds: string
}

export type RecipeField = keyof RecipeFields

export function recipeFields(recipe: Recipe): RecipeFields {
  const { length, evaluation, checkpoints, gradientClip, earlyStop, recomputation } = recipe
  const { archive } = checkpoints
  return {
    batch: countText(recipe.batchSize),
    accumulation: countText(recipe.accumulation),
    length: countText(length.value),
    lengthUnit: length.unit,
    ...optimizerFields(recipe.optimizer),
    ...scheduleFields(recipe.learningRate),
    ...warmUpFields(recipe.warmUp),
    clip: gradientClip !== null,
    clipNorm: numberText(gradientClip ?? 1),
    labelSmoothing: numberText(recipe.labelSmoothing),
    stochasticDepth: numberText(recipe.stochasticDepth),
    ...averagingFields(recipe.averaging),
    ...augmentationFields(recipe.augmentation),
    precision: recipe.precision,
    recomputation: recomputation.kind,
    gigabytes: numberText(recomputation.kind === 'fit' ? recomputation.gigabytes : 8),
    validation: countText(recipe.validationImages),
    evaluation: countText(evaluation.value),
    evaluationUnit: evaluation.unit,
    stopEarly: earlyStop !== null,
    earlyStop: countText(earlyStop ?? 10),
    notFinite: recipe.notFinite,
    checkpoint: countText(checkpoints.every.value),
    checkpointUnit: checkpoints.every.unit,
    keepLast: countText(checkpoints.last),
    keepBest: checkpoints.best,
    archive: archive !== null,
    archiveEvery: countText(archive?.value ?? 10),
    archiveUnit: archive?.unit ?? 'epochs',
    budget: numberText(checkpoints.budgetMegabytes),
    telemetry: countText(recipe.telemetryEvery),
    seeds: String(recipe.seed),
  }
}

type OptimizerField =
  'optimizer' | 'momentum' | 'nesterov' | 'beta1' | 'beta2' | 'epsilon' | 'trust' | 'weightDecay' | 'decayScope'

function optimizerFields(optimizer: Recipe['optimizer']): Pick<RecipeFields, OptimizerField> {
  const adam = optimizer.kind === 'adamw' ? optimizer : { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }
  return {
    optimizer: optimizer.kind,
    momentum: numberText(optimizer.kind === 'adamw' ? 0.9 : optimizer.momentum),
    nesterov: optimizer.kind === 'sgd' && optimizer.nesterov,
    beta1: numberText(adam.beta1),
    beta2: numberText(adam.beta2),
    epsilon: numberText(adam.epsilon),
    trust: numberText(optimizer.kind === 'lars' ? optimizer.trust : 0.001),
    weightDecay: numberText(optimizer.weightDecay),
    decayScope: optimizer.decayScope,
  }
}

type ScheduleField = 'schedule' | 'rate' | 'divisor' | 'drops' | 'finalRate' | 'startRate' | 'rise' | 'patience' | 'leastRate'

function scheduleFields(schedule: Recipe['learningRate']): Pick<RecipeFields, ScheduleField> {
  const rate = schedule.kind === 'one-cycle' ? schedule.peak : schedule.initial
  const plateau = schedule.kind === 'plateau' ? schedule : { patience: 5, least: 0 }
  return {
    schedule: schedule.kind,
    rate: numberText(rate),
    divisor: numberText('divisor' in schedule ? schedule.divisor : 10),
    drops: schedule.kind === 'steps' ? numbersText(schedule.after) : '',
    finalRate: numberText('final' in schedule ? schedule.final : 0),
    // A cycle usually begins at a 25th of its peak.
    startRate: numberText(schedule.kind === 'one-cycle' ? schedule.initial : Number((rate / 25).toPrecision(2))),
    rise: numberText(schedule.kind === 'one-cycle' ? schedule.rise : 0.3),
    patience: countText(plateau.patience),
    leastRate: numberText(plateau.least),
  }
}

type WarmUpField = 'warmUp' | 'warmUpSteps' | 'warmUpFrom' | 'warmUpRate' | 'warmUpError'

function warmUpFields(warmUp: Recipe['warmUp']): Pick<RecipeFields, WarmUpField> {
  const linear = warmUp.kind === 'linear' ? warmUp : { steps: 500, from: 0 }
  const untilError = warmUp.kind === 'until-error' ? warmUp : { rate: 0.01, error: 0.8 }
  return {
    warmUp: warmUp.kind,
    warmUpSteps: countText(linear.steps),
    warmUpFrom: numberText(linear.from),
    warmUpRate: numberText(untilError.rate),
    warmUpError: numberText(untilError.error),
  }
}

type AveragingField = 'averaging' | 'emaDecay' | 'swaFrom' | 'swaEvery'

function averagingFields(averaging: Recipe['averaging']): Pick<RecipeFields, AveragingField> {
  const swa = averaging.kind === 'swa' ? averaging : { from: 0.75, every: 100 }
  return {
    averaging: averaging.kind,
    emaDecay: numberText(averaging.kind === 'ema' ? averaging.decay : 0.999),
    swaFrom: numberText(swa.from),
    swaEvery: countText(swa.every),
  }
}

type AugmentationField =
  | 'crop'
  | 'pad'
  | 'flip'
  | 'cutout'
  | 'cutoutSide'
  | 'erasing'
  | 'erasingChance'
  | 'erasingLeast'
  | 'erasingMost'
  | 'mixup'
  | 'mixupAlpha'

function augmentationFields(augmentation: Recipe['augmentation']): Pick<RecipeFields, AugmentationField> {
  const { pad, flip, cutout, erasing, mixup } = augmentation
  return {
    crop: pad > 0,
    pad: countText(pad || 4),
    flip,
    cutout: cutout > 0,
    cutoutSide: countText(cutout || 8),
    erasing: erasing !== null,
    erasingChance: numberText(erasing?.chance ?? 0.5),
    erasingLeast: numberText(erasing?.least ?? 0.02),
    erasingMost: numberText(erasing?.most ?? 0.4),
    mixup: mixup > 0,
    mixupAlpha: numberText(mixup || 0.2),
  }
}
