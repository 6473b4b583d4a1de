/** How often a checkpoint is written, which are kept, and how much room they may take. */
import { countText } from '../number-text.ts'
import { cadenceText, length, number, toggle } from '../parts/leaves.ts'
import { group, optional, orNull } from '../parts/composites.ts'
import type { ValueOf } from '../parts/part.ts'
import { longest } from './length.ts'
import { setting } from './setting.ts'

const part = group({
  every: length('checkpoint', 'checkpointUnit', {
    name: 'checkpoints',
    noun: 'The cadence',
    whole: true,
    min: 1,
    max: longest,
    usual: 1,
    unit: 'epochs',
    option: ['--checkpoint-every', '<n>', 'how often a checkpoint is written'],
  }),
  /** The newest so many are kept. */
  last: number('keepLast', {
    name: 'checkpoints kept',
    noun: 'Checkpoints kept',
    whole: true,
    min: 1,
    max: 1000,
    usual: 2,
    option: ['--keep-last', '<n>', 'newest checkpoints kept'],
  }),
  /** The one of the lowest error so far is kept too. */
  best: toggle('keepBest', { usual: true, option: ['--keep-best', 'whether the best checkpoint is kept too'] }),
  /** Those of every so many steps or epochs are kept for good. */
  archive: orNull(
    'archive',
    length('archiveEvery', 'archiveUnit', {
      name: 'checkpoints kept for good',
      noun: 'The cadence',
      whole: true,
      min: 1,
      max: longest,
      usual: 10,
      unit: 'epochs',
      option: ['--keep-every', '<n>', 'checkpoints kept for good'],
    }),
  ),
  /** Largest size of all of them in megabytes (10⁶ bytes); the newest is kept whatever its size. */
  budgetMegabytes: number('budget', {
    name: 'room for checkpoints',
    noun: 'Their room',
    min: 0,
    above: true,
    max: longest,
    usual: 4000,
    option: ['--checkpoint-room', '<MB>', 'largest size of all checkpoints'],
  }),
})

/** `every epoch; kept: newest 2, the best, 4,000 MB at most` */
function checkpointsText({ every, last, best, archive, budgetMegabytes }: ValueOf<typeof part>): string {
  const kept = [`newest ${countText(last)}`, ...(best ? ['the best'] : []), ...(archive ? [cadenceText(archive)] : [])]
  return `${cadenceText(every)}; kept: ${kept.join(', ')}, ${countText(budgetMegabytes)} MB at most`
}

export const checkpoints = setting(optional(part), { name: 'Checkpoints', words: checkpointsText, matters: false })
