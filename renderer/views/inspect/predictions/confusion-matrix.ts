/** Confusion as a matrix of cells. Pure. */
import type { Errors } from '../../../../core/inspect/readings/errors.ts'
import { formatCount, formatCounted, formatPercent } from '../../../format.ts'
import type { Matrix } from '../plot/matrix.ts'

/** `shares`: of the images of a row's class. Colour tells what is wrong: what is right would drown it. */
export function confusionMatrix({ classes, confusion }: Errors, as: 'counts' | 'shares'): Matrix {
  const size = classes.length
  const countAt = (row: number, column: number): number => confusion.counts[row * size + column] ?? 0
  const sums = classes.map((_, row) => classes.reduce((sum, __, column) => sum + countAt(row, column), 0))
  /** Null of a class without images. */
  const shareAt = (row: number, column: number): number | null => {
    const sum = sums[row] ?? 0
    return sum === 0 ? null : countAt(row, column) / sum
  }
  const shareText = (share: number | null): string => (share === null ? '–' : formatPercent(share, 1))
  const off = classes.flatMap((_, row) => classes.map((__, column) => (row === column ? 0 : (shareAt(row, column) ?? 0))))
  const largest = Math.max(...off, 0)
  return {
    corner: 'is / taken for',
    rows: classes,
    columns: classes,
    cells: classes.map((label, row) =>
      classes.map((predicted, column) => {
        const share = shareAt(row, column)
        const value = as === 'counts' ? countAt(row, column) : (share ?? 0)
        const words = row === column ? `${label}, taken for it` : `${label}, taken for ${predicted}`
        const text = as === 'counts' ? formatCount(value) : shareText(share)
        return {
          value,
          text,
          strength: row === column || largest === 0 ? 0 : (share ?? 0) / largest,
          isOwn: row === column,
          isEmpty: value === 0,
          label:
            share === null
              ? `${words}: ${text}, as there is no image of ${label}`
              : `${words}: ${formatCounted(countAt(row, column), 'image')}, ${shareText(share)}`,
        }
      }),
    ),
  }
}
