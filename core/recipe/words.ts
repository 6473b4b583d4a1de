/** Parts of a recipe in plain words, with every figure they have. */
import { countText, numberText } from './number-text.ts'
import type { Length, Recipe } from './recipe.ts'

/** `400 steps`, `1 epoch` */
export function lengthText({ unit, value }: Length): string {
  const noun = unit === 'steps' ? 'step' : 'epoch'
  return `${countText(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** `every epoch`, `every 100 steps` */
export function cadenceText(length: Length): string {
  return length.value === 1 ? `every ${length.unit === 'steps' ? 'step' : 'epoch'}` : `every ${lengthText(length)}`
}

/** `SGD, momentum 0.9, Nesterov` */
export function optimizerText(optimizer: Recipe['optimizer']): string {
  switch (optimizer.kind) {
    case 'sgd':
      return `SGD, momentum ${numberText(optimizer.momentum)}${optimizer.nesterov ? ', Nesterov' : ''}`
    case 'adamw':
      return `AdamW, β ${numberText(optimizer.beta1)} and ${numberText(optimizer.beta2)}, ε ${numberText(optimizer.epsilon)}`
    case 'lars':
      return `LARS, momentum ${numberText(optimizer.momentum)}, trust ${numberText(optimizer.trust)}`
  }
}

/** `1e-4 on all parameters` */
export function decayText({ weightDecay, decayScope }: Recipe['optimizer']): string {
  const scope = decayScope === 'all' ? 'all parameters' : 'weights, not BN and biases'
  return `${numberText(weightDecay)} on ${scope}`
}

/** `0.1, ÷ 10 after 32,000, 48,000` */
export function rateText(schedule: Recipe['learningRate']): string {
  switch (schedule.kind) {
    case 'steps': {
      const drops = schedule.after.map(countText).join(', ')
      const initial = numberText(schedule.initial)
      return drops === '' ? `${initial}, constant` : `${initial}, ÷ ${numberText(schedule.divisor)} after ${drops}`
    }
    case 'cosine':
      return `${numberText(schedule.initial)} to ${numberText(schedule.final)} along a cosine`
    case 'one-cycle': {
      const { initial, peak, final, rise } = schedule
      return `one cycle: ${numberText(initial)} up to ${numberText(peak)} in ${numberText(rise)} of the run, down to ${numberText(final)}`
    }
    case 'plateau': {
      const { initial, divisor, patience, least } = schedule
      return `${numberText(initial)}, ÷ ${numberText(divisor)} after ${countText(patience)} evaluations without gain, ${numberText(least)} at least`
    }
  }
}

export function warmUpText(warmUp: Recipe['warmUp']): string {
  switch (warmUp.kind) {
    case 'none':
      return 'none'
    case 'linear':
      return `over ${lengthText({ unit: 'steps', value: warmUp.steps })}, from ${numberText(warmUp.from)} of the rate`
    case 'until-error':
      return `${numberText(warmUp.rate)} until the training error is below ${numberText(warmUp.error)}`
  }
}

export function averagingText(averaging: Recipe['averaging']): string {
  switch (averaging.kind) {
    case 'none':
      return 'none'
    case 'ema':
      return `moving average, decay ${numberText(averaging.decay)}`
    case 'swa':
      return `equal average from ${numberText(averaging.from)} of the run, every ${lengthText({ unit: 'steps', value: averaging.every })}`
  }
}

/** `pad 4, crop, flip`, or `none` */
export function augmentationText({ pad, flip, cutout, erasing, mixup }: Recipe['augmentation']): string {
  const parts = [
    ...(pad > 0 ? [`pad ${pad}, crop`] : []),
    ...(flip ? ['flip'] : []),
    ...(cutout > 0 ? [`cutout ${cutout}`] : []),
    ...(erasing
      ? [`erase ${numberText(erasing.least)} to ${numberText(erasing.most)}, chance ${numberText(erasing.chance)}`]
      : []),
    ...(mixup > 0 ? [`mixup ${numberText(mixup)}`] : []),
  ]
  return parts.join(', ') || 'none'
}

export function activationCheckpointingText(recomputation: Recipe['recomputation']): string {
  switch (recomputation.kind) {
    case 'off':
      return 'off'
    case 'block':
      return 'each block'
    case 'stage':
      return 'each stage'
    case 'fit':
      return `as little as fits ${numberText(recomputation.gigabytes)} GB`
  }
}

/** `every epoch; newest 2 and the best, 4,000 MB at most` */
export function checkpointsText({ every, last, best, archive, budgetMegabytes }: Recipe['checkpoints']): string {
  const kept = [`newest ${countText(last)}`, ...(best ? ['the best'] : []), ...(archive ? [cadenceText(archive)] : [])]
  return `${cadenceText(every)}; kept: ${kept.join(', ')}, ${countText(budgetMegabytes)} MB at most`
}
