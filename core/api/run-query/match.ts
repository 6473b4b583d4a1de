/** Whether a run is what a query asks for. */
import type { RunSummary } from '../../store/run.ts'
import { comparable } from '../../text/names.ts'
import { isRunFound } from '../find-runs.ts'
import { stretchOf } from './dates.ts'
import { inBase } from './quantities.ts'
import { fieldsOf, type Comparison, type Query } from './query.ts'
import type { WordField } from './run-field.ts'
import { runField } from './run-fields.ts'
import type { Operator } from './tokens.ts'

/**
 * The runs of a list that a query asks for, in its order; `now` is what `today` is of. Those that a person archived are left out, unless the query
 * is about that, or `archived` says so.
 */
export function runsFound<R extends RunSummary>(runs: readonly R[], query: Query, now: number, archived = false): R[] {
  const all = archived || fieldsOf(query).includes('archived')
  const isAsked = matcher(query, now)
  return runs.filter((run) => (all || !run.remarks.archived) && isAsked(run))
}

type Match = (run: RunSummary) => boolean

/** What can be worked out once is not worked out for each run. */
export function matcher(query: Query, now: number): Match {
  switch (query.kind) {
    case 'all':
      return () => true
    case 'words': {
      const asked = query.words.join(' ')
      return (run) => isRunFound(run, asked)
    }
    case 'comparison':
      return comparing(query, now)
    case 'not': {
      const of = matcher(query.of, now)
      return (run) => !of(run)
    }
    case 'and': {
      const parts = query.of.map((part) => matcher(part, now))
      return (run) => parts.every((part) => part(run))
    }
    case 'or': {
      const parts = query.of.map((part) => matcher(part, now))
      return (run) => parts.some((part) => part(run))
    }
  }
}

/** `!=` and `!~` are true where `=` and `~` are not: of several values, where none is; and where there is none. */
function comparing({ field: id, operator, value }: Comparison, now: number): Match {
  const field = runField(id)
  if (field === null) return () => false
  if (operator === '!=' || operator === '!~') {
    const opposite = comparing({ kind: 'comparison', field: id, operator: operator === '!=' ? '=' : '~', value }, now)
    return (run) => !opposite(run)
  }
  if (field.kind === 'words') return comparingWords(field, operator, value.kind === 'text' ? value.text : 'none')
  if (value.kind === 'none') return (run) => operator === '=' && field.value(run) === null
  if (field.kind === 'date') {
    const stretch = value.kind === 'date' ? stretchOf(value.text, now) : null
    return (run) => stretch !== null && isBeside(field.value(run), operator, stretch.from, stretch.to)
  }
  const wanted = value.kind === 'number' ? inBase(field.quantity, value.value, value.unit) : Number.NaN
  return (run) => isOrdered(field.value(run), operator, wanted)
}

/** Where both are numbers they are compared as such; else in the order of a dictionary. */
function comparingWords(field: WordField, operator: Operator, text: string): Match {
  const wanted = plain(text)
  const isOne = (spelling: string): boolean => {
    if (operator === '~') return plain(spelling).includes(wanted)
    const [one, other] = [Number(spelling), Number(wanted.replace(/^(\d+),(\d+)$/, '$1.$2'))]
    if (wanted !== '' && spelling !== '' && !Number.isNaN(one) && !Number.isNaN(other)) return isOrdered(one, operator, other)
    const order = dictionary.compare(plain(spelling), wanted)
    return operator === '=' ? plain(spelling) === wanted : isOrdered(order, operator, 0)
  }
  return (run) => {
    const values = field.values(run)
    if (values.length === 0) return operator === '=' && wanted === 'none'
    return values.some((spellings) => spellings.some(isOne))
  }
}

const dictionary = new Intl.Collator('en', { numeric: true })
const plain = (text: string): string => comparable(text).toLowerCase()

function isOrdered(value: number | null, operator: Operator, wanted: number): boolean {
  if (value === null) return false
  switch (operator) {
    case '<':
      return value < wanted
    case '<=':
      return value <= wanted
    case '>':
      return value > wanted
    case '>=':
      return value >= wanted
    default:
      return value === wanted
  }
}

/** A moment beside a stretch of time, which ends before `to`. */
function isBeside(value: number | null, operator: Operator, from: number, to: number): boolean {
  if (value === null) return false
  switch (operator) {
    case '<':
      return value < from
    case '<=':
      return value < to
    case '>':
      return value >= to
    case '>=':
      return value >= from
    default:
      return value >= from && value < to
  }
}
