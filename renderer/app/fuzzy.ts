/** Fuzzy search as in editors: the letters of the query in order, whole words and starts of words first. */
import { comparable } from '../../core/text/names.ts'

export interface Match {
  /** Higher is better. */
  readonly score: number
  /** Positions in the comparable form of the text that matched, ascending. */
  readonly at: readonly number[]
}

const isStart = (text: string, index: number): boolean => index === 0 || !/[a-z0-9]/i.test(text[index - 1] ?? '')

/** How well `query` is found in `text`, case aside; null when a letter is missing. An empty query matches all alike. */
export function fuzzyMatch(query: string, text: string): Match | null {
  return matchComparable(comparable(query.trim()).toLowerCase(), comparable(text))
}

function matchComparable(query: string, text: string): Match | null {
  const wanted = query.replace(/\s+/g, '')
  if (wanted === '') return { score: 0, at: [] }
  const lower = text.toLowerCase()
  const whole = lower.indexOf(query)
  if (whole >= 0) {
    const at = Array.from({ length: query.length }, (_, index) => whole + index)
    return { score: 1000 + (isStart(text, whole) ? 200 : 0) - whole - text.length * 0.1, at }
  }
  return scattered(wanted, text, lower)
}

/** Letters scattered over a text mean little: at most one run of them may begin inside a word. */
const mostLooseRuns = 1

function scattered(wanted: string, text: string, lower: string): Match | null {
  const at: number[] = []
  let score = 0
  let loose = 0
  let from = 0
  for (const letter of wanted) {
    const index = nextIndex(letter, text, lower, from)
    if (index < 0) return null
    const follows = at.length > 0 && at[at.length - 1] === index - 1
    if (!follows && !isStart(text, index)) loose += 1
    if (loose > mostLooseRuns) return null
    score += follows ? 12 : isStart(text, index) ? 10 : 1
    at.push(index)
    from = index + 1
  }
  return { score: score - text.length * 0.1, at }
}

/** The letter right here, else at the next start of a word, else anywhere after. */
function nextIndex(letter: string, text: string, lower: string, from: number): number {
  if (lower[from] === letter) return from
  for (let index = from; index < lower.length; index++) {
    if (lower[index] === letter && isStart(text, index)) return index
  }
  return lower.indexOf(letter, from)
}

/** The text, in its comparable form, cut into parts that matched and parts that did not. */
export function matchedParts(named: string, at: readonly number[]): { text: string; matched: boolean }[] {
  const text = comparable(named)
  const hits = new Set(at)
  const parts: { text: string; matched: boolean }[] = []
  for (let index = 0; index < text.length; index++) {
    const matched = hits.has(index)
    const last = parts[parts.length - 1]
    if (last && last.matched === matched) last.text += text[index]
    else parts.push({ text: text[index] ?? '', matched })
  }
  return parts
}
