/** Columns that stay in sight while the table is scrolled sideways. */
import { leastName, type Column } from './run-columns.ts'

export const tickWidth = 40

/** Where the column sticks; nothing for one that does not. */
export function pinnedStyle(columns: readonly Column[], index: number, pinned: number): { left: string } | undefined {
  if (index >= pinned) return undefined
  const before = columns.slice(0, index).reduce((sum, { width }) => sum + (width ?? leastName), tickWidth)
  return { left: `${before}px` }
}

/** Of the whole table: narrower than this it is scrolled. */
export function leastWidth(columns: readonly Column[]): number {
  return columns.reduce((sum, { width }) => sum + (width ?? leastName), tickWidth)
}
