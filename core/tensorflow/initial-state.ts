/** What a run begins with, the same for every interpreter and device: weights keyed by seed and parameter. */
import { parametersOf, statisticsOf } from '../graph/analysis.ts'
import { size } from '../graph/tensors.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { NetworkState } from './program.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { initialValues } from './initial-values.ts'
import { initialLossScale } from './loss-scaling.ts'
import { optimizerRuleOf } from './optimizers/optimizers.ts'
import { randomKey } from './random-keys.ts'

type InitialStateRecipe = Pick<Recipe, 'seed' | 'optimizer' | 'averaging' | 'precision'>

/** Parameters and statistics, the optimizer's slots and count at zero, and averages where the recipe averages, by name. */
export function initialState(graph: LayerGraph, recipe: InitialStateRecipe): NetworkState {
  const state: NetworkState = new Map(recipe.precision === 'float16' ? initialLossScale() : [])
  const rule = optimizerRuleOf(recipe.optimizer)
  const average = (name: string, shape: readonly number[], values: Float32Array): void => {
    if (recipe.averaging.kind !== 'none') state.set(averageOf(name), { shape, values: values.slice() })
  }
  for (const { name, shape, values, trained } of initialTensors(graph, recipe.seed)) {
    state.set(name, { shape, values })
    if (trained) for (const slot of rule.slots) state.set(slotOf(name, slot), { shape, values: new Float32Array(size(shape)) })
    average(name, shape, values)
  }
  if (rule.counts) state.set(updatesName, { shape: [], values: Float32Array.of(0) })
  return state
}

export interface InitialTensor {
  readonly name: string
  readonly shape: readonly number[]
  readonly values: Float32Array
  /** Whether training changes it; else it is a statistic. */
  readonly trained: boolean
}

/** Parameters and statistics alone, in the order of layers. Each is drawn as it is asked for: that of large ones takes seconds. */
export function* initialTensors(graph: LayerGraph, seed: number): Generator<InitialTensor> {
  for (const layer of graph.layers) {
    for (const parameter of parametersOf(graph, layer)) {
      const name = `${layer.name}.${parameter.name}`
      const values = initialValues(parameter, graph.initialization, randomKey(seed, name))
      yield { name, shape: parameter.shape, values, trained: true }
    }
    for (const { name: statistic, shape, initial } of statisticsOf(graph, layer)) {
      const name = `${layer.name}.${statistic}`
      yield { name, shape, values: new Float32Array(size(shape)).fill(initial), trained: false }
    }
  }
}

/** Name under which an optimizer's slot of a parameter is kept: `stage1.block1.conv1.weights/momentum`. */
export function slotOf(parameter: string, slot: string): string {
  return `${parameter}/${slot}`
}

/** Name under which the average of a parameter or statistic is kept. */
export function averageOf(name: string): string {
  return `${name}/average`
}

/** Name under which an optimizer that counts its updates keeps their number. */
export const updatesName = 'optimizer/updates'
