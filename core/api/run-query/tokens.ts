/** A query as its tokens, each with where it stands. */
import { QueryError } from './query-error.ts'

export const operators = ['=', '!=', '<', '<=', '>', '>=', '~', '!~'] as const
export type Operator = (typeof operators)[number]

/** Of a string without its quotes. */
type Said = { readonly kind: 'word' | 'string' | 'open' | 'close'; readonly text: string }
export type Token = (Said | { readonly kind: 'operator'; readonly text: Operator }) & {
  readonly at: number
  readonly end: number
}

/** As they are typed. */
const spellings: Readonly<Record<string, Operator>> = {
  '=': '=',
  '==': '=',
  '!=': '!=',
  '≠': '!=',
  '<>': '!=',
  '<': '<',
  '<=': '<=',
  '≤': '<=',
  '>': '>',
  '>=': '>=',
  '≥': '>=',
  '~': '~',
  '!~': '!~',
}

const patterns = {
  blank: /\s+/y,
  string: /"((?:[^"\\]|\\.)*)"/y,
  operator: /==|!=|!~|<>|<=|>=|[=<>~≤≥≠]/y,
  word: /(?:[^\s"()=<>~≤≥≠!]|!(?![=~]))+/y,
}

/** Throws a QueryError for a string that has no end. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    return pattern.exec(text)
  }
  const add = (length: number, token: Said | Pick<Extract<Token, { kind: 'operator' }>, 'kind' | 'text'>): void => {
    tokens.push({ ...token, at, end: at + length })
    at += length
  }
  while (at < text.length) {
    const blank = next(patterns.blank)
    const string = next(patterns.string)
    const operator = next(patterns.operator)
    const word = next(patterns.word)
    if (blank) at += blank[0].length
    else if (string) add(string[0].length, { kind: 'string', text: (string[1] ?? '').replace(/\\(.)/gs, '$1') })
    else if (operator) add(operator[0].length, { kind: 'operator', text: spellings[operator[0]] ?? '=' })
    else if (word) add(word[0].length, { kind: 'word', text: word[0] })
    else if (text[at] === '(') add(1, { kind: 'open', text: '(' })
    else if (text[at] === ')') add(1, { kind: 'close', text: ')' })
    else throw new QueryError(at, text.length, 'This quote has no end.')
  }
  return tokens
}

export const keywords = ['and', 'or', 'not'] as const

export function isKeyword(token: Token | undefined, word: (typeof keywords)[number]): boolean {
  return token?.kind === 'word' && token.text.toLowerCase() === word
}

export function isAnyKeyword(token: Token | undefined): boolean {
  return keywords.some((word) => isKeyword(token, word))
}

/** A word as it is typed: in quotes where it would be read as something else. */
export function quoted(text: string): string {
  const plain = /^[^\s"()=<>~≤≥≠!\\]+$/.test(text) && !keywords.some((word) => word === text.toLowerCase())
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}
