/** What a number may be: whether a typed one is within, what is wrong with one that is not, and what it could be instead. */
import { readNumber, textOf, type NumberKind } from './number-text.ts'

export interface NumberLimit {
  readonly whole?: boolean
  /** Least value; with `above` every value is larger. */
  readonly min: number
  readonly above?: boolean
  readonly max: number
  /** What stands in for something that is no number; the least where nothing is usual. */
  readonly usual?: number
  /** What mends a number above the largest, where that is not the largest itself. */
  readonly beyond?: number
}

export type NumberWithin =
  | { readonly ok: true; readonly value: number }
  /** `unclear`: in words how else it can be read, null where it simply is not within. */
  | { readonly ok: false; readonly unclear: string | null; readonly mends: readonly number[] }

export function readWithin(text: string, limit: NumberLimit): NumberWithin {
  const typed = readNumber(text, kindOf(limit))
  switch (typed.kind) {
    case 'number':
      return fits(typed.value, limit) ? { ok: true, value: typed.value } : outside(typed.value, limit)
    case 'none':
      return outside(Number.NaN, limit)
    case 'unclear': {
      const [likelier, other] = typed.readings
      const fitting = typed.readings.filter((value) => fits(value, limit))
      if (fitting.length === 0) return outside(limit.whole ? likelier : other, limit)
      return { ok: false, unclear: `${text.trim()} can be read as ${likelier} or as ${other}`, mends: fitting }
    }
  }
}

const outside = (value: number, limit: NumberLimit): NumberWithin => ({
  ok: false,
  unclear: null,
  mends: [nearestTo(value, limit)],
})

export const kindOf = ({ whole }: NumberLimit): NumberKind => (whole ? 'whole' : 'any')

export function fits(value: number, { whole, min, above, max }: NumberLimit): boolean {
  if (!Number.isFinite(value) || value > max || (whole && !Number.isInteger(value))) return false
  return above ? value > min : value >= min
}

/** `a whole number from 1 to 4,096`, `a number above 0, up to 1,000` */
export function rangeText({ whole, min, above, max }: NumberLimit): string {
  return `a ${whole ? 'whole number' : 'number'} ${above ? `above ${shown(min)}, up` : `from ${shown(min)}`} to ${shown(max)}`
}

export const textOfNumber = (value: number, limit: NumberLimit): string => textOf(kindOf(limit), value)

/** In words, numbers of four figures and more have commas whatever they are. */
const shown = (value: number): string => textOf(Number.isInteger(value) ? 'whole' : 'any', value)

/** A number of the right size is kept as near as it can be; anything else becomes what is usual. */
export function nearestTo(value: number, { whole, min, max, usual = min, beyond = max }: NumberLimit): number {
  if (whole && value > max) return beyond
  const best = whole && value >= min ? Math.round(value) : usual
  return Math.min(max, Math.max(min, best))
}
