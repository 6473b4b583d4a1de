/** Weights before the first step, the same for every interpreter and device: He et al. 2015, keyed by seed and parameter. */
import { parametersOf, size, statisticsOf } from '../graph/analysis.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Parameter } from '../graph/tensors.ts'
import type { NetworkState } from '../training/program.ts'
import { normalValues, randomKey } from './random-keys.ts'

/** Parameters, statistics and zero momentum by name. */
export function initialState(graph: LayerGraph, seed: number): NetworkState {
  const state: NetworkState = new Map()
  for (const layer of graph.layers) {
    for (const parameter of parametersOf(graph, layer)) {
      const name = `${layer.name}.${parameter.name}`
      state.set(name, { shape: parameter.shape, values: initialValues(parameter, randomKey(seed, name)) })
      state.set(momentumOf(name), { shape: parameter.shape, values: new Float32Array(size(parameter.shape)) })
    }
    for (const { name, shape, initial } of statisticsOf(graph, layer)) {
      state.set(`${layer.name}.${name}`, { shape, values: new Float32Array(size(shape)).fill(initial) })
    }
  }
  return state
}

/** Name under which a parameter's momentum is kept. */
export function momentumOf(parameter: string): string {
  return `${parameter}/momentum`
}

function initialValues({ shape, initial }: Parameter, key: number): Float32Array {
  const count = size(shape)
  if (initial.kind === 'constant') return new Float32Array(count).fill(initial.value)
  return normalValues(key, count, Math.sqrt(2 / initial.fanIn))
}
