/**
 * Where the layers of an unfolded block stand: a row for each way through it, columns in the order in which they compute. Nothing is asked of the
 * graph but that layers come after what they read. Pure numbers: columns and rows, no pixels.
 */
import type { Branch } from '../../../core/graph/layer-graph.ts'

export interface LaneLayer {
  readonly id: number
  /** Ids of what it reads; those of other blocks come in from the left. */
  readonly inputs: readonly number[]
  readonly branch: Branch
}

export interface LanePlace {
  readonly column: number
  /** From the top. */
  readonly row: number
  /** The row under which its figures stand: the lowest that comes into it, so that no wire crosses them, or its own where another layer stands there. */
  readonly figures: number
}

/** From one layer to one that reads it, along a row of its own choosing; null is the left or the right end of the lane. */
export interface LaneWire {
  readonly from: number | null
  readonly to: number | null
  /** Of the end at `from`: where that is the lane's, the row in which it comes in. */
  readonly fromRow: number
  readonly row: number
}

export interface LaneLayout {
  /** By id. */
  readonly places: ReadonlyMap<number, LanePlace>
  readonly wires: readonly LaneWire[]
  readonly columns: number
  readonly rows: number
  /** Whether no two layers share a column, so that the figures of all fit into one table. */
  readonly apart: boolean
}

/** Every layer has a column of its own where that makes the lane at most so many columns longer. */
const mostExtraColumns = 4

export function layOutLane(layers: readonly LaneLayer[]): LaneLayout {
  const longest = columnsByLongestPath(layers)
  const depth = layers.reduce((most, { id }) => Math.max(most, (longest.get(id) ?? 0) + 1), 0)
  const apart = layers.length - depth <= mostExtraColumns
  const columns = apart ? new Map(layers.map(({ id }, index) => [id, index])) : longest
  const { rows, wires } = assignRows(layers, columns, apart ? layers.length : depth)
  const all = [...rows.values(), ...wires.flatMap(({ row, fromRow }) => [row, fromRow])]
  const top = Math.min(0, ...all)
  const columnOf = (id: number): number => columns.get(id) ?? 0
  const placeOf = (id: number): LanePlace => {
    const row = rows.get(id) ?? 0
    const lowest = wires.reduce((most, wire) => (wire.to === id ? Math.max(most, wire.row) : most), row)
    const isTaken = layers.some((other) => rows.get(other.id) === lowest && columnOf(other.id) === columnOf(id))
    return { column: columnOf(id), row: row - top, figures: (isTaken ? row : lowest) - top }
  }
  return {
    places: new Map(layers.map(({ id }) => [id, placeOf(id)])),
    wires: wires.map((wire) => ({ ...wire, row: wire.row - top, fromRow: wire.fromRow - top })),
    columns: apart ? layers.length : depth,
    rows: Math.max(0, ...all) - top + 1,
    apart,
  }
}

function columnsByLongestPath(layers: readonly LaneLayer[]): Map<number, number> {
  const columns = new Map<number, number>()
  for (const { id, inputs } of layers) columns.set(id, Math.max(-1, ...inputs.map((input) => columns.get(input) ?? -1)) + 1)
  return columns
}

/** Stretches of rows that are taken, from column to column. */
class Rows {
  readonly #taken: { row: number; from: number; to: number }[] = []

  isFree(row: number, from: number, to: number): boolean {
    return !this.#taken.some((other) => other.row === row && other.from <= to && from <= other.to)
  }

  /** Takes `row` or, where it is not free, the next free one above (−1) or below (1) it. */
  take(row: number, by: -1 | 1, from: number, to: number): number {
    while (!this.isFree(row, from, to)) row += by
    this.#taken.push({ row, from, to })
    return row
  }

  /** Takes the free row nearest to `row`, above before below. */
  takeNear(row: number, from: number, to: number): number {
    for (let away = 0; ; away += 1) {
      const near = [row - away, row + away].find((candidate) => this.isFree(candidate, from, to))
      if (near !== undefined) return this.take(near, 1, from, to)
    }
  }
}

/**
 * A way goes on in the row it came in; what begins beside it stands below, shortcuts above. Ways meet in that of their rows which is nearest to
 * the one the block begins in, row 0.
 */
function assignRows(
  layers: readonly LaneLayer[],
  columns: ReadonlyMap<number, number>,
  end: number,
): { rows: Map<number, number>; wires: LaneWire[] } {
  const byId = new Map(layers.map((layer) => [layer.id, layer]))
  const readers = readersOf(layers)
  const taken = new Rows()
  const rows = new Map<number, number>()
  const wires: LaneWire[] = []
  const columnOf = (id: number): number => columns.get(id) ?? -1
  /** What the block reads first comes in along row 0. */
  const entry = layers[0]?.inputs[0]

  /** Column of what the way of a layer runs into, or the lane's end. */
  function endOfWay(layer: LaneLayer): number {
    let last = layer
    for (;;) {
      const [next, ...others] = readers.get(last.id) ?? []
      if (next === undefined) return end
      if (others.length > 0) return columnOf(last.id) + 1
      if (next.inputs.length > 1) return columnOf(next.id)
      last = next
    }
  }

  /** The row of what is read; what comes from an earlier block than others do comes in above them. */
  function rowOf(id: number, reader: LaneLayer): number {
    const known = rows.get(id)
    if (known !== undefined) return known
    const row = id === entry ? 0 : taken.take(-1, -1, 0, columnOf(reader.id) - 1)
    rows.set(id, row)
    return row
  }

  const wire = (from: number, to: number, row: number): void => {
    wires.push({ from: byId.has(from) ? from : null, to, fromRow: rows.get(from) ?? 0, row })
  }

  for (const layer of layers) {
    const [first] = layer.inputs
    if (first === undefined) continue
    const column = columnOf(layer.id)
    const until = endOfWay(layer) - 1
    if (layer.inputs.length === 1) {
      const from = rowOf(first, layer)
      if (byId.has(first) && readers.get(first)?.length === 1) {
        rows.set(layer.id, from)
        wire(first, layer.id, from)
        continue
      }
      const isContinued = layer.branch === (byId.get(first)?.branch ?? 'main') && taken.isFree(from, columnOf(first) + 1, until)
      const by = layer.branch === 'shortcut' ? -1 : 1
      const row = taken.take(isContinued ? from : from + by, by, columnOf(first) + 1, until)
      rows.set(layer.id, row)
      wire(first, layer.id, row)
      continue
    }
    const ends = layer.inputs.map((input) => rowOf(input, layer))
    const nearest = ends.reduce((a, b) => (Math.abs(b) < Math.abs(a) ? b : a))
    rows.set(layer.id, taken.take(nearest, 1, column, Math.max(column, until)))
    layer.inputs.forEach((input, index) => {
      const from = ends[index] ?? 0
      const isOwn = readers.get(input)?.length === 1 && input !== entry
      const [start, stop] = [columnOf(input) + 1, column - 1]
      wire(input, layer.id, isOwn || start > stop ? from : taken.takeNear(from, start, stop))
    })
  }
  for (const { id } of layers) {
    const row = rows.get(id) ?? 0
    if (!readers.has(id)) wires.push({ from: id, to: null, fromRow: row, row })
  }
  return { rows, wires }
}

function readersOf(layers: readonly LaneLayer[]): Map<number, LaneLayer[]> {
  const readers = new Map<number, LaneLayer[]>()
  for (const layer of layers) for (const input of layer.inputs) readers.set(input, [...(readers.get(input) ?? []), layer])
  return readers
}
