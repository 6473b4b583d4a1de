/** A network for evaluation whose BN is part of the convolutions before it: fewer layers, the same function (Jacob et al. 2018, section 3.2). */
import type { Tensor } from '../../files/safetensors.ts'
import { epsilon } from '../../graph/layers/batch-norm.ts'
import type { Layer, LayerGraph } from '../../graph/layer-graph.ts'
import { valueOf } from '../../graph/value-of.ts'
import type { NetworkState } from '../../tensorflow/program.ts'

/** Weights are of this graph, running statistics among them. */
export function foldBatchNorm(graph: LayerGraph, weights: NetworkState): { graph: LayerGraph; weights: NetworkState } {
  const kept = new Map(weights)
  for (const [id, convolution] of foldedConvolutions(graph)) {
    const norm = graph.layers[id]?.name ?? ''
    for (const name of ['scale', 'offset', 'mean', 'variance']) kept.delete(`${norm}.${name}`)
    const joined = joinedTensors(convolution.name, norm, weights)
    kept.set(`${convolution.name}.weights`, joined.weights)
    kept.set(`${convolution.name}.bias`, joined.bias)
  }
  return { graph: foldedGraph(graph), weights: kept }
}

/** BN that reads a convolution which nothing else reads goes; every other stays. */
export function foldedGraph(graph: LayerGraph): LayerGraph {
  const convolutions = foldedConvolutions(graph)
  const folded = new Set([...convolutions.values()].map(({ id }) => id))
  const places = new Map<number, number>()
  const layers: Layer[] = []
  for (const layer of graph.layers) {
    const into = convolutions.get(layer.id)
    if (into !== undefined) {
      places.set(layer.id, valueOf(places, into.id))
      continue
    }
    const id = layers.length
    places.set(layer.id, id)
    const inputs = layer.inputs.map((input) => valueOf(places, input))
    const isFolded = layer.kind === 'conv' && folded.has(layer.id)
    layers.push(isFolded ? { ...layer, id, inputs, config: { ...layer.config, bias: true } } : { ...layer, id, inputs })
  }
  const joins = graph.joins.map((join) => ({
    ...join,
    input: valueOf(places, join.input),
    merge: valueOf(places, join.merge),
    ways: join.ways.map((way) => ({ ...way, first: valueOf(places, way.first), end: valueOf(places, way.end) })),
  }))
  return { ...graph, layers, joins }
}

/** By the id of BN, the convolution that it becomes part of. */
function foldedConvolutions(graph: LayerGraph): Map<number, Layer> {
  const readers = new Map<number, number>()
  for (const { inputs } of graph.layers) for (const id of inputs) readers.set(id, (readers.get(id) ?? 0) + 1)
  return new Map(
    graph.layers.flatMap(({ id, kind, inputs }): [number, Layer][] => {
      const before = graph.layers[inputs[0] ?? -1]
      return kind === 'batchNorm' && before?.kind === 'conv' && readers.get(before.id) === 1 ? [[id, before]] : []
    }),
  )
}

/** Of each filter w · s ÷ √(v + ε), and (b − m) · s ÷ √(v + ε) + o. */
function joinedTensors(convolution: string, norm: string, state: NetworkState): { weights: Tensor; bias: Tensor } {
  const of = (name: string): Float32Array => valueOf(state, `${norm}.${name}`).values
  const [scale, offset, mean, variance] = [of('scale'), of('offset'), of('mean'), of('variance')]
  const { shape, values } = valueOf(state, `${convolution}.weights`)
  const before = state.get(`${convolution}.bias`)?.values
  const factors = Float64Array.from(scale, (one, at) => one / Math.sqrt((variance[at] ?? NaN) + epsilon))
  const filters = factors.length
  return {
    weights: { shape, values: values.map((value, at) => value * (factors[at % filters] ?? NaN)) },
    bias: {
      shape: [filters],
      values: Float32Array.from(
        factors,
        (factor, at) => ((before?.[at] ?? 0) - (mean[at] ?? NaN)) * factor + (offset[at] ?? NaN),
      ),
    },
  }
}
