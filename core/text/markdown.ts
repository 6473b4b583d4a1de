/**
 * Notes in Markdown as data: headings, paragraphs, lists, quotes, code, rules; in a line emphasis, strong, code, struck, links. What it does not
 * know stays as it was typed: HTML is text, and pictures are links. CommonMark's common part, without its reference definitions.
 */

export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'emphasis' | 'strong' | 'struck'; readonly of: readonly Inline[] }
  /** An address with http or https; no other is a link. */
  | { readonly kind: 'link'; readonly address: string; readonly of: readonly Inline[] }

export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly of: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly of: readonly Inline[] }
  /** `named` is what stands behind the marks that open it: its language, mostly. */
  | { readonly kind: 'code'; readonly named: string; readonly text: string }
  | { readonly kind: 'quote'; readonly of: readonly Block[] }
  /** `ticked` is null for an item that is none to tick off. */
  | {
      readonly kind: 'list'
      readonly ordered: boolean
      readonly items: readonly { ticked: boolean | null; of: readonly Block[] }[]
    }
  | { readonly kind: 'rule' }

const deepest = 8
const item = /^( {0,3})([-*+]|\d{1,9}[.)])( +|$)(.*)$/
/** Marks of backticks have none behind them: with one it is code within a line. */
const fence = /^ {0,3}(?:(`{3,})([^`]*)|(~{3,})(.*))$/
const heading = /^ {0,3}(#{1,6})(?:\s+(.*?))?(?:\s+#+)?\s*$/
const rule = /^ {0,3}([-*_])(?:\s*\1){2,}\s*$/
const quote = /^ {0,3}> ?(.*)$/

export function markdownBlocks(text: string): Block[] {
  return blocksOf(text.replaceAll('\t', '    ').split(/\r?\n/), 0)
}

function blocksOf(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    if (line.trim() === '') {
      at += 1
      continue
    }
    const { block, to } = blockAt(lines, at, line, depth)
    blocks.push(block)
    at = to
  }
  return blocks
}

interface Read {
  readonly block: Block
  /** The line after it. */
  readonly to: number
}

function blockAt(lines: readonly string[], at: number, line: string, depth: number): Read {
  const [fenced, ticks, afterTicks, tildes, afterTildes] = fence.exec(line) ?? []
  if (fenced !== undefined) return codeAt(lines, at, ticks ?? tildes ?? '', (afterTicks ?? afterTildes ?? '').trim())
  const [titled, level = '', title = ''] = heading.exec(line) ?? []
  if (titled !== undefined) return { block: { kind: 'heading', level: level.length, of: inlines(title) }, to: at + 1 }
  if (rule.test(line)) return { block: { kind: 'rule' }, to: at + 1 }
  if (depth < deepest && quote.test(line)) return quoteAt(lines, at, depth)
  if (depth < deepest && item.test(line)) return listAt(lines, at, depth)
  const to = endOf(lines, at, (next) => next.trim() === '' || startsBlock(next))
  const said = lines.slice(at, to).map((one) => one.trim())
  return { block: { kind: 'paragraph', of: inlines(said.join('\n')) }, to }
}

/** Up to the first later line that ends it. */
function endOf(lines: readonly string[], at: number, ends: (line: string) => boolean): number {
  const found = lines.findIndex((line, index) => index > at && ends(line))
  return found < 0 ? lines.length : found
}

function startsBlock(line: string): boolean {
  return fence.test(line) || heading.test(line) || rule.test(line) || quote.test(line) || item.test(line)
}

/** Up to a line of as many marks or more and nothing else; without one, to the end. */
function codeAt(lines: readonly string[], at: number, marks: string, named: string): Read {
  const mark = marks.slice(0, 1)
  const end = endOf(lines, at, (line) => line.trim().startsWith(marks) && line.trim().replaceAll(mark, '') === '')
  return { block: { kind: 'code', named, text: lines.slice(at + 1, end).join('\n') }, to: Math.min(lines.length, end + 1) }
}

function quoteAt(lines: readonly string[], at: number, depth: number): Read {
  const to = endOf(lines, at, (line) => !quote.test(line))
  const within = lines.slice(at, to).map((line) => quote.exec(line)?.[1] ?? '')
  return { block: { kind: 'quote', of: blocksOf(within, depth + 1) }, to }
}

/** Lines that are indented below an item belong to it. */
function listAt(lines: readonly string[], at: number, depth: number): Read {
  const ordered = /\d/.test(item.exec(lines[at] ?? '')?.[2] ?? '')
  const items: { ticked: boolean | null; of: readonly Block[] }[] = []
  let next = at
  for (;;) {
    const [, indent = '', mark = '', gap = '', first = ''] = item.exec(lines[next] ?? '') ?? []
    if (mark === '' || /\d/.test(mark) !== ordered || rule.test(lines[next] ?? '')) break
    const inner = indent.length + mark.length + Math.max(1, Math.min(4, gap.length))
    const to = endOf(lines, next, (line) => line.trim() !== '' && !line.startsWith(' '.repeat(inner)))
    const [ticked, said] = tickOf(first)
    const within = [said, ...lines.slice(next + 1, to).map((line) => line.slice(inner))]
    items.push({ ticked, of: blocksOf(within, depth + 1) })
    next = to
  }
  return { block: { kind: 'list', ordered, items }, to: next }
}

function tickOf(text: string): [boolean | null, string] {
  const [, tick, said = ''] = /^\[([ xX])\]\s+(.*)$/.exec(text) ?? []
  return tick === undefined ? [null, text] : [tick !== ' ', said]
}

/** What is looked for in a line, in this order at each place. */
const spans: readonly { readonly pattern: RegExp; make(match: RegExpExecArray, depth: number): Inline }[] = [
  { pattern: /\\([!-/:-@[-`{-~])/y, make: ([, text = '']) => ({ kind: 'text', text }) },
  { pattern: /(`+)([\s\S]*?[^`])\1(?!`)/y, make: ([, , text = '']) => ({ kind: 'code', text: text.replace(/^ (.+) $/, '$1') }) },
  {
    pattern: /!?\[([^\]]*)\]\((https?:\/\/[^\s)]+)\)/y,
    make: ([, said = '', address = ''], depth) => ({ kind: 'link', address, of: inlines(said || address, depth + 1) }),
  },
  {
    pattern: /<(https?:\/\/[^\s>]+)>/y,
    make: ([, address = '']) => ({ kind: 'link', address, of: [{ kind: 'text', text: address }] }),
  },
  { pattern: /\*\*(?=\S)([\s\S]*?\S)\*\*/y, make: ([, said = ''], depth) => ({ kind: 'strong', of: inlines(said, depth + 1) }) },
  { pattern: /~~(?=\S)([\s\S]*?\S)~~/y, make: ([, said = ''], depth) => ({ kind: 'struck', of: inlines(said, depth + 1) }) },
  {
    pattern: /\*(?=\S)([^*]*?\S)\*(?!\*)/y,
    make: ([, said = ''], depth) => ({ kind: 'emphasis', of: inlines(said, depth + 1) }),
  },
  { pattern: /\b_(?=\S)([^_]*?\S)_\b/y, make: ([, said = ''], depth) => ({ kind: 'emphasis', of: inlines(said, depth + 1) }) },
]

const plain = /[^\\`![<*~_]+|[\s\S]/y

function inlines(text: string, depth = 0): Inline[] {
  if (depth > deepest) return [{ kind: 'text', text }]
  const found: Inline[] = []
  let at = 0
  const add = (inline: Inline, length: number): void => {
    const last = found.at(-1)
    if (inline.kind === 'text' && last?.kind === 'text') found[found.length - 1] = { kind: 'text', text: last.text + inline.text }
    else found.push(inline)
    at += length
  }
  while (at < text.length) {
    const match = firstMatch(text, at)
    if (match) add(match.span.make(match.found, depth), match.found[0].length)
    else {
      plain.lastIndex = at
      const said = plain.exec(text)?.[0] ?? text.slice(at)
      add({ kind: 'text', text: said }, said.length)
    }
  }
  return found
}

function firstMatch(text: string, at: number): { span: (typeof spans)[number]; found: RegExpExecArray } | null {
  for (const span of spans) {
    span.pattern.lastIndex = at
    const found = span.pattern.exec(text)
    if (found) return { span, found }
  }
  return null
}
