/** What the cell of a block looks like, read from its layers: columns and ways, its shortcut, the mark it ends in. */
import { isWeighted, ruleOf } from '../graph/analysis.ts'
import type { Branch, Join, Layer, LayerGraph } from '../graph/layer-graph.ts'
import { sameShape } from '../graph/map-shape.ts'
import type { BlockColumn, BlockPicture, JoinMark, ShortcutPicture } from './stack-model.ts'

export const branchOf = ({ place }: Layer): Branch => (place.part === 'stage' ? place.branch : 'main')

/** Into how many parts a layer divides its channels. */
export const groupsOf = (layer: Layer): number => ruleOf(layer).groups?.(layer.config) ?? 1

/** `layers` are those of one block, which stand together in the graph; `own` is its join. */
export function pictureOf(graph: LayerGraph, layers: readonly Layer[], own: Join | undefined): BlockPicture {
  // Layers may stand before its ways part, and after they meet.
  const end = own && graph.layers[own.merge]
  const depths = depthsWithin(layers)
  return {
    columns: columnsOf(layers),
    ...shortcutOf(own, graph),
    around: own ? [depths.get(own.input) ?? 0, depths.get(own.merge) ?? 0] : null,
    join: end ? markOf(end) : null,
    gate: gateOf(layers, end),
  }
}

/** The last layer of a gate is read by the mark in which it acts. */
function gateOf(layers: readonly Layer[], end: Layer | undefined): BlockPicture['gate'] {
  const last = layers.findLast((layer) => branchOf(layer) === 'gate')
  if (last === undefined) return null
  return end?.inputs.includes(last.id) ? 'end' : 'inside'
}

/** The mark that a layer is drawn as where ways meet; null for one in which none do. */
export function markOf(layer: Layer): JoinMark | null {
  const { picture } = ruleOf(layer)
  return picture === 'sum' || picture === 'product' || picture === 'gate' || picture === 'concatenation' ? picture : null
}

/** Of each layer of the main path, how many weighted ones follow one another up to it, itself included. */
function depthsWithin(layers: readonly Layer[]): Map<number, number> {
  const depths = new Map<number, number>()
  for (const layer of layers) {
    if (branchOf(layer) !== 'main') continue
    const before = layer.inputs.reduce((most, input) => Math.max(most, depths.get(input) ?? 0), 0)
    depths.set(layer.id, before + (isWeighted(layer) ? 1 : 0))
  }
  return depths
}

/** Weighted layers of the main path, by how many of them stand before each. */
export function columnsOf(layers: readonly Layer[]): BlockColumn[] {
  const depths = depthsWithin(layers)
  const columns: { ways: number; groups: number }[] = []
  for (const layer of layers) {
    const depth = depths.get(layer.id)
    if (depth === undefined || !isWeighted(layer)) continue
    const column = (columns[depth - 1] ??= { ways: 0, groups: 1 })
    column.ways += 1
    column.groups = Math.max(column.groups, groupsOf(layer))
  }
  return columns
}

/** Of each layer, whether all ways go through it: nothing after it reads what comes before it. `layers` stand together in the graph. */
export function onEveryWay(layers: readonly Layer[]): boolean[] {
  const firstId = layers[0]?.id ?? 0
  // What comes in from outside stands before the first.
  const farthestReader = [0, ...layers.map(({ id }) => id - firstId)]
  for (const { id, inputs } of layers) for (const input of inputs) farthestReader[Math.max(0, input - firstId + 1)] = id - firstId
  let farthest = 0
  return layers.map((_, at) => {
    farthest = Math.max(farthest, farthestReader[at] ?? 0)
    return farthest <= at
  })
}

/** By how much the main path makes a map smaller. */
export function strideThrough(layers: readonly Layer[]): number {
  const strides = new Map<number, number>()
  let through = 1
  for (const layer of layers) {
    if (branchOf(layer) !== 'main') continue
    const before = layer.inputs.reduce((most, input) => Math.max(most, strides.get(input) ?? 1), 1)
    through = before * ruleOf(layer).window(layer.config).stride
    strides.set(layer.id, through)
  }
  return through
}

/** What the shortcut of a join does; `none` where it has none. */
export function shortcutOf(join: Join | undefined, graph: LayerGraph): ShortcutPicture {
  const way = join?.ways.find(({ branch }) => branch === 'shortcut')
  return way ? formOf(graph.layers.slice(way.first, way.end + 1), graph) : { shortcut: 'none', shortcutWords: '' }
}

/** `way` are the layers of a shortcut, first to last: none for the identity. */
function formOf(way: readonly Layer[], graph: LayerGraph): ShortcutPicture {
  const [first] = way
  const last = way[way.length - 1]
  const from = graph.layers[first?.inputs[0] ?? -1]
  if (last === undefined || from === undefined) return { shortcut: 'identity', shortcutWords: '' }
  const weighted = way.find(isWeighted)
  if (weighted) {
    const { kernel } = ruleOf(weighted).window(weighted.config)
    return { shortcut: 'projection', shortcutWords: `${kernel}×${kernel}` }
  }
  // Without weights channels can only be added as zeros.
  if (!sameShape(from.outputShape, last.outputShape)) return { shortcut: 'zeros', shortcutWords: '' }
  return { shortcut: 'changed', shortcutWords: way.map((layer) => ruleOf(layer).label(layer.config)).join(', ') }
}
