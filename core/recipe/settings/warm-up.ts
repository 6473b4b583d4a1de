/** What the learning rate does before its schedule holds. */
import { readWithin } from '../number-limit.ts'
import { numberText } from '../number-text.ts'
import { lengthText, number, outsideText } from '../parts/leaves.ts'
import { kinds, optional } from '../parts/composites.ts'
import { refused, taken, type PartOption, type ValueOf } from '../parts/part.ts'
import { longest } from './length.ts'
import { setting } from './setting.ts'

export const warmUpSteps = number('warmUpSteps', {
  name: 'warm-up',
  noun: 'Warm-up within the run',
  whole: true,
  min: 1,
  max: longest,
  usual: 500,
})
const warmUpFrom = number('warmUpFrom', {
  name: 'warm-up, first share',
  noun: 'Its first share',
  min: 0,
  max: 1,
  usual: 0,
  option: ['--warm-up-from', '<share>', 'share of the rate it grows from'],
})
const warmUpRate = number('warmUpRate', {
  name: 'warm-up, rate',
  noun: 'Its rate',
  min: 0,
  above: true,
  max: 1000,
  usual: 0.01,
  option: ['--warm-up-rate', '<rate>', 'rate until that error'],
})
const warmUpError = number('warmUpError', {
  name: 'warm-up, error',
  noun: 'The training error',
  min: 0,
  max: 1,
  usual: 0.8,
  option: ['--warm-up-error', '<share>', 'training error it waits for, as 0.8'],
})

const warmUps = kinds(
  'warmUp',
  {
    none: {},
    /** The scheduled rate times a factor that grows from `from` to 1 in equal parts over the first `steps` steps (Goyal et al. 2017). */
    linear: { steps: warmUpSteps, from: warmUpFrom },
    /** `rate` until the mean training error of 100 steps is below `error` (He et al. 2016, section 4.2, for 110 layers: 0.01 and 80 %). */
    'until-error': { rate: warmUpRate, error: warmUpError },
  },
  { usual: 'none', needs: ([kind]) => `with --warm-up ${kind === 'linear' ? 'STEPS' : kind}` },
)

type WarmUp = ValueOf<typeof warmUps>

const warmUpOption: PartOption<WarmUp> = {
  flag: '--warm-up',
  takes: '<steps>',
  about: 'steps over which the rate grows to the scheduled one; until-error: see --warm-up-error; none: off',
  fields: ['warmUp', 'warmUpSteps'],
  read(text) {
    if (text === 'none' || text === 'until-error') return { ok: true, change: (value) => taken(warmUps.toKind(value, text)) }
    const read = readWithin(text, warmUpSteps.spec)
    if (!read.ok) return refused(`${read.unclear ?? outsideText(warmUpSteps.spec)}, or until-error, or none`)
    const from = (value: WarmUp): number => (value.kind === 'linear' ? value.from : warmUpFrom.usual)
    return { ok: true, change: (value) => taken({ kind: 'linear', steps: read.value, from: from(value) }) }
  },
  say: (value) => (value.kind === 'linear' ? String(value.steps) : value.kind),
}

function warmUpText(value: WarmUp): string {
  switch (value.kind) {
    case 'none':
      return 'none'
    case 'linear':
      return `over ${lengthText({ unit: 'steps', value: value.steps })}, from ${numberText(value.from)} of the rate`
    case 'until-error':
      return `${numberText(value.rate)} until the training error is below ${numberText(value.error)}`
  }
}

export const warmUp = setting(optional({ ...warmUps, options: [warmUpOption, ...warmUps.options] }), {
  name: 'Warm-up',
  words: warmUpText,
  off: ({ kind }) => kind === 'none',
})
