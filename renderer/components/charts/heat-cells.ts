/** Where the cells of a heat map stand in a laid-out chart, equal neighbours as one: for its canvas and for pictures of it. */
import { xPixel, type ChartLayout, type Plot } from './chart-layout.ts'
import type { Heat } from './chart.ts'
import { groupsOf, rowStrengths } from './heat-scale.ts'

export interface HeatCell {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  /** 0, the weakest, to 6; −1 for what is not finite. */
  readonly strength: number
}

export function heatCells(layout: ChartLayout, { top, bottom }: Plot, { edges, of, values, scale }: Heat): HeatCell[] {
  const tall = bottom - top
  const rows = Math.min(of.length, tall)
  if (rows === 0) return []
  const yOf = (row: number): number => top + Math.round((row / rows) * tall)
  const within = (x: number): number => Math.round(Math.min(layout.right, Math.max(layout.left, xPixel(layout, x))))
  const cells: HeatCell[] = []
  for (let column = 0; column + 1 < edges.length; column += 1) {
    const [x, end] = [within(edges[column] ?? NaN), within(edges[column + 1] ?? NaN)]
    if (!(end > x)) continue
    const strengths = rowStrengths(scale, values.subarray(column * of.length, (column + 1) * of.length), rows)
    for (let row = 0; row < rows;) {
      const first = row
      while (row < rows && strengths[row] === strengths[first]) row += 1
      cells.push({ x, y: yOf(first), width: end - x, height: yOf(row) - yOf(first), strength: strengths[first] ?? -1 })
    }
  }
  return cells
}

export const heatColour = (strength: number): string => (strength < 0 ? '--bad' : `--heat-${strength}`)

export interface HeatGroup {
  readonly name: string
  readonly top: number
  readonly bottom: number
  /** Whether its name has room beside the ones above it. */
  readonly named: boolean
}

/** Stem, stages and head, as stretches of a heat map's height. */
export function heatGroups({ top, bottom }: Plot, { of }: Heat): HeatGroup[] {
  const yOf = (row: number): number => top + (row / Math.max(1, of.length)) * (bottom - top)
  let free = -Infinity
  return groupsOf(of).map(({ name, first, count }) => {
    const [from, to] = [yOf(first), yOf(first + count)]
    const middle = (from + to) / 2
    const named = middle - 7 >= free
    if (named) free = middle + 7
    return { name, top: from, bottom: to, named }
  })
}
