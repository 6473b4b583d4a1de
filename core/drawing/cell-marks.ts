/** How the cell of a block is divided: by its weighted layers along it, by parallel ways and by groups across it. */
import { countText } from '../text/count-text.ts'
import { textWidth } from './scene.ts'
import type { Item } from './stack-layout.ts'

/** Lines of a cell, in the drawing's own px. */
export interface CellMarks {
  /** x of the lines between a layer and the next. */
  readonly steps: readonly number[]
  /** Gaps between ways that lie side by side. */
  readonly ways: readonly Across[]
  /** Hairlines between groups of channels. */
  readonly groups: readonly Across[]
}

export interface Across {
  readonly x0: number
  readonly x1: number
  readonly y: number
}

/** However many groups there are, no more lines than can be told apart; the number stands beside the cell. */
const mostStrips = 8

/** `top` and `height` are those of the part of the cell that the main path takes. */
export function cellMarks({ x, w, columns }: Pick<Item, 'x' | 'w' | 'columns'>, top: number, height: number): CellMarks {
  const step = w / Math.max(1, columns.length)
  const across = (column: number, parts: number): Across[] =>
    Array.from({ length: parts - 1 }, (_, part) => ({
      x0: x + column * step,
      x1: x + (column + 1) * step,
      y: top + (height * (part + 1)) / parts,
    }))
  return {
    steps: columns.slice(1).map((_, column) => x + (column + 1) * step),
    ways: columns.flatMap(({ ways }, column) => across(column, ways)),
    groups: columns.flatMap(({ groups, ways }, column) =>
      groups > 1 && ways === 1 ? across(column, Math.min(groups, mostStrips)) : [],
    ),
  }
}

/** The most groups that a layer of the block divides its channels into, as "32×"; empty for none. */
export function cardinalityText({ columns }: Pick<Item, 'columns'>): string {
  const most = columns.reduce((groups, column) => Math.max(groups, column.groups), 1)
  return most > 1 ? `${most}×` : ''
}

/** How many blocks a sheaf stands for, in words that stay within it where they can. */
export function sheafWords({ count, w }: Pick<Item, 'count' | 'w'>): string {
  const words = `${countText(count)} more`
  return textWidth(words, 5.7) <= w ? words : `+${countText(count)}`
}

/** The strip along the bottom of a cell that stands for what gates it, in px. */
export const gateStrip = 6
