/** Every option of a recipe: what it is called, what it takes, which fields it sets, and how fields are said with it. */
import { numberOf, readNumber, readNumbers, wholes } from './number-text.ts'
import type { RecipeField, RecipeFields } from './fields.ts'

export interface RecipeOption {
  /** `--weight-decay` */
  readonly flag: string
  /** What it takes, for the help: `<n>`. */
  readonly takes: string
  readonly about: string
  /** Fields it is about; what is wrong with one of them is said with its name. */
  readonly fields: readonly RecipeField[]
  /** Without what it has no effect: `with --optimizer adamw`. */
  readonly needs?: string
  /** The fields as it sets them, or in words why it cannot take this. */
  set(text: string): Partial<RecipeFields> | string
  /** What it takes for these fields; null where it has no effect. */
  say(fields: RecipeFields): string | null
}

type TextField = {
  [F in RecipeField]: RecipeFields[F] extends string ? (string extends RecipeFields[F] ? F : never) : never
}[RecipeField]
type SwitchField = { [F in RecipeField]: RecipeFields[F] extends boolean ? F : never }[RecipeField]
type UnitField = 'evaluationUnit' | 'checkpointUnit' | 'archiveUnit'
type Rest = { needs?: string; when?: (fields: RecipeFields) => boolean }

/** One that can be read in two ways is told so by its field. */
const isNumber = (text: string): boolean => readNumber(text, 'any').kind !== 'none'
const plain = (text: string): string => text.replaceAll(',', '')

/** A number of its own. */
function number(flag: string, takes: string, about: string, field: TextField, { needs, when }: Rest = {}): RecipeOption {
  return {
    flag,
    takes,
    about,
    fields: [field],
    ...(needs ? { needs } : {}),
    set: (text) => (isNumber(text) ? { [field]: text } : 'it takes a number'),
    say: (fields) => (when && !when(fields) ? null : plain(fields[field])),
  }
}

/** A number that is off at 0, or `none`. */
function switched(flag: string, takes: string, about: string, on: SwitchField, field: TextField): RecipeOption {
  return {
    flag,
    takes,
    about: `${about}; none: off`,
    fields: [field, on],
    set(text) {
      if (text === 'none' || numberOf(text, 'any') === 0) return { [on]: false }
      return isNumber(text) ? { [on]: true, [field]: text } : 'it takes a number or none'
    },
    say: (fields) => (fields[on] ? plain(fields[field]) : 'none'),
  }
}

/** One of a few words. */
function choice<F extends RecipeField>(
  flag: string,
  about: string,
  field: F,
  words: readonly (RecipeFields[F] & string)[],
): RecipeOption {
  return {
    flag,
    takes: '<kind>',
    about: `${about}: ${words.join(', ')}`,
    fields: [field],
    set: (text) => (words.some((word) => word === text) ? { [field]: text } : `it takes ${words.join(', ')}`),
    say: (fields) => String(fields[field]),
  }
}

function onOff(flag: string, about: string, field: SwitchField, { needs, when }: Rest = {}): RecipeOption {
  return {
    flag,
    takes: '<on|off>',
    about,
    fields: [field],
    ...(needs ? { needs } : {}),
    set: (text) => (text === 'on' || text === 'off' ? { [field]: text === 'on' } : 'it takes on or off'),
    say: (fields) => (when && !when(fields) ? null : fields[field] ? 'on' : 'off'),
  }
}

/** A cadence: `100steps`, `2epochs`; a number alone is steps. */
function cadence(flag: string, about: string, field: TextField, unit: UnitField, on?: SwitchField): RecipeOption {
  return {
    flag,
    takes: '<n>',
    about: `${about}: as 100steps or 1epochs${on ? '; none: off' : ''}`,
    fields: on ? [field, unit, on] : [field, unit],
    set(text) {
      if (on && text === 'none') return { [on]: false }
      const [, digits, word] = /^([\d.,]+) ?(steps?|epochs?)?$/.exec(text) ?? []
      if (digits === undefined) return 'it takes a number of steps or epochs, as 100steps or 1epochs'
      return { [field]: digits, [unit]: word?.startsWith('epoch') ? 'epochs' : 'steps', ...(on ? { [on]: true } : {}) }
    },
    say: (fields) => (on && !fields[on] ? 'none' : `${plain(fields[field])}${fields[unit]}`),
  }
}

const forSchedule = (...kinds: RecipeFields['schedule'][]): Rest => ({
  needs: `with --schedule ${kinds.join(' or ')}`,
  when: ({ schedule }) => kinds.includes(schedule),
})
const forOptimizer = (...kinds: RecipeFields['optimizer'][]): Rest => ({
  needs: `with --optimizer ${kinds.join(' or ')}`,
  when: ({ optimizer }) => kinds.includes(optimizer),
})
const forWarmUp = (needs: string, kind: RecipeFields['warmUp']): Rest => ({ needs, when: ({ warmUp }) => warmUp === kind })

function length(unit: RecipeFields['lengthUnit'], about: string): RecipeOption {
  return {
    flag: `--${unit}`,
    takes: '<n>',
    about,
    fields: ['length', 'lengthUnit'],
    set: (text) => (isNumber(text) ? { length: text, lengthUnit: unit } : 'it takes a number'),
    say: (fields) => (fields.lengthUnit === unit ? plain(fields.length) : null),
  }
}

function dropsOf(fields: RecipeFields): readonly number[] {
  const read = readNumbers(fields.drops)
  return read.kind === 'numbers' ? read.values : []
}

const drops: RecipeOption = {
  flag: '--drops',
  takes: '<steps>',
  about: 'steps at which the rate is divided, as 32000,48000; none: it stays',
  fields: ['drops'],
  ...forSchedule('steps'),
  // Only these commas part numbers: 10,200 are two drops here.
  set: (text) =>
    text === 'none'
      ? { drops: '' }
      : wholes(text.split(','))
        ? { drops: text.split(',').join('; ') }
        : 'it takes steps, as 32000,48000, or none',
  say: (fields) => (fields.schedule === 'steps' ? dropsOf(fields).join(',') || 'none' : null),
}

const warmUp: RecipeOption = {
  flag: '--warm-up',
  takes: '<steps>',
  about: 'steps over which the rate grows to the scheduled one; until-error: see --warm-up-error; none: off',
  fields: ['warmUp', 'warmUpSteps'],
  set(text) {
    if (text === 'none' || text === 'until-error') return { warmUp: text }
    return isNumber(text) ? { warmUp: 'linear', warmUpSteps: text } : 'it takes a number of steps, until-error or none'
  },
  say: (fields) => (fields.warmUp === 'linear' ? plain(fields.warmUpSteps) : fields.warmUp),
}

/** Of both averages: one of them is in effect, or `none` said with the first. */
function average(flag: string, takes: string, about: string, kind: 'ema' | 'swa', field: TextField): RecipeOption {
  return {
    flag,
    takes,
    about: `${about}; none: off`,
    fields: ['averaging', field],
    set(text) {
      if (text === 'none') return { averaging: 'none' }
      return isNumber(text) ? { averaging: kind, [field]: text } : 'it takes a number or none'
    },
    say: ({ averaging, ...fields }) =>
      averaging === kind ? plain(fields[field]) : averaging === 'none' && kind === 'ema' ? 'none' : null,
  }
}

const recompute: RecipeOption = {
  flag: '--recompute',
  takes: '<what>',
  about: 'activations computed again going backward: off, block, stage, or as little as fits so many GB, as 16GB',
  fields: ['recomputation', 'gigabytes'],
  set(text) {
    if (text === 'off' || text === 'block' || text === 'stage') return { recomputation: text }
    const [, gigabytes] = /^([\d.,]+(?:e[+-]?\d+)?) ?gb$/i.exec(text) ?? []
    return gigabytes === undefined ? 'it takes off, block, stage, or a size as 16GB' : { recomputation: 'fit', gigabytes }
  },
  say: ({ recomputation, gigabytes }) => (recomputation === 'fit' ? `${plain(gigabytes)}GB` : recomputation),
}

const erase: RecipeOption = {
  flag: '--erase',
  takes: '<chance,least,most>',
  about: 'random rectangles: their chance, least and largest share of the image, as 0.5,0.02,0.4; none: off',
  fields: ['erasing', 'erasingChance', 'erasingLeast', 'erasingMost'],
  set(text) {
    if (text === 'none') return { erasing: false }
    const [erasingChance, erasingLeast, erasingMost, ...others] = text.split(',')
    if (erasingChance === undefined || erasingLeast === undefined || erasingMost === undefined || others.length > 0)
      return 'it takes three numbers, as 0.5,0.02,0.4, or none'
    return { erasing: true, erasingChance, erasingLeast, erasingMost }
  },
  say: (fields) => (fields.erasing ? [fields.erasingChance, fields.erasingLeast, fields.erasingMost].join(',') : 'none'),
}

const seed: RecipeOption = {
  flag: '--seed',
  takes: '<n>',
  about: 'seed of weights, order, crops and all else that is random',
  fields: ['seeds'],
  set: (text) =>
    Number.isInteger(numberOf(text, 'whole')) ? { seeds: String(numberOf(text, 'whole')) } : 'it takes one whole number',
  say: ({ seeds }) => plain(seeds),
}

export const optionTable: readonly RecipeOption[] = [
  length('steps', 'length in steps; drops move along'),
  length('epochs', 'length in epochs, evaluated after each; drops move along'),
  number('--batch', '<n>', 'images of one pass', 'batch'),
  number('--accumulate', '<n>', 'passes whose gradients make one step', 'accumulation'),
  choice('--optimizer', 'what changes the weights', 'optimizer', ['sgd', 'adamw', 'lars']),
  number('--momentum', '<m>', 'momentum', 'momentum', forOptimizer('sgd', 'lars')),
  onOff('--nesterov', 'Nesterov’s momentum', 'nesterov', forOptimizer('sgd')),
  number('--beta1', '<b>', 'decay of AdamW’s mean', 'beta1', forOptimizer('adamw')),
  number('--beta2', '<b>', 'decay of AdamW’s mean of squares', 'beta2', forOptimizer('adamw')),
  number('--epsilon', '<e>', 'added to AdamW’s divisor', 'epsilon', forOptimizer('adamw')),
  number('--trust', '<t>', 'trust of LARS', 'trust', forOptimizer('lars')),
  number('--weight-decay', '<d>', 'weight decay', 'weightDecay'),
  choice('--decay-on', 'what is decayed (weights: not BN and biases)', 'decayScope', ['all', 'weights']),
  choice('--schedule', 'how the learning rate goes', 'schedule', ['steps', 'cosine', 'one-cycle', 'plateau']),
  number('--lr', '<rate>', 'learning rate at the start; of one-cycle its peak', 'rate'),
  number('--divisor', '<d>', 'what the rate is divided by', 'divisor', forSchedule('steps', 'plateau')),
  drops,
  number('--lr-final', '<rate>', 'learning rate at the end', 'finalRate', forSchedule('cosine', 'one-cycle')),
  number('--lr-first', '<rate>', 'learning rate before the rise', 'startRate', forSchedule('one-cycle')),
  number('--rise', '<share>', 'share of the run up to the peak', 'rise', forSchedule('one-cycle')),
  number('--patience', '<n>', 'evaluations without gain before the rate drops', 'patience', forSchedule('plateau')),
  number('--lr-least', '<rate>', 'least learning rate', 'leastRate', forSchedule('plateau')),
  warmUp,
  number(
    '--warm-up-from',
    '<share>',
    'share of the rate it grows from',
    'warmUpFrom',
    forWarmUp('with --warm-up STEPS', 'linear'),
  ),
  number(
    '--warm-up-rate',
    '<rate>',
    'rate until that error',
    'warmUpRate',
    forWarmUp('with --warm-up until-error', 'until-error'),
  ),
  number(
    '--warm-up-error',
    '<share>',
    'training error it waits for, as 0.8',
    'warmUpError',
    forWarmUp('with --warm-up until-error', 'until-error'),
  ),
  switched('--clip', '<norm>', 'largest norm of all gradients', 'clip', 'clipNorm'),
  number('--label-smoothing', '<share>', 'share of the target spread over all classes', 'labelSmoothing'),
  number('--stochastic-depth', '<chance>', 'chance that the last block is left out', 'stochasticDepth'),
  average('--ema', '<decay>', 'moving average of the weights', 'ema', 'emaDecay'),
  average('--swa', '<share>', 'equal average of the weights from this share of the run on', 'swa', 'swaFrom'),
  number('--swa-every', '<steps>', 'steps between two weights of the equal average', 'swaEvery', {
    needs: 'with --swa',
    when: ({ averaging }) => averaging === 'swa',
  }),
  switched('--crop', '<px>', 'padding on each side before a random crop', 'crop', 'pad'),
  onOff('--flip', 'images mirrored at random', 'flip'),
  switched('--cutout', '<px>', 'side of a square blacked out', 'cutout', 'cutoutSide'),
  erase,
  switched('--mixup', '<alpha>', 'images mixed in pairs by a share from Beta(α, α)', 'mixup', 'mixupAlpha'),
  choice('--precision', 'numbers of activations and their gradients', 'precision', ['float32', 'bfloat16', 'float16']),
  recompute,
  number('--validation', '<n>', 'training images held out to follow', 'validation'),
  cadence('--evaluate', 'how often the test set is evaluated', 'evaluation', 'evaluationUnit'),
  switched('--early-stop', '<n>', 'evaluations without gain that end the run', 'stopEarly', 'earlyStop'),
  choice('--not-finite', 'what a loss that is not finite does', 'notFinite', ['stop', 'skip']),
  cadence('--checkpoint-every', 'how often a checkpoint is written', 'checkpoint', 'checkpointUnit'),
  number('--keep-last', '<n>', 'newest checkpoints kept', 'keepLast'),
  onOff('--keep-best', 'whether the best checkpoint is kept too', 'keepBest'),
  cadence('--keep-every', 'checkpoints kept for good', 'archiveEvery', 'archiveUnit', 'archive'),
  number('--checkpoint-room', '<MB>', 'largest size of all checkpoints', 'budget'),
  number('--telemetry', '<steps>', 'steps between two looks inside; 0: never', 'telemetry'),
  seed,
]
