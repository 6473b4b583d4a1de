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
  const at = problems[0]?.at
  return {
    file,
    bytes,
    reasons: problems.slice(0, 3).map((problem) => problem.message),
    place: at === undefined ? null : { ...at, lines: linesAround(text, at.line) },
  }
}

function linesAround(text: string, line: number): { number: number; text: string }[] {
  const from = Math.max(0, line - 1 - linesBefore)
  return text
    .split('\n')
    .slice(from, line + linesAfter)
    .map((content, index) => ({ number: from + index + 1, text: content.slice(0, 120) }))
}
