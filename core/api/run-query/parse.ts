/**
 * Queries as people type them:
 *
 *     query      = any { "or" any }
 *     any        = one { ["and"] one }
 *     one        = "not" one | "(" query ")" | comparison | words
 *     comparison = field operator value [unit]
 *     words      = word { word }
 *
 * A word that no operator follows is searched for, as without any query. Nothing that is typed makes it throw.
 */
import { nearestNames } from '../../text/near.ts'
import type { Query } from './query.ts'
import { QueryError } from './query-error.ts'
import { readValue } from './read-value.ts'
import type { RunField } from './run-field.ts'
import { runField, runFields } from './run-fields.ts'
import { isAnyKeyword, isKeyword, tokensOf, type Token } from './tokens.ts'

export type ReadQuery =
  | { readonly kind: 'query'; readonly query: Query }
  /** From `at` to `end` of what was typed; `message` is a sentence. */
  | { readonly kind: 'wrong'; readonly at: number; readonly end: number; readonly message: string }

export const longestQuery = 2000
const deepest = 100

export function readQuery(text: string): ReadQuery {
  try {
    if (text.length > longestQuery)
      throw new QueryError(longestQuery, text.length, `A query has at most ${longestQuery} characters.`)
    return { kind: 'query', query: new Reader(text).whole() }
  } catch (thrown) {
    if (!(thrown instanceof QueryError)) throw thrown
    const { at, end, message } = thrown
    return { kind: 'wrong', at, end, message }
  }
}

class Reader {
  readonly #tokens: readonly Token[]
  readonly #length: number
  #next = 0
  #depth = 0

  constructor(text: string) {
    this.#tokens = tokensOf(text)
    this.#length = text.length
  }

  whole(): Query {
    if (this.#tokens.length === 0) return { kind: 'all' }
    const query = this.#any()
    const rest = this.#peek()
    if (rest) throw new QueryError(rest.at, rest.end, 'This bracket was not opened.')
    return query
  }

  #peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#next + ahead]
  }

  #any(): Query {
    const parts = [this.#every()]
    while (isKeyword(this.#peek(), 'or')) {
      this.#next += 1
      parts.push(this.#every())
    }
    return joined('or', parts)
  }

  #every(): Query {
    const parts = [this.#one()]
    for (;;) {
      const token = this.#peek()
      if (isKeyword(token, 'and')) this.#next += 1
      else if (!token || token.kind === 'close' || isKeyword(token, 'or')) return joined('and', parts)
      parts.push(this.#one())
    }
  }

  #one(): Query {
    const token = this.#peek()
    if (!token) throw this.#missing('Something to look for is missing here.')
    this.#depth += 1
    if (this.#depth > deepest)
      throw new QueryError(token.at, token.end, `More than ${deepest} brackets in each other cannot be read.`)
    const query = this.#part(token)
    this.#depth -= 1
    return query
  }

  #part(token: Token): Query {
    if (isKeyword(token, 'not')) {
      this.#next += 1
      return { kind: 'not', of: this.#one() }
    }
    if (token.kind === 'open') return this.#bracketed(token)
    if (token.kind === 'operator')
      throw new QueryError(token.at, token.end, `Before ${token.text} stands what is compared, as in error < 9.`)
    if (token.kind === 'close' || isAnyKeyword(token))
      throw new QueryError(token.at, token.end, `Something to look for is missing before ${token.text}.`)
    const after = this.#peek(1)
    return after?.kind === 'operator' ? this.#comparison(token, after) : this.#words()
  }

  #bracketed(open: Token): Query {
    this.#next += 1
    const query = this.#any()
    if (this.#peek()?.kind !== 'close') throw new QueryError(open.at, open.end, 'This bracket is not closed.')
    this.#next += 1
    return query
  }

  #words(): Query {
    const words: string[] = []
    for (;;) {
      const token = this.#peek()
      const isWord = token?.kind === 'string' || (token?.kind === 'word' && !isAnyKeyword(token))
      if (!token || !isWord || this.#peek(1)?.kind === 'operator') return { kind: 'words', words }
      words.push(token.text)
      this.#next += 1
    }
  }

  #comparison(named: Token, compares: Token & { readonly kind: 'operator' }): Query {
    const field = named.kind === 'word' ? runField(named.text) : null
    if (field === null) throw new QueryError(named.at, named.end, unknownField(named.text))
    refuseContaining(field, compares)
    this.#next += 2
    const token = this.#peek()
    if (!token || token.kind === 'close' || isAnyKeyword(token))
      throw this.#missing(`What ${field.id} is compared with is missing here.`)
    if (token.kind === 'operator' || token.kind === 'open')
      throw new QueryError(token.at, token.end, `Here stands what ${field.id} is compared with, not ${token.text}.`)
    const read = readValue(field, token, this.#peek(1))
    this.#next += read.tokens
    return { kind: 'comparison', field: field.id, operator: compares.text, value: read.value }
  }

  /** At the next token, or at the end. */
  #missing(message: string): QueryError {
    const token = this.#peek()
    return new QueryError(token?.at ?? this.#length, token?.end ?? this.#length, message)
  }
}

function refuseContaining(field: RunField, { text, at, end }: Token & { readonly kind: 'operator' }): void {
  if ((text === '~' || text === '!~') && field.kind !== 'words')
    throw new QueryError(at, end, `${field.id} is a ${field.kind}: it is compared with =, !=, <, <=, > or >=.`)
}

/** One alone is itself, and of one kind in each other are one. */
function joined(kind: 'and' | 'or', parts: readonly Query[]): Query {
  const [only] = parts
  if (parts.length === 1 && only) return only
  return { kind, of: parts.flatMap((part) => (part.kind === kind ? part.of : [part])) }
}

function unknownField(name: string): string {
  const near = nearestNames(
    name,
    runFields.map(({ id }) => id),
  )
  const hint = near.length > 0 ? `Did you mean ${near.join(' or ')}?` : 'Completion lists what they have.'
  return `Runs have no ${name}. ${hint}`
}
