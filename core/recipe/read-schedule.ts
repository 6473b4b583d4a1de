/** Reads the fields of the learning rate: its schedule, its drops, its warm-up. */
import { unclearNumbers, type FieldReader } from './field-reader.ts'
import { countText, numbersText, readNumbers } from './number-text.ts'
import type { Recipe } from './recipe.ts'

/** The schedule as far as its own fields go: drops in order, also those that never come. */
export function readSchedule(reader: FieldReader): Recipe['learningRate'] | null {
  const { schedule: kind, drops } = reader.fields
  const initial = reader.number('rate')
  switch (kind) {
    case 'steps': {
      const divisor = reader.number('divisor')
      const read = readNumbers(drops)
      if (initial === null || divisor === null || read.kind !== 'numbers') return null
      return { kind, initial, divisor, after: [...read.values].sort((one, other) => one - other) }
    }
    case 'cosine': {
      const final = reader.number('finalRate')
      return initial === null || final === null ? null : { kind, initial, final }
    }
    case 'one-cycle': {
      const first = reader.number('startRate')
      const final = reader.number('finalRate')
      const rise = reader.number('rise')
      if (initial === null || first === null || final === null || rise === null) return null
      return { kind, initial: first, peak: initial, final, rise }
    }
    case 'plateau': {
      const divisor = reader.number('divisor')
      const patience = reader.number('patience')
      const least = reader.number('leastRate')
      if (initial === null || divisor === null || patience === null || least === null) return null
      return { kind, initial, divisor, patience, least }
    }
  }
}

/** The drops, if each comes: null with what is wrong else. `totalSteps` is null where it is not known. */
export function readDrops({ fields, report }: FieldReader, totalSteps: number | null): number[] | null {
  const read = readNumbers(fields.drops)
  const name = 'schedule, drops'
  if (read.kind === 'unclear') {
    const possible = (values: readonly number[]): boolean =>
      values.every((drop, index) => drop > (values[index - 1] ?? 0) && (totalSteps === null || drop < totalSteps))
    return report('drops', name, ...unclearNumbers('drops', fields.drops, read.readings, possible))
  }
  const drops = read.kind === 'numbers' ? [...read.values] : []
  if (read.kind === 'none' || drops.some((drop) => drop < 1)) {
    return report('drops', name, 'Drops are steps: whole numbers from 1, apart by commas.', {
      label: 'No drops',
      change: { drops: '' },
    })
  }
  if (drops.length > 64) return report('drops', name, `At most 64 drops are possible; these are ${drops.length}.`)
  const sorted = [...new Set(drops)].sort((a, b) => a - b)
  if (sorted.some((drop, index) => drop !== drops[index]) || sorted.length !== drops.length) {
    return report('drops', name, 'Drops come one after the other, each later than the last.', {
      label: 'Put in order',
      change: { drops: numbersText(sorted) },
    })
  }
  const late = totalSteps === null ? undefined : drops.find((drop) => drop >= totalSteps)
  if (late === undefined || totalSteps === null) return drops
  const kept = drops.filter((drop) => drop < totalSteps)
  const earlier = Math.round(0.75 * totalSteps)
  const moved = earlier > (kept.at(-1) ?? 0) ? [...kept, earlier] : kept
  const longer = roundUp((drops.at(-1) ?? late) / 0.9)
  return report(
    'drops',
    `schedule, drop after ${countText(late)}`,
    `A drop after ${countText(late)} never comes: the run ends at ${countText(totalSteps)}.`,
    moved.length > kept.length
      ? { label: `Set ${countText(earlier)}`, change: { drops: numbersText(moved) } }
      : { label: 'Leave it out', change: { drops: numbersText(kept) } },
    { label: `Train ${countText(longer)}`, change: { length: countText(longer), lengthUnit: 'steps' } },
  )
}

/** `totalSteps`: within which a warm-up ends; null where it is not known. */
export function readWarmUp(reader: FieldReader, totalSteps: number | null): Recipe['warmUp'] | null {
  const { warmUp: kind } = reader.fields
  switch (kind) {
    case 'none':
      return { kind }
    case 'linear': {
      const within = totalSteps === null ? {} : { max: totalSteps, beyond: Math.min(500, Math.ceil(totalSteps / 20)) }
      const steps = reader.number('warmUpSteps', within)
      const from = reader.number('warmUpFrom')
      return steps === null || from === null ? null : { kind, steps, from }
    }
    case 'until-error': {
      const rate = reader.number('warmUpRate')
      const error = reader.number('warmUpError')
      return rate === null || error === null ? null : { kind, rate, error }
    }
  }
}

/** The next length of one figure: 13,333 to 20,000. */
function roundUp(steps: number): number {
  const unit = 10 ** Math.floor(Math.log10(steps))
  return Math.ceil(steps / unit) * unit
}
