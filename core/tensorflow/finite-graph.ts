/** A search for the first numbers of a pass that are not finite, in the order they are computed in. */
import { parametersOf } from '../graph/analysis.ts'
import type { GraphTensor } from '../graph/graph-layer.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { FirstBad } from './program.ts'
import type { GraphWriter } from './graph-writer.ts'
import type { Pass } from './training-pass.ts'

type Place = FirstBad & { readonly tensor: GraphTensor }

/** 1 for each place whose numbers are all finite, else 0. */
export function emitFinite(writer: GraphWriter, graph: LayerGraph, pass: Pass): GraphTensor {
  return writer.within('check', () => {
    const flags = [...places(graph, pass)].map(({ tensor }) => {
      const bools = writer.op('IsFinite', [tensor], { T: { type: tensor.type } }, { type: 'bool', shape: tensor.shape })
      const axes = writer.ints([...tensor.shape.keys()])
      const attributes = { Tidx: { type: 'int32' }, keep_dims: { bool: false } } as const
      return writer.op('All', [bools, axes], attributes, { type: 'bool', shape: [] })
    })
    const shape = [flags.length]
    const all = writer.op(
      'Pack',
      flags,
      { T: { type: 'bool' }, N: { int: flags.length }, axis: { int: 0 } },
      { type: 'bool', shape },
    )
    const attributes = { SrcT: { type: 'bool' }, DstT: { type: 'float32' }, Truncate: { bool: false } } as const
    return writer.op('Cast', [all], attributes, { type: 'float32', shape })
  })
}

/** What the fetched flags say: the first place that is not finite, or null. The places follow from the graph alone. */
export function readFinite(graph: LayerGraph, replicas: number, flags: Float32Array): FirstBad | null {
  const names = [...order(graph, replicas)]
  const first = flags.findIndex((flag) => flag === 0)
  const found = names[first]
  return found === undefined ? null : { layer: found.layer, where: found.where }
}

function* places(graph: LayerGraph, { observed, parameters, gradients }: Pass): Generator<Place> {
  const idOf = new Map(graph.layers.map(({ id, name }) => [name, id]))
  for (const { layer, where, parameter, replica } of order(graph, observed.length)) {
    const id = idOf.get(layer) ?? -1
    const name = `${layer}.${parameter ?? ''}`
    const tensor =
      where === 'output'
        ? observed[replica ?? 0]?.pass.layers[id]?.output
        : where === 'weights'
          ? parameters.get(name)
          : gradients.get(name)
    if (tensor === undefined) throw new RangeError(`There are no numbers to check at ${layer}.`)
    yield { layer, where, tensor }
  }
}

/** Forward layer by layer, weights before what they give; then gradients from the last layer on. */
function* order(graph: LayerGraph, replicas: number): Generator<FirstBad & { parameter?: string; replica?: number }> {
  for (const layer of graph.layers) {
    for (const { name } of parametersOf(graph, layer)) yield { layer: layer.name, where: 'weights', parameter: name }
    for (let replica = 0; replica < replicas; replica++) yield { layer: layer.name, where: 'output', replica }
  }
  for (const layer of graph.layers.toReversed()) {
    for (const { name } of parametersOf(graph, layer)) yield { layer: layer.name, where: 'gradient', parameter: name }
  }
}
