/** All variables of a run that make up its state. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Recipe } from '../recipe/recipe.ts'
import type { GraphWriter, Variable } from './graph-writer.ts'
import { averageOf, slotOf, updatesName } from './initial-state.ts'
import { lossScaleVariables, type LossScale } from './loss-scaling.ts'
import { networkVariables, type NetworkVariables } from './network-variables.ts'
import { optimizerRuleOf } from './optimizers/optimizers.ts'

export interface TrainingVariables extends NetworkVariables {
  /** By parameter and slot: `layer.parameter/slot`. */
  readonly slots: ReadonlyMap<string, Variable>
  /** Number of updates made, for an optimizer that counts them. */
  readonly updates: Variable | null
  /** Averages of parameters and statistics under their own names; null where the recipe averages nothing. */
  readonly averages: NetworkVariables | null
  /** For float16. */
  readonly lossScale: LossScale | null
}

export function trainingVariables(writer: GraphWriter, graph: LayerGraph, recipe: Recipe): TrainingVariables {
  const network = networkVariables(writer, graph)
  const rule = optimizerRuleOf(recipe.optimizer)
  const slots = [...network.parameters].flatMap(([parameter, { shape }]) =>
    rule.slots.map((slot) => slotOf(parameter, slot)).map((name) => [name, writer.variable(name, 'float32', shape)] as const),
  )
  const averagesOf = (variables: ReadonlyMap<string, Variable>): Map<string, Variable> =>
    new Map([...variables].map(([name, { shape }]) => [name, writer.variable(averageOf(name), 'float32', shape)]))
  return {
    ...network,
    slots: new Map(slots),
    updates: rule.counts ? writer.variable(updatesName, 'float32', []) : null,
    lossScale: recipe.precision === 'float16' ? lossScaleVariables(writer) : null,
    averages:
      recipe.averaging.kind === 'none'
        ? null
        : { parameters: averagesOf(network.parameters), statistics: averagesOf(network.statistics) },
  }
}

/** Every variable of the state, by its name in it. */
export function stateVariables(variables: TrainingVariables): Map<string, Variable> {
  const { parameters, statistics, slots, updates, averages, lossScale } = variables
  const all = new Map([...parameters, ...statistics, ...slots, ...(lossScale?.variables ?? [])])
  if (updates !== null) all.set(updatesName, updates)
  for (const [name, average] of [...(averages?.parameters ?? []), ...(averages?.statistics ?? [])])
    all.set(averageOf(name), average)
  return all
}
