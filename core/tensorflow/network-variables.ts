/** The variables of a network, and what a pass reads of them. */
import { parametersOf, statisticsOf } from '../graph/analysis.ts'
import type { ElementType, GraphTensor } from '../graph/graph-layer.ts'
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import { valueOf } from '../graph/value-of.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'

/** The variables of a network, by `layer.parameter` and `layer.statistic`. */
export interface NetworkVariables {
  readonly parameters: ReadonlyMap<string, Variable>
  readonly statistics: ReadonlyMap<string, Variable>
}

export function networkVariables(writer: GraphWriter, graph: LayerGraph): NetworkVariables {
  const parameters = new Map<string, Variable>()
  const statistics = new Map<string, Variable>()
  for (const layer of graph.layers) {
    for (const { name, shape } of parametersOf(graph, layer)) {
      parameters.set(`${layer.name}.${name}`, writer.variable(`${layer.name}.${name}`, 'float32', shape))
    }
    for (const { name, shape } of statisticsOf(graph, layer)) {
      statistics.set(`${layer.name}.${name}`, writer.variable(`${layer.name}.${name}`, 'float32', shape))
    }
  }
  return { parameters, statistics }
}

/** What a pass has read of the variables: each once, however often it is used. */
export interface Values {
  parameter(layer: Layer, name: string, type?: ElementType): GraphTensor
  statistic(layer: Layer, name: string): GraphTensor
}

export function emitReads(
  writer: GraphWriter,
  variables: NetworkVariables,
): { parameters: ReadonlyMap<string, GraphTensor>; values: Values } {
  const parameters = new Map<string, GraphTensor>()
  const statistics = new Map<string, GraphTensor>()
  const casts = new Map<string, GraphTensor>()
  const values: Values = {
    parameter(layer, name, type = 'float32') {
      const key = `${layer.name}.${name}`
      const value = known(parameters, key, () => writer.read(valueOf(variables.parameters, key)))
      return type === 'float32' ? value : known(casts, `${key} ${type}`, () => writer.cast(value, type))
    },
    statistic(layer, name) {
      const key = `${layer.name}.${name}`
      return known(statistics, key, () => writer.read(valueOf(variables.statistics, key)))
    },
  }
  return { parameters, values }
}

/** The value of a key, made and remembered where it is not known yet. */
export function known<Key>(values: Map<Key, GraphTensor>, key: Key, make: () => GraphTensor): GraphTensor {
  const value = values.get(key) ?? make()
  values.set(key, value)
  return value
}
