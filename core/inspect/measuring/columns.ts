/** Columns of what is read of each image: their sums, some of them apart, and how much each branch adds to what goes past it. */
import { finite } from '../analyses/figure.ts'

/** ‖F(x)‖ ÷ ‖x‖ of each block over all images; `rows`: of each image the sums of squares of F(x) of all blocks, then of x. Null where x is zero too. */
export function branchShares(rows: Float32Array, blocks: number): (number | null)[] {
  const sumOf = (at: number): number => columnSum(rows, 2 * blocks, at)
  return Array.from({ length: blocks }, (_, at) => finite(Math.sqrt(sumOf(at) / sumOf(blocks + at))))
}

/** In double precision. */
export function columnSum(rows: Float32Array, width: number, column: number): number {
  let sum = 0
  for (let at = column; at < rows.length; at += width) sum += rows[at] ?? NaN
  return sum
}

/** Some columns of rows that are `width` wide, as rows of their own. */
export function columnsFrom(rows: Float32Array, width: number, from: number, to: number): Float32Array {
  const images = rows.length / Math.max(1, width)
  const columns = new Float32Array(images * (to - from))
  for (let row = 0; row < images; row += 1) columns.set(rows.subarray(row * width + from, row * width + to), row * (to - from))
  return columns
}
