/** A matrix as figures draw it. Pure. */
import { csv } from './series.ts'

export interface Cell {
  readonly value: number
  readonly text: string
  /** 0 to 1: how strongly it is coloured. */
  readonly strength: number
  /** On the diagonal: outlined, not coloured. */
  readonly isOwn: boolean
  readonly isEmpty: boolean
  /** What it says, as a sentence. */
  readonly label: string
}

export interface Matrix {
  /** What rows and columns are. */
  readonly corner: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  readonly cells: readonly (readonly Cell[])[]
}

/** Words have room in cells of few classes; of more, colours are shown, and words for the cell that is looked at. */
export const roomForWords = 24

export function matrixTable({ corner, rows, columns, cells }: Matrix): string {
  return csv([[corner, ...columns], ...rows.map((name, row) => [name, ...(cells[row] ?? []).map(({ value }) => value)])])
}

/** The strength of colour: none for nothing, and of seven what comes next. */
export function heatOf({ strength }: Cell): number {
  return strength <= 0 ? 0 : Math.min(6, 1 + Math.floor(strength * 5.999))
}
