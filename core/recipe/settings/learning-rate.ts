/** How the learning rate goes over a run. */
import { z } from 'zod'
import { countText, numbersText, numberText, readNumbers, wholes } from '../number-text.ts'
import { number } from '../parts/leaves.ts'
import { kinds } from '../parts/composites.ts'
import { becomes, refused, taken, type Part, type PartOption, type ValueOf } from '../parts/part.ts'
import { setting } from './setting.ts'
import { reportUnclear } from './unclear.ts'

/** The rate that a schedule is about: where it begins, and of one cycle its peak. */
const rate = number('rate', {
  name: 'learning rate',
  noun: 'The learning rate',
  min: 0,
  above: true,
  max: 1000,
  usual: 0.1,
  option: ['--lr', '<rate>', 'learning rate at the start; of one-cycle its peak'],
})
const divisor = number('divisor', {
  name: 'what the rate is divided by',
  noun: 'The divisor',
  min: 1,
  max: 1000,
  usual: 10,
  option: ['--divisor', '<d>', 'what the rate is divided by'],
})
const final = number('finalRate', {
  name: 'final rate',
  noun: 'The final rate',
  min: 0,
  max: 1000,
  usual: 0,
  option: ['--lr-final', '<rate>', 'learning rate at the end'],
})
const first = number('startRate', {
  name: 'first rate',
  noun: 'The first rate',
  min: 0,
  above: true,
  max: 1000,
  usual: 0.004,
  option: ['--lr-first', '<rate>', 'learning rate before the rise'],
})
const rise = number('rise', {
  name: 'rise',
  noun: 'The rise’s share',
  min: 0.01,
  max: 0.99,
  usual: 0.3,
  option: ['--rise', '<share>', 'share of the run up to the peak'],
})
const patience = number('patience', {
  name: 'patience',
  noun: 'Patience',
  whole: true,
  min: 1,
  max: 10_000,
  usual: 5,
  option: ['--patience', '<n>', 'evaluations without gain before the rate drops'],
})
const least = number('leastRate', {
  name: 'least rate',
  noun: 'The least rate',
  min: 0,
  max: 1000,
  usual: 0,
  option: ['--lr-least', '<rate>', 'least learning rate'],
})

const mostDrops = 64

/** Steps at which the rate is divided, as they are typed; in which order, and whether they come, is checked with the length (../check.ts). */
const drops: Part<number[], Record<'drops', string>> = {
  schema: z.array(z.number().int().min(1)).max(mostDrops),
  usual: [],
  fields: ['drops'],
  options: [
    {
      flag: '--drops',
      takes: '<steps>',
      about: 'steps at which the rate is divided, as 32000,48000; none: it stays',
      fields: ['drops'],
      // On a command line commas only part numbers: 10,200 are two drops.
      read(text) {
        const steps = text === 'none' ? [] : wholes(text.split(','))
        if (!steps?.every((step) => step >= 1)) return refused('it takes steps from 1, as 32000,48000, or none')
        return steps.length > mostDrops
          ? refused(`it takes ${mostDrops} steps at most; these are ${steps.length}`)
          : becomes(steps)
      },
      say: (steps) => steps.join(',') || 'none',
    },
  ],
  write: (steps = []) => ({ drops: numbersText(steps) }),
  read({ drops: text }, { report }) {
    const name = 'schedule, drops'
    const read = readNumbers(text)
    if (read.kind === 'unclear') {
      const ascends = (steps: readonly number[]): boolean => steps.every((step, index) => step > (steps[index - 1] ?? 0))
      return reportUnclear(report, 'drops', name, text, read.readings.filter(ascends), read.readings)
    }
    if (read.kind === 'none' || read.values.some((step) => step < 1)) {
      return report('drops', name, 'Drops are steps: whole numbers from 1, apart by commas.', [
        { label: 'No drops', change: { drops: '' } },
      ])
    }
    if (read.values.length > mostDrops) {
      return report('drops', name, `At most ${mostDrops} drops are possible; these are ${read.values.length}.`, [])
    }
    return [...read.values]
  },
}

const schedules = kinds(
  'schedule',
  {
    /** Divided by `divisor` when each of the steps `after` is reached (He et al. 2016, section 4.2: 32k and 48k). */
    steps: { initial: rate, divisor, after: drops },
    /** Half a cosine from `initial` to `final` over the run (Loshchilov & Hutter 2017, one cycle without restarts). */
    cosine: { initial: rate, final },
    /** From `initial` up to `peak` over the share `rise` of the run, and down to `final`, both along half a cosine (Smith & Topin 2018). */
    'one-cycle': { initial: first, peak: rate, final, rise },
    /** Divided by `divisor` after `patience` evaluations in a row without a lower error, down to `least` at most. */
    plateau: { initial: rate, divisor, patience, least },
  },
  { usual: 'steps', option: ['--schedule', 'how the learning rate goes'] },
)

type Schedule = ValueOf<typeof schedules>

/** A cycle usually begins at a 25th of its peak. */
const usualFirst = (peak: number): number => Number((peak / 25).toPrecision(2))

const [choosesSchedule, ...otherOptions] = schedules.options
if (!choosesSchedule) throw new Error('A schedule is chosen by an option.')
const scheduleOption: PartOption<Schedule> = {
  ...choosesSchedule,
  read(text) {
    const typed = choosesSchedule.read(text)
    if (!typed.ok) return typed
    return {
      ok: true,
      change(before) {
        const changed = typed.change(before)
        if (!changed.ok || changed.value.kind !== 'one-cycle' || before.kind === 'one-cycle') return changed
        return taken({ ...changed.value, initial: usualFirst(changed.value.peak) })
      },
    }
  },
}

const part: typeof schedules = {
  ...schedules,
  options: [scheduleOption, ...otherOptions],
  write(value) {
    const fields = schedules.write(value)
    if (!value || value.kind === 'one-cycle') return fields
    return { ...fields, ...first.write(usualFirst(value.initial)) }
  },
}

/** `0.1, ÷ 10 after 32,000, 48,000` */
function rateText(schedule: Schedule): string {
  switch (schedule.kind) {
    case 'steps': {
      const steps = schedule.after.map(countText).join(', ')
      const initial = numberText(schedule.initial)
      return steps === '' ? `${initial}, constant` : `${initial}, ÷ ${numberText(schedule.divisor)} after ${steps}`
    }
    case 'cosine':
      return `${numberText(schedule.initial)} to ${numberText(schedule.final)} along a cosine`
    case 'one-cycle': {
      const { initial, peak, final: last, rise: share } = schedule
      return `one cycle: ${numberText(initial)} up to ${numberText(peak)} in ${numberText(share)} of the run, down to ${numberText(last)}`
    }
    case 'plateau': {
      const { initial, divisor: by, patience: count, least: lowest } = schedule
      return `${numberText(initial)}, ÷ ${numberText(by)} after ${countText(count)} evaluations without gain, ${numberText(lowest)} at least`
    }
  }
}

/** Drops of a constant rate are none, whatever it would be divided by; and their order does not matter. */
function comparedRate(schedule: Schedule): unknown {
  if (schedule.kind !== 'steps') return schedule
  const after = [...schedule.after].sort((one, other) => one - other)
  return { ...schedule, after, divisor: after.length === 0 ? 1 : schedule.divisor }
}

export const learningRate = setting(part, { name: 'Learning rate', words: rateText, part: comparedRate })
