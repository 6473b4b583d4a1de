/** Python source as black would lay it out: lines of at most 100 letters, a call that is longer with one argument a line. */
import type { ArgumentValue } from '../graph/spelling.ts'

const widest = 100

/** An argument that stands in a call already: its name where it is written, and its source. */
export interface WrittenArgument {
  readonly name?: string
  readonly source: string
}

/** A value as Python writes it. */
export function valueText(value: ArgumentValue): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'string') return quoted(value)
  return `(${value.map(numberText).join(', ')}${value.length === 1 ? ',' : ''})`
}

/** Text in double quotes; names are typed by people. */
export function quoted(text: string): string {
  return JSON.stringify(text)
}

/** `1e-05` for small ones, as Python says them itself. */
function numberText(value: number): string {
  const text = value !== 0 && Math.abs(value) < 1e-4 ? value.toExponential() : String(value)
  if (Number.isFinite(value)) return text.replace(/e([+-])(\d)$/, 'e$10$2')
  return `float("${value > 0 ? 'inf' : '-inf'}")`
}

export function callText(callee: string, args: readonly WrittenArgument[]): string {
  return `${callee}(${args.map(argumentText).join(', ')})`
}

function argumentText({ name, source }: WrittenArgument): string {
  return name === undefined ? source : `${name}=${source}`
}

/** Source that stands within an expression: what has an operator outside its brackets gets brackets. */
export function operandText(source: string): string {
  let depth = 0
  for (let at = 0; at < source.length; at++) {
    const letter = source[at] ?? ''
    if ('([{'.includes(letter)) depth += 1
    else if (')]}'.includes(letter)) depth -= 1
    else if (letter === ' ' && depth === 0) return `(${source})`
  }
  return source
}

/** A statement at an indent, broken at the commas of its outermost brackets where it is too long for a line. */
export function statement(indent: number, text: string): string[] {
  const room = ' '.repeat(indent)
  if (indent + text.length <= widest) return [room + text]
  const split = outermost(text)
  if (split === null) return [room + text]
  const { before, parts, after } = split
  // What is split by commas can be written a part a line; what is one part gains nothing by it.
  if (parts.length === 1 && /^[\w.]*$/.test(parts[0] ?? '')) return [room + text]
  const inner = parts.flatMap((part) =>
    withComma(statement(indent + 4, part), !/ for \w+ in |^\*\*?$/.test(part) || part.startsWith('*')),
  )
  return [room + before, ...inner, ...statement(indent, after)]
}

function withComma(lines: string[], wanted: boolean): string[] {
  return wanted ? [...lines.slice(0, -1), `${lines[lines.length - 1] ?? ''},`] : lines
}

/** `f(a, g(b))` as `f(`, its parts, and `)`. Null where there are no brackets that reach to the end. */
function outermost(text: string): { before: string; parts: string[]; after: string } | null {
  const end = text.search(/[)\]}]:?$/)
  if (end === -1) return null
  let depth = 0
  let start = -1
  for (let at = end; at >= 0 && start === -1; at--) {
    if (')]}'.includes(text[at] ?? '')) depth += 1
    else if ('([{'.includes(text[at] ?? '')) depth -= 1
    if (depth === 0) start = at
  }
  if (start <= 0 && !text.startsWith('[')) return null
  return { before: text.slice(0, start + 1), parts: commaParts(text.slice(start + 1, end)), after: text.slice(end) }
}

function commaParts(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? ''
    if ('([{'.includes(letter)) depth += 1
    else if (')]}'.includes(letter)) depth -= 1
    else if (letter === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  const last = text.slice(from).trim()
  return last === '' ? parts : [...parts, last]
}

/** A name of its own for each thing: where two would have the same, the later one's ends in a number. */
export function distinctNames<T>(
  things: readonly T[],
  taken: readonly string[],
  name: (thing: T) => string,
): ReadonlyMap<T, string> {
  const names = new Set(taken)
  return new Map(
    things.map((thing) => {
      const wanted = name(thing)
      let free = wanted
      for (let number = 2; names.has(free); number++) free = /^[a-z]/.test(wanted) ? `${wanted}_${number}` : `${wanted}${number}`
      names.add(free)
      return [thing, free]
    }),
  )
}

/** `stage1.block1`, `Basic`, `ResNet-20 (A)` as words that may stand in a name. */
function words(text: string): string[] {
  return text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '')
}

/** `ResNet20` for `ResNet-20`. */
export function className(text: string): string {
  const name = words(text)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
  return /^[A-Za-z]/.test(name) ? name : `Network${name}`
}

/** `basic_block` for `Basic block`, `shortcut_conv` for `shortcut.conv`. */
export function variableName(text: string): string {
  const name = text
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
    .join('_')
    .toLowerCase()
  return /^[a-z]/.test(name) && !reserved.has(name) ? name : `the_${name}`
}

const reserved = new Set(
  'false none true and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield'.split(
    ' ',
  ),
)
