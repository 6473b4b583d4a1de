/** How training images are changed at random, and how they enter the network. */
import { readWithin } from '../number-limit.ts'
import { numberText } from '../number-text.ts'
import { constant, number, outsideText, toggle } from '../parts/leaves.ts'
import { group, optional, orNull, orZero } from '../parts/composites.ts'
import { becomes, refused, type PartOption, type ValueOf } from '../parts/part.ts'
import { setting } from './setting.ts'

/** Images enter as (value − channel mean) ÷ channel std of the training set. */
export const inputScaling = setting(constant('channel-mean-std'), { name: 'Input', words: () => 'channel mean and std' })

/** Zero pixels added to each side before a random crop of the original size. */
export const pad = number('pad', {
  name: 'padding',
  noun: 'Padding',
  whole: true,
  min: 1,
  max: 64,
  usual: 4,
  option: ['--crop', '<px>', 'padding on each side before a random crop'],
})
/** Side of a square blacked out at a random centre (DeVries & Taylor 2017). */
export const cutout = number('cutoutSide', {
  name: 'cutout',
  noun: 'The side',
  whole: true,
  min: 1,
  max: 512,
  usual: 8,
  option: ['--cutout', '<px>', 'side of a square blacked out'],
})
const chance = number('erasingChance', { name: 'erasing, chance', noun: 'The chance', min: 0, max: 1, usual: 0.5 })
const least = number('erasingLeast', { name: 'erasing, least share', noun: 'The least share', min: 0, max: 1, usual: 0.02 })
const most = number('erasingMost', { name: 'erasing, largest share', noun: 'The largest share', min: 0, max: 1, usual: 0.4 })

type Erasing = Record<'chance' | 'least' | 'most', number>

const eraseOption: PartOption<Erasing> = {
  flag: '--erase',
  takes: '<chance,least,most>',
  about: 'random rectangles: their chance, least and largest share of the image, as 0.5,0.02,0.4',
  fields: ['erasingChance', 'erasingLeast', 'erasingMost'],
  // On a command line commas only part numbers.
  read(text) {
    const typed = text.split(',')
    if (typed.length !== 3) return refused('it takes three numbers, as 0.5,0.02,0.4')
    const numbers: number[] = []
    for (const [index, { spec }] of [chance, least, most].entries()) {
      const read = readWithin(typed[index] ?? '', spec)
      if (!read.ok) return refused(outsideText(spec))
      numbers.push(read.value)
    }
    const [first = 0, second = 0, third = 0] = numbers
    return becomes({ chance: first, least: second, most: third })
  },
  say: (value) => `${value.chance},${value.least},${value.most}`,
}

/** Images with another of their batch, mixed by a share drawn from Beta(α, α) (Zhang et al. 2018). */
const mixup = number('mixupAlpha', {
  name: 'mixup',
  noun: 'Alpha',
  min: 0,
  above: true,
  max: 10,
  usual: 0.2,
  option: ['--mixup', '<alpha>', 'images mixed in pairs by a share from Beta(α, α)'],
})

const part = group({
  pad: orZero('crop', pad),
  flip: toggle('flip', { usual: false, option: ['--flip', 'images mirrored at random'] }),
  cutout: optional(orZero('cutout', cutout)),
  /** A random rectangle of random pixels (Zhong et al. 2020): its chance, and its share of the image. */
  erasing: optional(orNull('erasing', group({ chance, least, most }, [eraseOption]))),
  mixup: optional(orZero('mixup', mixup)),
})

/** `pad 4, crop, flip`, or `none` */
function augmentationText(value: ValueOf<typeof part>): string {
  const { erasing } = value
  const parts = [
    ...(value.pad > 0 ? [`pad ${value.pad}, crop`] : []),
    ...(value.flip ? ['flip'] : []),
    ...(value.cutout > 0 ? [`cutout ${value.cutout}`] : []),
    ...(erasing
      ? [`erase ${numberText(erasing.least)} to ${numberText(erasing.most)}, chance ${numberText(erasing.chance)}`]
      : []),
    ...(value.mixup > 0 ? [`mixup ${numberText(value.mixup)}`] : []),
  ]
  return parts.join(', ') || 'none'
}

export const augmentation = setting(part, { name: 'Augmentation', words: augmentationText })
