/** What each number of a recipe's fields may be, and what it usually is; within what the recipe's schema takes. */
import type { RecipeField } from './fields.ts'
import type { NumberLimit } from './number-limit.ts'

export interface Limit extends NumberLimit {
  /** The field as a list of what must be mended names it. */
  readonly name: string
  /** As a sentence begins with it. */
  readonly noun: string
  readonly usual: number
}

const most = 100_000_000
const whole = (name: string, noun: string, min: number, max: number, usual: number): Limit => ({
  name,
  noun,
  whole: true,
  min,
  max,
  usual,
})
const number = (name: string, noun: string, min: number, max: number, usual: number): Limit => ({ name, noun, min, max, usual })
const above = (name: string, noun: string, min: number, max: number, usual: number): Limit => ({
  ...number(name, noun, min, max, usual),
  above: true,
})

export const fieldLimits = {
  batch: whole('batch', 'A batch', 1, 65_536, 128),
  accumulation: whole('batches a step', 'Batches a step', 1, 4096, 1),
  length: whole('length', 'The length', 1, most, 400),
  momentum: number('momentum', 'Momentum', 0, 0.9999, 0.9),
  beta1: number('beta 1', 'Beta 1', 0, 0.9999, 0.9),
  beta2: number('beta 2', 'Beta 2', 0, 0.999999, 0.999),
  epsilon: above('epsilon', 'Epsilon', 0, 1, 1e-8),
  trust: above('trust', 'Trust', 0, 1, 0.001),
  weightDecay: number('weight decay', 'Weight decay', 0, 1, 0.0001),
  rate: above('learning rate', 'The learning rate', 0, 1000, 0.1),
  divisor: number('what the rate is divided by', 'The divisor', 1, 1000, 10),
  finalRate: number('final rate', 'The final rate', 0, 1000, 0),
  startRate: above('first rate', 'The first rate', 0, 1000, 0.004),
  rise: number('rise', 'The rise’s share', 0.01, 0.99, 0.3),
  patience: whole('patience', 'Patience', 1, 10_000, 5),
  leastRate: number('least rate', 'The least rate', 0, 1000, 0),
  warmUpSteps: whole('warm-up', 'Warm-up within the run', 1, most, 500),
  warmUpFrom: number('warm-up, first share', 'Its first share', 0, 1, 0),
  warmUpRate: above('warm-up, rate', 'Its rate', 0, 1000, 0.01),
  warmUpError: number('warm-up, error', 'The training error', 0, 1, 0.8),
  clipNorm: above('gradient clipping', 'The largest norm', 0, 1e9, 1),
  labelSmoothing: number('label smoothing', 'Label smoothing', 0, 0.9, 0.1),
  stochasticDepth: number('stochastic depth', 'The chance', 0, 0.9, 0.2),
  emaDecay: number('averaging, decay', 'The decay', 0, 0.999999, 0.999),
  swaFrom: number('averaging, from', 'The share', 0, 1, 0.75),
  swaEvery: whole('averaging, every', 'The cadence', 1, most, 100),
  pad: whole('padding', 'Padding', 1, 64, 4),
  cutoutSide: whole('cutout', 'The side', 1, 512, 8),
  erasingChance: number('erasing, chance', 'The chance', 0, 1, 0.5),
  erasingLeast: number('erasing, least share', 'The least share', 0, 1, 0.02),
  erasingMost: number('erasing, largest share', 'The largest share', 0, 1, 0.4),
  mixupAlpha: above('mixup', 'Alpha', 0, 10, 0.2),
  gigabytes: above('memory', 'Memory', 0, 100_000, 8),
  validation: whole('validation images', 'Validation images', 0, 10_000_000, 0),
  evaluation: whole('evaluation', 'The cadence', 1, most, 1),
  earlyStop: whole('early stop', 'Early stop', 1, 10_000, 10),
  checkpoint: whole('checkpoints', 'The cadence', 1, most, 1),
  keepLast: whole('checkpoints kept', 'Checkpoints kept', 1, 1000, 2),
  archiveEvery: whole('checkpoints kept for good', 'The cadence', 1, most, 10),
  budget: above('room for checkpoints', 'Their room', 0, most, 4000),
  telemetry: whole('measuring inside', 'The cadence', 0, most, 100),
} as const satisfies Partial<Record<RecipeField, Limit>>

export type NumberField = keyof typeof fieldLimits
