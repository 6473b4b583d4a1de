/** What a field is compared with, as it is typed. */
import { readNumber, type NumberKind } from '../../recipe/number-text.ts'
import { isDate } from './dates.ts'
import { unitNamed, unitsOf } from './quantities.ts'
import type { QueryValue } from './query.ts'
import { QueryError } from './query-error.ts'
import type { NumberField, RunField, WordField } from './run-field.ts'
import { isAnyKeyword, type Token } from './tokens.ts'

export interface ReadValue {
  readonly value: QueryValue
  /** How many it took: a number may have its unit after it. */
  readonly tokens: 1 | 2
}

/** Throws a QueryError for what the field cannot be. */
export function readValue(field: RunField, token: Token, next: Token | undefined): ReadValue {
  const isNone = token.kind === 'word' && token.text.toLowerCase() === 'none'
  switch (field.kind) {
    case 'number':
      return isNone ? { value: { kind: 'none' }, tokens: 1 } : readFigure(field, token, next)
    case 'date':
      if (isNone) return { value: { kind: 'none' }, tokens: 1 }
      if (isDate(token.text)) return { value: { kind: 'date', text: token.text }, tokens: 1 }
      throw wrong(token, `${field.id} is a date, as 2026-11-01, 2026-11, 2026, today or yesterday; this is ${token.text}.`)
    case 'words':
      return { value: { kind: 'text', text: known(field, token) }, tokens: 1 }
  }
}

function known({ id, choices }: WordField, token: Token): string {
  const isKnown = choices === undefined || [...choices, 'none'].some((choice) => choice === token.text.toLowerCase())
  if (!isKnown) throw wrong(token, `${id} is one of ${choices.join(', ')}; this is ${token.text}.`)
  return token.text
}

function readFigure({ id, quantity }: NumberField, token: Token, next: Token | undefined): ReadValue {
  const follows = next?.kind === 'word' && !isAnyKeyword(next) ? unitNamed(quantity, next.text) : null
  const alone = quantity === 'count' && follows === null ? 'whole' : 'any'
  const figure = numberIn(token, token.text, alone)
  if (figure !== null) return { value: { kind: 'number', value: figure, unit: follows }, tokens: follows === null ? 1 : 2 }
  const [, text = '', typed = ''] = /^(.*?)([%\p{L}]+)$/u.exec(token.text) ?? []
  const unit = unitNamed(quantity, typed)
  const before = unit === null ? null : numberIn(token, text, 'any')
  if (before !== null) return { value: { kind: 'number', value: before, unit }, tokens: 1 }
  const units = Object.keys(unitsOf[quantity].factors)
  const within = units.length === 0 ? 'a number' : `a number, alone or in ${units.join(', ')}`
  throw wrong(token, `${id} is ${within}; this is ${token.text}.`)
}

/** Null where it is none. */
function numberIn(token: Token, text: string, kind: NumberKind): number | null {
  const read = readNumber(text, kind)
  if (read.kind === 'unclear')
    throw wrong(token, `${text} could be ${read.readings.join(' or ')}: write it without a comma, or without a point.`)
  return read.kind === 'number' ? read.value : null
}

const wrong = ({ at, end }: Token, message: string): QueryError => new QueryError(at, end, message)
