/** A recipe in a terminal: what differs from doing nothing, in a few lines. */
import type { Length, Recipe } from '../training/recipe.ts'
import { count } from './text.ts'

export function recipeLines(recipe: Recipe): string[] {
  return [
    `${recipe.name}: batch ${recipe.batchSize}${recipe.accumulation > 1 ? ` × ${recipe.accumulation}` : ''}, ${lengthText(recipe.length)}, ${recipe.precision}, seed ${recipe.seed}`,
    `${optimizerText(recipe)}, learning rate ${rateText(recipe)}`,
    [`crop padding ${recipe.augmentation.pad}`, `flips ${recipe.augmentation.flip ? 'on' : 'off'}`, ...extras(recipe)].join(', '),
    `evaluated every ${lengthText(recipe.evaluation)}, a checkpoint every ${lengthText(recipe.checkpoints.every)}`,
  ]
}

function lengthText({ unit, value }: Length): string {
  return `${count(value)} ${value === 1 ? unit.slice(0, -1) : unit}`
}

function optimizerText({ optimizer }: Recipe): string {
  const decay = `weight decay ${optimizer.weightDecay}${optimizer.decayScope === 'weights' ? ' on weights only' : ''}`
  switch (optimizer.kind) {
    case 'sgd':
      return `SGD, momentum ${optimizer.momentum}${optimizer.nesterov ? ' (Nesterov)' : ''}, ${decay}`
    case 'adamw':
      return `AdamW, β ${optimizer.beta1} and ${optimizer.beta2}, ε ${optimizer.epsilon}, ${decay}`
    case 'lars':
      return `LARS, momentum ${optimizer.momentum}, trust ${optimizer.trust}, ${decay}`
  }
}

function rateText({ learningRate: schedule, warmUp }: Recipe): string {
  const warm =
    warmUp.kind === 'linear'
      ? `, from ${warmUp.from} of it over ${count(warmUp.steps)} steps`
      : warmUp.kind === 'until-error'
        ? `, ${warmUp.rate} until the error is below ${100 * warmUp.error} %`
        : ''
  switch (schedule.kind) {
    case 'steps': {
      const drops =
        schedule.after.length === 0 ? '' : ` ÷ ${schedule.divisor} after steps ${schedule.after.map(count).join(', ')}`
      return `${schedule.initial}${drops}${warm}`
    }
    case 'cosine':
      return `${schedule.initial} to ${schedule.final} along a cosine${warm}`
    case 'one-cycle':
      return `${schedule.initial} to ${schedule.peak} to ${schedule.final} in one cycle${warm}`
    case 'plateau':
      return `${schedule.initial} ÷ ${schedule.divisor} after ${schedule.patience} evaluations without gain${warm}`
  }
}

/** What a recipe need not have. */
function extras(recipe: Recipe): string[] {
  const { augmentation, averaging, recomputation } = recipe
  const all: [boolean, string][] = [
    [augmentation.cutout > 0, `cutout ${augmentation.cutout}`],
    [augmentation.erasing !== null, 'random erasing'],
    [augmentation.mixup > 0, `mixup ${augmentation.mixup}`],
    [recipe.labelSmoothing > 0, `label smoothing ${recipe.labelSmoothing}`],
    [recipe.stochasticDepth > 0, `stochastic depth ${recipe.stochasticDepth}`],
    [recipe.gradientClip !== null, `gradients clipped to ${recipe.gradientClip}`],
    [averaging.kind !== 'none', `averaged weights (${averaging.kind.toUpperCase()})`],
    [recomputation.kind !== 'off', `activations recomputed (${recomputation.kind})`],
    [recipe.validationImages > 0, `${count(recipe.validationImages)} images held out`],
    [recipe.earlyStop !== null, `ends early after ${recipe.earlyStop} evaluations without gain`],
  ]
  return all.filter(([on]) => on).map(([, text]) => text)
}
