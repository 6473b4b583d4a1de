/** Walking the stack with arrow keys: stages, their blocks, their layers. Pure, so that each step can be tested. */
import type { PartId } from '../../../core/drawing/stack-layout.ts'
import { laneOf } from './lane.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'

/** Where the keys are: a part, a block of it, or a layer of that block. */
export interface TreePlace {
  readonly part: PartId
  readonly block: number | null
  readonly layer: number | null
}

/** Stem, stages, head, in the order in which they are drawn. */
export function partsOf(model: StackModel): PartId[] {
  return [...(model.stem ? (['stem'] as const) : []), ...model.stages.map((stage) => stage.index), 'head']
}

const blocksOf = (model: StackModel, part: PartId): number =>
  typeof part === 'number' ? (model.stages[part]?.blocks.length ?? 0) : 0
const layersOf = (model: StackModel, place: TreePlace): number => laneOf(model, place.part, place.block)?.layers.length ?? 0

const clamp = (value: number, count: number): number => Math.max(0, Math.min(count - 1, value))

/**
 * The place an arrow, Home or End leads to: left and right among siblings, down into the first child, up to the parent. Among layers that stand
 * beside each other, down goes from way to way, and from the lowest to the highest.
 */
export function walk(model: StackModel, from: TreePlace, key: string): TreePlace | null {
  const by = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[key]
  if (by !== undefined) return aside(model, from, by)
  if (key === 'ArrowUp') return up(from)
  return key === 'ArrowDown' ? down(model, from) : null
}

function aside(model: StackModel, from: TreePlace, by: number): TreePlace {
  if (from.layer !== null) return { ...from, layer: clamp(from.layer + by, layersOf(model, from)) }
  if (from.block !== null) return { ...from, block: clamp(from.block + by, blocksOf(model, from.part)) }
  const parts = partsOf(model)
  const next = parts[clamp(parts.indexOf(from.part) + by, parts.length)]
  return next === undefined ? from : { part: next, block: null, layer: null }
}

function up(from: TreePlace): TreePlace {
  return from.layer !== null ? { ...from, layer: null } : { ...from, block: null }
}

function down(model: StackModel, from: TreePlace): TreePlace {
  if (from.block === null && blocksOf(model, from.part) > 0) return { ...from, block: 0 }
  if (from.layer !== null) return { ...from, layer: besideLayer(model, from, from.layer) }
  return layersOf(model, from) > 0 ? { ...from, layer: 0 } : from
}

/** In the next row that has a layer, the one whose column is nearest. */
function besideLayer(model: StackModel, from: TreePlace, at: number): number {
  const lane = laneOf(model, from.part, from.block)
  const places = lane?.layers.map(({ id }) => lane.layout.places.get(id) ?? { column: 0, row: 0 }) ?? []
  const own = places[at]
  if (!lane || !own) return at
  const { rows } = lane.layout
  const below = (row: number): number => (row - own.row + rows) % rows
  const next = places.filter(({ row }) => row !== own.row).reduce((least, { row }) => Math.min(least, below(row)), rows)
  const away = (column: number): number => Math.abs(column - own.column)
  return places.reduce((best, { row, column }, index) => {
    if (below(row) !== next) return best
    return best === at || away(column) < away(places[best]?.column ?? 0) ? index : best
  }, at)
}
