/** Comma-separated values as RFC 4180 has them, for spreadsheets too: text that one of them would run as a formula is quoted by a `'`. */

export type CsvCell = string | number | null

/** A line with its end. NULL and numbers that are not finite keep apart: nothing, and `NaN`, `Infinity`, `-Infinity`. */
export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const safe = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
