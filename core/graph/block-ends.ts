/** Where stem, blocks, stages and what makes features of the map end: places of a network that it can be read at. */
import { depthsOf, isWeighted } from './analysis.ts'
import { imageId, type Layer, type LayerGraph } from './layer-graph.ts'

export interface NamedEnd {
  /** `stem`, `stage1`, `stage1.block1`, `head` */
  readonly name: string
  /** Id of the layer whose output it is. */
  readonly id: number
  /** Weighted layers on the main path up to here. */
  readonly depth: number
}

/** Of each block of each stage, from the input on. */
export function blockEnds(graph: LayerGraph): NamedEnd[] {
  return endsOf(graph, ({ place }) => (place.part === 'stage' ? `stage${place.stage + 1}.block${place.block + 1}` : null))
}

/** Of the stem, of each stage, and what the last layer makes its class scores of: the features of an image. */
export function featureEnds(graph: LayerGraph): NamedEnd[] {
  const parts = endsOf(graph, ({ place }) => {
    if (place.part === 'stage') return `stage${place.stage + 1}`
    return place.part === 'stem' ? 'stem' : null
  })
  const [id = imageId] = graph.layers.findLast(isWeighted)?.inputs ?? []
  return [...parts, { name: 'head', id, depth: depthsOf(graph)[id] ?? 0 }]
}

/** The last layer of each name. */
function endsOf(graph: LayerGraph, nameOf: (layer: Layer) => string | null): NamedEnd[] {
  const depths = depthsOf(graph)
  const ends = new Map<string, NamedEnd>()
  for (const layer of graph.layers) {
    const name = nameOf(layer)
    if (name !== null) ends.set(name, { name, id: layer.id, depth: depths[layer.id] ?? 0 })
  }
  return [...ends.values()]
}
