/** How many images make a step, and how many are held out of training. */
import { number, numberOrNone } from '../parts/leaves.ts'
import { optional } from '../parts/composites.ts'
import { countText } from '../number-text.ts'
import { setting } from './setting.ts'

/** Images of one forward and backward pass: the micro-batch where a step has several. */
export const batchPart = number('batch', {
  name: 'batch',
  noun: 'A batch',
  whole: true,
  min: 1,
  max: 65_536,
  usual: 128,
  option: ['--batch', '<n>', 'images of one pass: the micro-batch where a step has several'],
})

export const batchSize = setting(batchPart, {
  name: 'Batch',
  words: (size, recipe) => (recipe['accumulation'] === 1 ? countText(size) : `micro-batch of ${countText(size)}`),
})

/** Passes whose gradients are averaged into one step. */
export const accumulationPart = number('accumulation', {
  name: 'micro-batches a step',
  noun: 'Micro-batches a step',
  whole: true,
  min: 1,
  max: 4096,
  usual: 1,
  option: ['--accumulate', '<n>', 'micro-batches whose gradients make one step'],
})

export const accumulation = setting(optional(accumulationPart), {
  name: 'Micro-batches a step',
  words: countText,
  off: (count) => count === 1,
})

/** So many of the training images, drawn by the seed, are held out: best, plateau and early stop then follow their error, not the test set's. */
export const validationPart = number('validation', {
  name: 'validation images',
  noun: 'Validation images',
  whole: true,
  min: 0,
  max: 10_000_000,
  usual: 0,
  option: ['--validation', '<n>', 'training images held out to follow'],
})

export const validationImages = setting(optional(validationPart), {
  name: 'Validation images',
  words: (count) => (count === 0 ? numberOrNone(count) : countText(count)),
  off: (count) => count === 0,
})
