/** How numbers become text in a terminal: plain figures with their unit. */
import stringWidth from 'string-width'
import { countText, countedText } from '../text/count-text.ts'
import { visibleText } from '../text/visible-text.ts'

export { countText as count, countedText as counted }

/** `45.20 %` of a fraction, `–` where there is none yet. */
export function percent(fraction: number | null): string {
  return fraction === null ? '–' : `${(100 * fraction).toFixed(2)} %`
}

/** `2.303`; a loss that is not finite says so. */
export function loss(value: number | null): string {
  if (value === null) return '–'
  return Number.isFinite(value) ? value.toFixed(3) : String(value)
}

/** `40 s`, `2 min 05 s`, `3 h 29 min` */
export function duration(milliseconds: number | null): string {
  if (milliseconds === null) return '–'
  const seconds = Math.round(milliseconds / 1000)
  if (seconds < 60) return `${seconds} s`
  const two = (value: number): string => String(value).padStart(2, '0')
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
  const minutes = Math.round(seconds / 60)
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`
}

/** The text with blanks after it up to that many places of a terminal. */
export function padded(text: string, width: number): string {
  return text + blanksTo(text, width)
}

function blanksTo(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - stringWidth(text)))
}

/** Rows as columns, two blanks between them; columns of figures to the right. Wide characters take two places of a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], figures: readonly number[]): string {
  const all = [head, ...rows].map((row) => row.map(visibleText))
  const widths = head.map((_, column) => Math.max(...all.map((row) => stringWidth(row[column] ?? ''))))
  const pad = (cell: string, column: number): string => {
    const width = widths[column] ?? 0
    return figures.includes(column) ? blanksTo(cell, width) + cell : padded(cell, width)
  }
  return all.map((row) => row.map(pad).join('  ').trimEnd()).join('\n')
}
