/** Residual blocks and the responses of layers, found in a LayerGraph by what reads what. Linear in the number of layers. */
import { isShortcut, isWeighted, ruleOf } from './analysis.ts'
import { imageId, type Layer, type LayerGraph } from './layer-graph.ts'

/** A block F(x) + shortcut(x). Numbers are ids of layers. */
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
  /** The layer that reads x for the branch, and the one that reads it for the shortcut: the addition itself, where that is the identity. */
  readonly branchReader: number
  readonly shortcutReader: number
  readonly add: number
}

/** In their order from the input on; none for a plain network. */
export function residualBlocks(graph: LayerGraph): ResidualBlock[] {
  const depths = depthsOf(graph)
  const blocks: ResidualBlock[] = []
  /** First layer of the block under way on each of its ways. */
  let first: { of: string; main?: Layer; shortcut?: Layer } = { of: '' }
  for (const layer of graph.layers) {
    if (layer.place.part !== 'stage') continue
    const of = `${layer.place.stage} ${layer.place.block}`
    if (first.of !== of) first = { of }
    if (ruleOf(layer).joins) {
      const [branch] = layer.inputs
      const input = first.main?.inputs[0]
      if (first.main === undefined || branch === undefined || input === undefined)
        throw new RangeError(`The addition ${layer.name} has no branch before it.`)
      blocks.push({
        name: layer.name.replace(/\.add$/, ''),
        depth: depths[layer.id] ?? 0,
        input,
        isOfImage: input === imageId,
        branch,
        branchReader: first.main.id,
        shortcutReader: (first.shortcut ?? layer).id,
        add: layer.id,
      })
    } else if (isShortcut(layer)) first.shortcut ??= layer
    else first.main ??= layer
  }
  return blocks
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

/** Weighted layers on the main path up to each layer. */
function depthsOf(graph: LayerGraph): number[] {
  let depth = 0
  return graph.layers.map((layer) => (isWeighted(layer) && !isShortcut(layer) ? (depth += 1) : depth))
}
