/** Why a file could not be opened, with the place in it: line, column and the lines around. */
import type { Problem } from '../../../core/architecture/architecture.ts'

export interface Refusal {
  readonly file: string
  readonly bytes: number
  readonly reasons: readonly string[]
  readonly place: {
    readonly line: number
    readonly column: number
    readonly lines: readonly { readonly number: number; readonly text: string }[]
  } | null
}

const linesBefore = 2
const linesAfter = 1

export function explainRefusal(file: string, bytes: number, text: string | null, problems: readonly Problem[]): Refusal {
  if (text === null) return { file, bytes, reasons: ['The file is too large for a design: at most 1 MiB is read.'], place: null }
  const [first] = problems
  const offset = first ? offsetOf(text, first) : null
  return {
    file,
    bytes,
    reasons: problems.slice(0, 3).map((problem) => problem.message),
    place: offset === null ? null : placeAt(text, offset),
  }
}

function placeAt(text: string, offset: number): Refusal['place'] {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  const column = offset - before.lastIndexOf('\n')
  const all = text.split('\n')
  const from = Math.max(0, line - 1 - linesBefore)
  const lines = all
    .slice(from, line + linesAfter)
    .map((content, index) => ({ number: from + index + 1, text: content.slice(0, 120) }))
  return { line, column, lines }
}

/** Where in the text the problem's field stands; for text that is not JSON, where reading it stopped. */
function offsetOf(text: string, problem: Problem): number | null {
  const position = /position (\d+)/.exec(problem.message)?.[1]
  if (position !== undefined) return Number(position)
  const at = /line (\d+) column (\d+)/.exec(problem.message)
  if (at) return offsetOfLine(text, Number(at[1]), Number(at[2]))
  const part = typeof problem.place === 'number' ? 'stages' : problem.place
  let from = part === 'file' ? 0 : text.indexOf(`"${part}"`)
  if (from < 0) return null
  if (typeof problem.place === 'number') from = nthObject(text, from, problem.place)
  const field = problem.field.split('.').at(-1) ?? ''
  const found = text.indexOf(`"${field}"`, from)
  if (found < 0) return part === 'file' ? null : from
  const value = /[^\s:]/.exec(text.slice(found + field.length + 2))
  return found + field.length + 2 + (value?.index ?? 0)
}

function offsetOfLine(text: string, line: number, column: number): number {
  const lines = text.split('\n').slice(0, line - 1)
  return lines.reduce((sum, content) => sum + content.length + 1, 0) + column - 1
}

/** Start of the n-th object of the list that begins after `from`. */
function nthObject(text: string, from: number, n: number): number {
  let depth = 0
  let count = -1
  for (let index = text.indexOf('[', from) + 1; index > 0 && index < text.length; index++) {
    const letter = text[index]
    if (letter === '{') {
      if (depth === 0 && ++count === n) return index
      depth++
    } else if (letter === '}') depth--
    else if (letter === ']' && depth === 0) break
  }
  return from
}
