/** Residual blocks and the responses of layers, found in a LayerGraph by what reads what. */
import { depthsOf, isWeighted, ruleOf } from './analysis.ts'
import { imageId, type Join, type Layer, type LayerGraph } from './layer-graph.ts'

/** A layer that reads something, and as which of its inputs. */
export interface Reader {
  readonly layer: number
  readonly input: number
}

/** A block F(x) + shortcut(x), or one whose gates weigh the two. Numbers are ids of layers. */
export interface ResidualBlock {
  /** `stage1.block1` */
  readonly name: string
  /** Weighted layers on the main path up to its end. */
  readonly depth: number
  /** What gives x. */
  readonly input: number
  /** Whether x is the image itself: nothing goes back to it. */
  readonly isOfImage: boolean
  /** What gives F(x). */
  readonly branch: number
  /** What reads x for the branch, and what reads it for the shortcut: the join itself, where that is the identity. */
  readonly branchReaders: readonly Reader[]
  readonly shortcutReaders: readonly Reader[]
  /** The layer that adds or gates. */
  readonly join: number
  /** Whether its branch is made of residual blocks itself. */
  readonly holdsBlocks: boolean
}

/** In the order in which they end; none for a plain network. */
export function residualBlocks(graph: LayerGraph): ResidualBlock[] {
  const depths = depthsOf(graph)
  const joins = graph.joins.filter(({ merge }) => {
    const layer = graph.layers[merge]
    return layer !== undefined && ruleOf(layer).joins === true
  })
  let newest = -1
  return joins.map((join) => {
    const { name, input, ways, merge } = join
    const main = ways.findIndex(({ branch }) => branch === 'main')
    const shortcut = ways.findIndex(({ branch }) => branch === 'shortcut')
    const branch = ways[main]?.end
    if (branch === undefined || shortcut < 0) throw new RangeError(`The block ${name} lacks its branch or its shortcut.`)
    const holdsBlocks = newest >= (ways[main]?.first ?? 0)
    newest = merge
    return {
      name,
      depth: depths[merge] ?? 0,
      input,
      isOfImage: input === imageId,
      branch,
      branchReaders: readersOf(graph, join, main),
      shortcutReaders: readersOf(graph, join, shortcut),
      join: merge,
      holdsBlocks,
    }
  })
}

/** What reads the input of a join on one of its ways: layers of the way, or the join itself where the way has none. */
function readersOf(graph: LayerGraph, { input, ways, merge }: Join, index: number): Reader[] {
  const way = ways[index]
  if (way === undefined) return []
  if (way.end === input) return [{ layer: merge, input: index }]
  const next = ways[index + 1]?.first ?? merge
  return graph.layers
    .slice(way.first, next)
    .flatMap(({ id, inputs }) => inputs.flatMap((read, position) => (read === input ? [{ layer: id, input: position }] : [])))
}

/** A layer with weights, and where its response is read: after the BN that ends it, before ReLU and addition (He et al. 2016, figure 7). */
export interface WeightedLayer {
  readonly layer: Layer
  /** Weighted layers on the main path up to here; of a shortcut's projection, up to the end of its branch. */
  readonly depth: number
  /** Id of the layer whose output is the response: its BN, or itself where it has none. */
  readonly response: number
}

export function weightedLayers(graph: LayerGraph): WeightedLayer[] {
  const depths = depthsOf(graph)
  const norms = new Map(graph.layers.flatMap((layer) => (ruleOf(layer).normalises ? [[layer.inputs[0], layer.id]] : [])))
  return graph.layers
    .filter(isWeighted)
    .map((layer) => ({ layer, depth: depths[layer.id] ?? 0, response: norms.get(layer.id) ?? layer.id }))
}

/** Those whose response goes on to other layers: all but the one that gives the class scores. */
export function respondingLayers(graph: LayerGraph): WeightedLayer[] {
  return weightedLayers(graph).filter(({ response }) => response < graph.layers.length - 1)
}
