/** How what is typed of a query can go on: fields, operators, values, units, `and` and `or`. */
import type { RunSummary } from '../../store/run.ts'
import { countedText } from '../../text/count-text.ts'
import { unitsOf } from './quantities.ts'
import { QueryError } from './query-error.ts'
import type { RunField } from './run-field.ts'
import { runField, runFields } from './run-fields.ts'
import { isAnyKeyword, quoted, tokensOf, type Token } from './tokens.ts'

export interface Completion {
  /** What stands there instead. */
  readonly text: string
  readonly about: string
}

export interface Completions {
  /** From here to there of what was typed. */
  readonly from: number
  readonly to: number
  /** The likeliest first. */
  readonly options: readonly Completion[]
}

const mostOptions = 40

/** At a place of what was typed. Values are those that the runs have. */
export function completions(text: string, caret: number, runs: readonly RunSummary[]): Completions {
  const before = tokensBefore(text.slice(0, caret))
  const last = before.at(-1)
  const isTouching = last !== undefined && last.end === caret && last.kind !== 'open' && last.kind !== 'close'
  const typed = isTouching && last.kind !== 'operator' ? last : null
  const settled = typed ? before.slice(0, -1) : before
  const from = typed?.at ?? caret
  const offered = offeredAfter(settled, runs)
  return { from, to: caret, options: ranked(offered, typed?.text ?? '').slice(0, mostOptions) }
}

/** What can be read of it: a quote that is not closed yet is a word that begins. */
function tokensBefore(text: string): Token[] {
  try {
    return tokensOf(text)
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown
    const begun: Token = { kind: 'string', text: text.slice(thrown.at + 1), at: thrown.at, end: text.length }
    return [...tokensOf(text.slice(0, thrown.at)), begun]
  }
}

function offeredAfter(settled: readonly Token[], runs: readonly RunSummary[]): Completion[] {
  const last = settled.at(-1)
  const [beforeLast, twoBefore] = [settled.at(-2), settled.at(-3)]
  if (last?.kind === 'operator') return valuesOf(fieldNamed(beforeLast), runs)
  if (!last || last.kind === 'open' || isAnyKeyword(last)) return fieldOptions
  const compared = beforeLast?.kind === 'operator' ? fieldNamed(twoBefore) : null
  if (compared) return [...unitOptions(compared), ...joining]
  const field = fieldNamed(last)
  return field ? [...operatorOptions(field), ...joining] : [...joining, ...fieldOptions]
}

const fieldNamed = (token: Token | undefined): RunField | null => (token?.kind === 'word' ? runField(token.text) : null)

const fieldOptions: Completion[] = runFields.map(({ id, caption, about }) => ({
  text: id,
  about: `${caption}: ${about}`,
}))

const joining: Completion[] = [
  { text: 'and', about: 'both' },
  { text: 'or', about: 'one of both' },
]

function operatorOptions({ kind }: RunField): Completion[] {
  const same: Completion[] = [
    { text: '=', about: 'is' },
    { text: '!=', about: 'is not' },
  ]
  const words: Completion[] = [
    { text: '~', about: 'has in it' },
    { text: '!~', about: 'does not have in it' },
  ]
  const order: Completion[] = [
    { text: '<', about: kind === 'date' ? 'before' : 'less than' },
    { text: '<=', about: 'at most' },
    { text: '>', about: kind === 'date' ? 'after' : 'more than' },
    { text: '>=', about: 'at least' },
  ]
  return kind === 'words' ? [...same, ...words, ...order] : [...order, ...same]
}

function unitOptions(field: RunField): Completion[] {
  if (field.kind !== 'number') return []
  const { usual, factors } = unitsOf[field.quantity]
  return Object.keys(factors).map((unit) => ({ text: unit, about: unit === usual ? 'the unit of a number alone' : 'unit' }))
}

/** The most frequent first. */
function valuesOf(field: RunField | null, runs: readonly RunSummary[]): Completion[] {
  if (field?.kind === 'date') return ['today', 'yesterday'].map((text) => ({ text, about: 'or a date, as 2026-11-01' }))
  if (field?.kind !== 'words') return []
  const counts = new Map<string, number>((field.choices ?? []).map((choice) => [choice, 0]))
  for (const run of runs)
    for (const value of new Set(field.values(run).map((spellings) => spellings.at(-1) ?? '')))
      if (value.length <= 80) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([value, count]) => ({ text: quoted(value), about: countedText(count, 'run') }))
}

/** What begins with what was typed, then what has it within. */
function ranked(offered: readonly Completion[], typed: string): Completion[] {
  const wanted = typed.toLowerCase()
  const place = ({ text, about }: Completion): number => {
    const plain = text.replace(/^"/, '').toLowerCase()
    if (plain.startsWith(wanted)) return 0
    if (plain.includes(`.${wanted}`)) return 1
    if (plain.includes(wanted)) return 2
    return about.toLowerCase().includes(wanted) ? 3 : 4
  }
  return offered
    .map((option) => ({ option, at: place(option) }))
    .filter(({ at, option }) => at < 4 && option.text.toLowerCase() !== wanted)
    .sort((one, other) => one.at - other.at)
    .map(({ option }) => option)
}
