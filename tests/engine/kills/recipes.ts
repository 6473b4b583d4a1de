/** Recipes that together keep every kind of state there is from one step to the next. */
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { recipeWith } from '../native.ts'

const steps = (value: number) => ({ unit: 'steps' as const, value })

const cadence = {
  length: steps(120),
  evaluation: steps(15),
  checkpoints: { every: steps(8), last: 2, best: true, archive: steps(40), budgetMegabytes: 100 },
  telemetryEvery: 7,
}

export const recipesToKill: readonly Recipe[] = [
  recipeWith({
    ...cadence,
    name: 'drops, validation',
    learningRate: { kind: 'steps', initial: 0.05, divisor: 10, after: [40, 80] },
    augmentation: { pad: 2, flip: true },
    validationImages: 16,
  }),
  recipeWith({
    ...cadence,
    name: 'AdamW, cosine, moving average',
    optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    learningRate: { kind: 'cosine', initial: 0.002, final: 0 },
    warmUp: { kind: 'linear', steps: 20, from: 0.1 },
    averaging: { kind: 'ema', decay: 0.95 },
    labelSmoothing: 0.1,
  }),
  recipeWith({
    ...cadence,
    name: 'plateau, accumulation',
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4, decayScope: 'weights' },
    learningRate: { kind: 'plateau', initial: 0.02, divisor: 2, patience: 1, least: 0.0001 },
    accumulation: 2,
    validationImages: 16,
    gradientClip: 1,
  }),
  recipeWith({
    ...cadence,
    name: 'LARS, one cycle, averaged weights',
    optimizer: { kind: 'lars', momentum: 0.9, trust: 0.02, weightDecay: 1e-4 },
    learningRate: { kind: 'one-cycle', initial: 0.1, peak: 1, final: 0, rise: 0.3 },
    averaging: { kind: 'swa', from: 0.5, every: 5 },
    augmentation: { pad: 0, flip: true, cutout: 4, mixup: 0.2 },
  }),
  recipeWith({
    ...cadence,
    name: 'warm-up by error, stochastic depth, bad steps',
    learningRate: { kind: 'steps', initial: 0.05, divisor: 10, after: [100] },
    warmUp: { kind: 'until-error', rate: 0.01, error: 1 },
    dropPath: 0.3,
    notFinite: 'skip',
  }),
]
