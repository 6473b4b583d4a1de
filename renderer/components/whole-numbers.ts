/** Whole numbers as a person types them: "4096, 4096". */
import { readNumbers } from '../../core/recipe/number-text.ts'
import { formatCount } from '../format.ts'

export type ReadWholeNumbers = { ok: true; values: number[] } | { ok: false; reason: string }

/** From 1 to `max` each, and not more than `most` of them. */
export function readWholeNumbers(text: string, { most, max }: { most: number; max: number }): ReadWholeNumbers {
  const range = `from 1 to ${formatCount(max)}`
  const read = readNumbers(text)
  if (read.kind === 'none') return { ok: false, reason: `whole numbers ${range}, apart by commas` }
  if (read.kind === 'unclear') {
    const [grouped, apart] = read.readings
    return { ok: false, reason: `can be read as ${grouped.join(' and ')} or as ${apart.join(' and ')}: type ${apart.join('; ')}` }
  }
  const values = [...read.values]
  if (values.length > most) return { ok: false, reason: `${values.length} numbers; up to ${most} are possible` }
  const bad = values.find((value) => value < 1 || value > max)
  return bad === undefined ? { ok: true, values } : { ok: false, reason: `"${bad}" is no whole number ${range}` }
}
