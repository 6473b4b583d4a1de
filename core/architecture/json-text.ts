/**
 * Looks through JSON text before it is parsed: bounded in depth and in number of values, so that a hostile file costs nothing,
 * and remembering where each value stands, so that a mistake can be shown in its line. JSON.parse tells neither, and its
 * messages differ from engine to engine.
 */

/** A position as editors count: from 1. */
export interface TextPlace {
  readonly line: number
  readonly column: number
}

export type ScannedJson =
  /** `places`: offset of each value in the text, by its path: `stages.2.width`; the whole is at ''. */
  { ok: true; places: ReadonlyMap<string, number> } | { ok: false; offset: number; reason: string }

export interface JsonLimits {
  /** Lists and objects inside each other. */
  readonly depth: number
  readonly values: number
}

/** Reads the grammar of RFC 8259, and refuses what it leaves open: a name given twice in one object. */
export function scanJson(text: string, limits: JsonLimits): ScannedJson {
  const scanner = new Scanner(text, limits)
  try {
    scanner.document()
    return { ok: true, places: scanner.places }
  } catch (error) {
    if (error instanceof Refused) return { ok: false, offset: error.offset, reason: error.reason }
    throw error
  }
}

export function placeInText(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset)
  return { line: before.split('\n').length, column: offset - before.lastIndexOf('\n') }
}

class Refused extends Error {
  readonly offset: number
  readonly reason: string

  constructor(offset: number, reason: string) {
    super(reason)
    this.offset = offset
    this.reason = reason
  }
}

const blank = /[\t\n\r ]*/y
const string = /"(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const plain = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

class Scanner {
  readonly places = new Map<string, number>()
  readonly #text: string
  readonly #limits: JsonLimits
  #at = 0

  constructor(text: string, limits: JsonLimits) {
    this.#text = text
    this.#limits = limits
  }

  document(): void {
    this.#value('', 0)
    if (this.#at < this.#text.length) this.#refuse('nothing more after the end')
  }

  /** A value and the blanks around it. Recursion ends at the limit of depth. */
  #value(path: string, depth: number): void {
    this.#take(blank)
    if (this.places.size >= this.#limits.values) throw new Refused(this.#at, `it has more than ${this.#limits.values} values`)
    this.places.set(path, this.#at)
    const first = this.#text[this.#at]
    if (first === '{' || first === '[') {
      if (depth === this.#limits.depth) throw new Refused(this.#at, `it is nested more than ${this.#limits.depth} deep`)
      if (first === '{') this.#object(path, depth + 1)
      else this.#list(path, depth + 1)
    } else if (this.#take(string) === null && this.#take(plain) === null) {
      this.#refuse('a value')
    }
    this.#take(blank)
  }

  #object(path: string, depth: number): void {
    const names = new Set<string>()
    this.#members('}', () => {
      const start = this.#at
      const quoted = this.#take(string)
      if (quoted === null) this.#refuse('a name in double quotes')
      const name = JSON.parse(quoted) as string
      if (names.has(name)) throw new Refused(start, `${quoted} stands twice in one place`)
      names.add(name)
      this.#take(blank)
      if (!this.#skip(':')) this.#refuse('a colon')
      this.#value(within(path, name), depth)
    })
  }

  #list(path: string, depth: number): void {
    let index = 0
    this.#members(']', () => this.#value(within(path, String(index++)), depth))
  }

  /** What stands between brackets, separated by commas. */
  #members(end: '}' | ']', member: () => void): void {
    this.#at += 1
    this.#take(blank)
    if (this.#skip(end)) return
    for (;;) {
      this.#take(blank)
      member()
      if (this.#skip(end)) return
      if (!this.#skip(',')) this.#refuse(`a comma or ${end}`)
    }
  }

  /** The text that matches from here, which is then behind; null where nothing does. */
  #take(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#text)
    if (match === null) return null
    this.#at = pattern.lastIndex
    return match[0]
  }

  #skip(letter: string): boolean {
    if (this.#text[this.#at] !== letter) return false
    this.#at += 1
    return true
  }

  #refuse(expected: string): never {
    const found = /^[\w.+-]{1,20}|^./su.exec(this.#text.slice(this.#at, this.#at + 20))?.[0]
    throw new Refused(this.#at, `expected ${expected}, found ${found === undefined ? 'the end' : JSON.stringify(found)}`)
  }
}

const within = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`)
