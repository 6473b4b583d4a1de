/** A plane of measured points as a map: what lies between them, and the lines on which the values are equal. Pure. */
import { strengthOf, strengths, type HeatScale } from '../../../components/charts/heat-scale.ts'

/** Values at the same positions on both axes: `rows` from the lowest on the second axis up. NaN where nothing finite was measured. */
export interface Field {
  readonly positions: readonly number[]
  readonly rows: readonly (readonly number[])[]
}

/** Stretches of one strength in a row of pixels, from the top left on. */
export interface Stretch {
  readonly row: number
  readonly from: number
  readonly to: number
  /** 0, the weakest, to 6; −1 for what is not finite. */
  readonly strength: number
}

/** What is seen between the points is drawn between them: linear on both axes, of logarithms on a logarithmic scale. `side`: pixels of the map. */
export function stretchesOf({ rows }: Field, scale: HeatScale, side: number): Stretch[] {
  const place = (pixel: number): number => ((pixel + 0.5) / side) * (rows.length - 1)
  return Array.from({ length: side }, (_, row) => row).flatMap((row) => {
    const up = place(side - 1 - row)
    const found: Stretch[] = []
    let from = 0
    let before: number | null = null
    for (let column = 0; column <= side; column += 1) {
      const strength = column === side ? null : strengthOf(scale, between(rows, place(column), up, scale.log))
      if (strength === before) continue
      if (before !== null) found.push({ row, from, to: column, strength: before })
      from = column
      before = strength
    }
    return found
  })
}

/** Points enough that lines of equal values follow what is drawn between those that were measured. */
const fewest = 61

/** The measured points, and as many between them as it takes. */
export function refined({ positions, rows }: Field, log: boolean): Field {
  const parts = Math.ceil((fewest - 1) / (positions.length - 1))
  const places = Array.from({ length: (positions.length - 1) * parts + 1 }, (_, at) => at / parts)
  return {
    positions: places.map((place) => valueAt(positions, place)),
    rows: places.map((y) => places.map((x) => between(rows, x, y, log))),
  }
}

function valueAt(positions: readonly number[], place: number): number {
  const left = Math.min(positions.length - 2, Math.floor(place))
  return (1 - place + left) * (positions[left] ?? NaN) + (place - left) * (positions[left + 1] ?? NaN)
}

function between(rows: Field['rows'], x: number, y: number, log: boolean): number {
  const to = log ? Math.log : (value: number) => value
  const at = (row: number, column: number): number => to(rows[row]?.[column] ?? NaN)
  const [left, low] = [Math.min(rows.length - 2, Math.floor(x)), Math.min(rows.length - 2, Math.floor(y))]
  const [dx, dy] = [x - left, y - low]
  const below = (1 - dx) * at(low, left) + dx * at(low, left + 1)
  const above = (1 - dx) * at(low + 1, left) + dx * at(low + 1, left + 1)
  const value = (1 - dy) * below + dy * above
  return log ? Math.exp(value) : value
}

/** The values at which one strength ends and the next begins. */
export function levelsOf({ low, high, log }: HeatScale): number[] {
  return Array.from({ length: strengths - 1 }, (_, at) => {
    const share = (at + 1) / strengths
    return log ? low * (high / low) ** share : low + share * (high - low)
  })
}

/**
 * The line on which the values are a level, as an SVG path in a square of `side` px (marching squares, Lorensen & Cline 1987 in two dimensions): a piece for
 * each cell between four points. Cells beside something that is not finite have none.
 */
export function contourPath({ rows }: Field, level: number, log: boolean, side: number): string {
  const to = log ? Math.log : (value: number) => value
  const step = side / (rows.length - 1)
  const pieces: string[] = []
  for (let row = 0; row + 1 < rows.length; row += 1) {
    for (let column = 0; column + 1 < rows.length; column += 1) {
      const corners = cornersOf.map(([dx, dy]) => ({
        x: column + dx,
        y: row + dy,
        height: to(rows[row + dy]?.[column + dx] ?? NaN) - to(level),
      }))
      if (!corners.every(({ height }) => Number.isFinite(height))) continue
      const crossings = corners.flatMap((one, at) => {
        const other = corners[(at + 1) % 4]
        if (other === undefined || one.height > 0 === other.height > 0) return []
        const share = one.height / (one.height - other.height)
        const [x, y] = [one.x + share * (other.x - one.x), one.y + share * (other.y - one.y)]
        return [`${round(x * step)} ${round(side - y * step)}`]
      })
      for (let at = 0; at + 1 < crossings.length; at += 2) pieces.push(`M${crossings[at] ?? ''}L${crossings[at + 1] ?? ''}`)
    }
  }
  return pieces.join('')
}

/** Around a cell, one after the other. */
const cornersOf = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const

const round = (value: number): number => Math.round(value * 10) / 10
