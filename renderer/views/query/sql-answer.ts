/** An answer as a table on the screen and as CSV. */
import { csvLine } from '../../../core/text/csv.ts'
import { visibleText } from '../../../core/text/visible-text.ts'
import type { SqlCell, SqlState } from '../../../core/api/contract/sql.ts'

export type SqlAnswer = Extract<SqlState, { kind: 'answered' }>

/** NULL is a dash; what a long text holds is read whole on pointing at it. */
export function cellText(cell: SqlCell): string {
  if (cell === null) return '–'
  return typeof cell === 'number' ? String(cell) : visibleText(cell)
}

/** Columns that hold numbers alone. */
export function figureColumns({ columns, rows }: SqlAnswer): boolean[] {
  return columns.map((_, at) => rows.every((row) => typeof row[at] !== 'string'))
}

const fewest = 5
const most = 48
/** So many rows say how wide a column is. */
const looked = 300

/** Characters that each column gets. */
export function columnWidths({ columns, rows }: SqlAnswer): number[] {
  return columns.map((name, at) => {
    const longest = rows.slice(0, looked).reduce((length, row) => Math.max(length, cellText(row[at] ?? null).length), name.length)
    return Math.min(most, Math.max(fewest, longest)) + 1
  })
}

export function answerCsv({ columns, rows }: SqlAnswer): string {
  return [columns, ...rows].map(csvLine).join('')
}
