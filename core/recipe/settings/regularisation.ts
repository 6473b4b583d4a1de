/** What keeps weights and predictions from extremes: label smoothing, drop path, clipping, averages of the weights. */
import { numberText } from '../number-text.ts'
import { readWithin } from '../number-limit.ts'
import { lengthText, number, numberOrNone, outsideText, type NumberPart } from '../parts/leaves.ts'
import { kinds, optional, orNull } from '../parts/composites.ts'
import { refused, taken, type PartOption, type ValueOf } from '../parts/part.ts'
import { longest } from './length.ts'
import { setting } from './setting.ts'

/** Share of the target that is spread evenly over all classes (Szegedy et al. 2016). */
export const labelSmoothing = setting(
  optional(
    number('labelSmoothing', {
      name: 'label smoothing',
      noun: 'Label smoothing',
      min: 0,
      max: 0.9,
      usual: 0,
      option: ['--label-smoothing', '<share>', 'share of the target spread over all classes'],
    }),
  ),
  { name: 'Label smoothing', words: numberOrNone, off: (value) => value === 0 },
)

/** Chance that the last residual block is left out of a step; earlier ones less, in equal parts (stochastic depth, Huang et al. 2016). */
export const dropPath = setting(
  optional(
    number('dropPath', {
      name: 'drop path',
      noun: 'The chance',
      min: 0,
      max: 0.9,
      usual: 0,
      option: ['--drop-path', '<chance>', 'chance that the last block is left out'],
    }),
  ),
  { name: 'Drop path', words: numberOrNone, off: (value) => value === 0 },
)

/** Largest norm of all gradients together; larger ones are scaled down to it. Null: as they are. */
export const gradientClip = setting(
  optional(
    orNull(
      'clip',
      number('clipNorm', {
        name: 'gradient clipping',
        noun: 'The largest norm',
        min: 0,
        above: true,
        max: 1e9,
        usual: 1,
        option: ['--clip', '<norm>', 'largest norm of all gradients'],
      }),
    ),
  ),
  {
    name: 'Gradient clipping',
    words: (norm) => (norm === null ? 'none' : `norm ${numberText(norm)}`),
    off: (norm) => norm === null,
  },
)

const decay = number('emaDecay', { name: 'averaging, decay', noun: 'The decay', min: 0, max: 0.999999, usual: 0.999 })
const from = number('swaFrom', { name: 'averaging, from', noun: 'The share', min: 0, max: 1, usual: 0.75 })
const every = number('swaEvery', {
  name: 'averaging, every',
  noun: 'The cadence',
  whole: true,
  min: 1,
  max: longest,
  usual: 100,
  option: ['--swa-every', '<steps>', 'steps between two weights of the equal average'],
})

const averages = kinds(
  'averaging',
  {
    none: {},
    /** Exponential moving average of weights and running statistics after every step. */
    ema: { decay },
    /** Equal average of the weights taken every `every` steps, from the share `from` of the run on (Izmailov et al. 2018). */
    swa: { from, every },
  },
  { usual: 'none', needs: () => 'with --swa' },
)

type Averaging = ValueOf<typeof averages>

/** Of both averages: one of them is in effect, or `none` said with the first. */
function average(
  [flag, takes, about]: readonly [string, string, string],
  { spec, fields }: NumberPart<string>,
  put: (value: Averaging, typed: number) => Averaging,
  say: (value: Averaging) => number | 'none' | null,
): PartOption<Averaging> {
  return {
    flag,
    takes,
    about: `${about}; none: off`,
    fields: ['averaging', ...fields],
    limit: spec,
    read(text) {
      if (text === 'none') return { ok: true, change: () => taken({ kind: 'none' }) }
      const read = readWithin(text, spec)
      if (!read.ok) return refused(`${read.unclear ?? outsideText(spec)}, or none`)
      return { ok: true, change: (value) => taken(put(value, read.value)) }
    },
    say(value) {
      const said = say(value)
      return said === null ? null : String(said)
    },
  }
}

const averageOptions = [
  average(
    ['--ema', '<decay>', 'moving average of the weights'],
    decay,
    (_, typed) => ({ kind: 'ema', decay: typed }),
    (value) => (value.kind === 'ema' ? value.decay : value.kind === 'none' ? 'none' : null),
  ),
  average(
    ['--swa', '<share>', 'equal average of the weights from this share of the run on'],
    from,
    (value, typed) => ({ kind: 'swa', from: typed, every: value.kind === 'swa' ? value.every : every.usual }),
    (value) => (value.kind === 'swa' ? value.from : null),
  ),
]

function averagingText(value: Averaging): string {
  switch (value.kind) {
    case 'none':
      return 'none'
    case 'ema':
      return `moving average, decay ${numberText(value.decay)}`
    case 'swa':
      return `equal average from ${numberText(value.from)} of the run, every ${lengthText({ unit: 'steps', value: value.every })}`
  }
}

export const averaging = setting(optional({ ...averages, options: [...averageOptions, ...averages.options] }), {
  name: 'Weights averaged',
  words: averagingText,
  off: ({ kind }) => kind === 'none',
})
