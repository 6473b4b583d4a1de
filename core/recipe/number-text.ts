/**
 * Numbers as people type and read them: one reader for window, sheet and command line. What is written here is read back exactly.
 *
 * The rule. A number has figures, at most one point, and an exponent if it likes; nothing else is one (hex, `Infinity`, `1e400`).
 * A comma is a decimal comma, or parts groups of three where it can be nothing else, or is refused:
 * - `0,5` `0,025` `1,5` `12,3456`: a decimal comma, since a group has three figures and none follows a leading 0.
 * - `1,234,567` `64,000.5`: groups, since a number has only one decimal mark.
 * - `1,500`: a group where a whole number is asked for, as no whole number is written with decimals. Elsewhere it could be 1500 or 1.5.
 * - `1.500`: 1.5 where any number is asked for; where a whole one is, it could be 1500 or a strange 1.5.
 */

const commas = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 })

/** `64,000`: of a whole number. */
export function countText(value: number): string {
  return commas.format(value)
}

/** `0.1`, `0.001`, `1e-4`: every figure that it has, and no comma. */
export function numberText(value: number): string {
  return value !== 0 && Math.abs(value) < 0.001 ? value.toExponential() : String(value)
}

/** What numbers are asked for. */
export type NumberKind = 'whole' | 'any'

export const textOf = (kind: NumberKind, value: number): string => (kind === 'whole' ? countText(value) : numberText(value))

export type TypedNumber =
  | { readonly kind: 'number'; readonly value: number }
  /** It can be read in two ways, the likelier first. */
  | { readonly kind: 'unclear'; readonly readings: readonly [number, number] }
  | { readonly kind: 'none' }

export function readNumber(text: string, kind: NumberKind): TypedNumber {
  const typed = text.trim().replace('−', '-')
  if (/^[+-]?[1-9]\d{0,2},\d{3}(e[+-]?\d+)?$/i.test(typed)) {
    const grouped = Number(typed.replace(',', ''))
    return kind === 'whole' && !/e/i.test(typed) ? number(grouped) : unclear(grouped, Number(typed.replace(',', '.')))
  }
  if (kind === 'whole' && /^[+-]?[1-9]\d{0,2}\.\d{3}$/.test(typed)) {
    return unclear(Number(typed.replace('.', '')), Number(typed))
  }
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(typed)) return number(Number(typed.replaceAll(',', '')))
  if (/^[+-]?\d*,\d+(e[+-]?\d+)?$/i.test(typed)) return number(Number(typed.replace(',', '.')), typed)
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed)) return number(Number(typed), typed)
  return { kind: 'none' }
}

/** What is too large for a number, or so small that nothing is left of it, is none. */
function number(value: number, typed = ''): TypedNumber {
  const vanished = value === 0 && /[1-9]/.test(typed.replace(/e.*/i, ''))
  // −0 is 0.
  return Number.isFinite(value) && !vanished ? { kind: 'number', value: value + 0 } : { kind: 'none' }
}

const unclear = (likelier: number, other: number): TypedNumber => ({ kind: 'unclear', readings: [likelier, other] })

/** The number where it is one beyond doubt, else NaN: for what is only shown beside a field. */
export function numberOf(text: string, kind: NumberKind): number {
  const typed = readNumber(text, kind)
  return typed.kind === 'number' ? typed.value : Number.NaN
}

export type TypedNumbers =
  | { readonly kind: 'numbers'; readonly values: readonly number[] }
  | { readonly kind: 'unclear'; readonly readings: readonly [readonly number[], readonly number[]] }
  | { readonly kind: 'none' }

/**
 * Whole numbers, apart by semicolons, spaces or commas; what is between semicolons, spaces and commas with a space is one number. Where
 * only bare commas part them, each comma parts (`1,2,3`) or belongs to a group (`32,000`): if only one of both gives numbers it is that,
 * and `10,200` is refused. No number of a list begins with a 0 that is not all of it.
 */
export function readNumbers(text: string): TypedNumbers {
  const typed = text.trim()
  if (typed === '') return { kind: 'numbers', values: [] }
  const parts = typed.split(/\s*;\s*|\s+,?\s*|,\s+/).filter((part) => part !== '')
  if (parts.length > 1) return oneOf(wholes(parts), null)
  const bare = typed.replace(/[,;]$/, '')
  return oneOf(wholes(bare.split(',')), wholes(bare.split(/,(?!\d{3}(?!\d))/)))
}

function oneOf(apart: readonly number[] | null, grouped: readonly number[] | null): TypedNumbers {
  if (apart && grouped && apart.length !== grouped.length) return { kind: 'unclear', readings: [grouped, apart] }
  const values = apart ?? grouped
  return values ? { kind: 'numbers', values } : { kind: 'none' }
}

/** Null where one is none. */
export function wholes(parts: readonly string[]): number[] | null {
  const values = parts.map((part) => (/^\s*0\d/.test(part) ? Number.NaN : numberOf(part, 'whole')))
  return values.every(Number.isInteger) ? values : null
}

/** `32,000, 48,000`; without groups where those would be read in two ways, as of 10,200 alone. */
export function numbersText(values: readonly number[]): string {
  const grouped = values.map(countText).join(', ')
  return readNumbers(grouped).kind === 'numbers' ? grouped : values.join(', ')
}
