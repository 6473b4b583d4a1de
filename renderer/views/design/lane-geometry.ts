/** The lane in px: where its columns, rows, wires and figures stand. */
import type { LaneLayer } from './lane.ts'
import type { LaneLayout, LaneWire } from './lane-layout.ts'

export interface LaneGeometry {
  readonly width: number
  readonly height: number
  /** Ends of the wires that come in and go out. */
  readonly left: number
  readonly right: number
  /** From one column to the next, and how wide a box is in it. */
  readonly step: number
  readonly box: number
  /** Middle of each column, and of the wire in each row. */
  readonly columns: readonly number[]
  readonly rows: readonly number[]
  /** Baselines of the first line of figures: one for all layers, or one for each row. */
  readonly figures: readonly number[]
  readonly lineHeight: number
}

/** Room at the right, as in the drawing above. */
const right = 20
/** Least px from a column to the next: a shape must fit into it. */
const narrowestStep = { apart: 60, beside: 74 }
const firstRow = 26
const rowHeight = 36
/** From the wire of a row down to the first line of figures under it. */
const toFigures = { apart: 38, beside: 27 }
const lineHeight = { apart: 18, beside: 14 }
export const figureLines = 4
/** Width of a letter of 11 px, about. */
const letter = 5.6
/** How far from its wire a box or a mark reaches. */
export const halfBox = 11
export const markRadius = 8

export function laneGeometry(layout: LaneLayout, room: number, gutter: number): LaneGeometry {
  const kind = layout.apart ? 'apart' : 'beside'
  const count = Math.max(1, layout.columns)
  const width = Math.max(room, gutter + right + count * narrowestStep[kind] + 16)
  const inside = width - gutter - right
  const inset = inside / count > 80 ? 12 : 8
  const step = (inside - 2 * inset) / count
  const rows: number[] = []
  const figures: number[] = []
  // A single row stands where the main row of two does, so that the lane keeps its height.
  let y = layout.rows === 1 ? firstRow + rowHeight : firstRow
  const own = new Set([...layout.places.values()].map((place) => place.figures))
  for (let row = 0; row < layout.rows; row += 1) {
    rows.push(y)
    const hasFigures = !layout.apart && own.has(row)
    figures.push(y + toFigures[kind])
    y += hasFigures ? toFigures.beside + figureLines * lineHeight.beside + halfBox + 4 : rowHeight
  }
  const last = rows[rows.length - 1] ?? firstRow
  const table = last + toFigures.apart
  return {
    width,
    height: layout.apart ? table + figureLines * lineHeight.apart + 4 : y + 4,
    left: gutter,
    right: width - right,
    step,
    box: Math.min(62, step - 6),
    columns: Array.from({ length: layout.columns }, (_, column) => gutter + inset + step * (column + 0.5)),
    rows,
    figures: layout.apart ? rows.map(() => table) : figures,
    lineHeight: lineHeight[kind],
  }
}

export interface DrawnWire {
  readonly key: string
  readonly path: string
  /** Whether it leads around layers instead of through them. */
  readonly around: boolean
  /** Where it leaves the others: a dot stands there. */
  readonly start: readonly [number, number] | null
}

/** The end of a name that fits so many px at 11 px type: its last words tell the kind ("global average pool", "max-pool 3×3"). */
export function fitting(name: string, width: number): string {
  const [words = name] = name.split(',')
  const rest = /[ -](?=[^\d])/.exec(words)
  return words.length * letter <= width || rest === null ? words : fitting(words.slice(rest.index + 1), width)
}

/** Wires with rounded corners: out of a layer, into their own row, along it and into the layer that reads it. */
export function laneWires({ wires, places }: LaneLayout, layers: readonly LaneLayer[], geometry: LaneGeometry): DrawnWire[] {
  const byId = new Map(layers.map((layer) => [layer.id, layer]))
  const xOf = (id: number): number => geometry.columns[places.get(id)?.column ?? 0] ?? 0
  /** Words stand on the wire, which goes on under them. */
  const reach = ({ picture }: LaneLayer): number =>
    ({
      box: geometry.box / 2,
      pool: geometry.box / 2,
      words: 0,
      concatenation: 3,
      sum: markRadius,
      product: markRadius,
      gate: markRadius,
    })[picture]
  return wires.map((wire) => {
    const from = wire.from === null ? undefined : byId.get(wire.from)
    const to = wire.to === null ? undefined : byId.get(wire.to)
    const [y0, y] = [geometry.rows[wire.fromRow] ?? 0, geometry.rows[wire.row] ?? 0]
    const x0 = from ? xOf(from.id) + reach(from) : geometry.left + 2
    const place = to ? places.get(to.id) : undefined
    const y1 = place ? (geometry.rows[place.row] ?? y) : y
    const x1 = to ? xOf(to.id) : geometry.right - 2
    const split = from ? x0 + Math.min(6, (geometry.step - geometry.box) / 2) : geometry.left + 8
    const begin = y0 === y ? `M${x0} ${y}` : `M${x0} ${y0}${corner(split, y0, y)}`
    // The bars of a concatenation reach over all rows that come in.
    const straight = y1 === y || to?.picture === 'concatenation'
    const end = straight ? `H${x1 - (to ? reach(to) : 0)}` : turn(x1, y, y1, markRadius)
    return {
      key: `${wire.from} ${wire.to} ${wire.row}`,
      path: begin + end,
      around: from?.branch === 'shortcut' || to?.branch === 'shortcut' || isAround(wire, place?.row),
      start: y0 === y ? null : [split, y0],
    }
  })
}

/** The bars of a concatenation: from the highest to the lowest row that comes in. */
export function barsOf({ wires, places }: LaneLayout, id: number, geometry: LaneGeometry): { top: number; bottom: number } {
  const rows = [places.get(id)?.row ?? 0, ...wires.filter(({ to }) => to === id).map(({ row }) => row)]
  const y = (row: number): number => geometry.rows[row] ?? 0
  return { top: y(Math.min(...rows)) - markRadius, bottom: y(Math.max(...rows)) + markRadius }
}

const isAround = ({ row, fromRow }: LaneWire, toRow: number | undefined): boolean => row !== fromRow && row !== toRow

const radius = 8

/** From a horizontal at (x, y0) up or down into the horizontal at y. */
function corner(x: number, y0: number, y: number): string {
  const by = Math.sign(y - y0) * Math.min(radius, Math.abs(y - y0))
  return `H${x}V${y - by}q0 ${by} ${radius} ${by}`
}

/** Along y, then up or down to `away` px before y1 at x. */
function turn(x: number, y: number, y1: number, away: number): string {
  const by = Math.sign(y1 - y)
  return `H${x - radius}q${radius} 0 ${radius} ${by * radius}V${y1 - by * away}`
}
