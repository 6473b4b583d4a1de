/** What is asked of runs, as data; and as the text that is read back to the same. */
import { numberText } from '../../recipe/number-text.ts'
import { quoted, type Operator } from './tokens.ts'

export type Query =
  /** Nothing is asked for. */
  | { readonly kind: 'all' }
  /** Words of its name, design, recipe and so on: as `core/text/find.ts` finds them. */
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | Comparison
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Query[] }

export interface Comparison {
  readonly kind: 'comparison'
  readonly field: string
  readonly operator: Operator
  readonly value: QueryValue
}

export type QueryValue =
  /** `unit` is null where the field's usual one is meant. */
  | { readonly kind: 'number'; readonly value: number; readonly unit: string | null }
  | { readonly kind: 'text'; readonly text: string }
  /** `2026-11-01`, `2026-11`, `2026`, `today`, `yesterday`: a stretch of time in the computer's time zone. */
  | { readonly kind: 'date'; readonly text: string }
  /** No value. */
  | { readonly kind: 'none' }

export function queryText(query: Query): string {
  switch (query.kind) {
    case 'all':
      return ''
    case 'words':
      return query.words.map(quoted).join(' ')
    case 'comparison':
      return `${query.field} ${query.operator} ${valueText(query.value)}`
    case 'not':
      return `not ${within(query.of, ['and', 'or'])}`
    case 'and':
      return query.of.map((part) => within(part, ['or'])).join(' and ')
    case 'or':
      return query.of.map((part) => within(part, [])).join(' or ')
  }
}

/** In brackets where it binds less than what it stands in. */
function within(query: Query, loose: readonly Query['kind'][]): string {
  return loose.includes(query.kind) ? `(${queryText(query)})` : queryText(query)
}

function valueText(value: QueryValue): string {
  switch (value.kind) {
    case 'number':
      return value.unit === null ? numberText(value.value) : `${numberText(value.value)} ${value.unit}`
    case 'none':
      return 'none'
    case 'text':
      return quoted(value.text)
    case 'date':
      return value.text
  }
}

/** The fields that it compares. */
export function fieldsOf(query: Query): string[] {
  switch (query.kind) {
    case 'all':
    case 'words':
      return []
    case 'comparison':
      return [query.field]
    case 'not':
      return fieldsOf(query.of)
    case 'and':
    case 'or':
      return query.of.flatMap(fieldsOf)
  }
}
