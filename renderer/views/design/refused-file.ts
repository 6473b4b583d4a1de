/** Why a file could not be opened, with the lines around the first mistake. */
import type { Problem } from '../../../core/architecture/problem.ts'

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

const mostReasons = 3
const linesBefore = 2
const linesAfter = 1
const longestLine = 120

/** `text` is null where the file was not even read, because it is too large. */
export function explainRefusal(file: string, bytes: number, text: string | null, problems: readonly Problem[]): Refusal {
  const at = problems[0]?.at
  const reasons = problems.slice(0, mostReasons).map((problem) => problem.message)
  if (text === null || !at) return { file, bytes, reasons, place: null }
  const first = Math.max(1, at.line - linesBefore)
  const lines = text
    .split('\n')
    .slice(first - 1, at.line + linesAfter)
    .map((content, index) => ({ number: first + index, text: content.slice(0, longestLine) }))
  return { file, bytes, reasons, place: { line: at.line, column: at.column, lines } }
}
