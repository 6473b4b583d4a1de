/** What each layer of a design takes of a training step, before anybody has said how it is trained. */
import { usualBatch } from '../graph/activation-memory.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { recipeSchema, type Recipe } from '../recipe/recipe.ts'
import { stepTime, type Speeds } from './speeds.ts'
import { workOfLayers } from './work.ts'

/** Milliseconds of each layer, forward and backward, in the order of the graph: `usualBatch` images in float32, SGD with momentum, as they are. */
export function layerTimes(graph: LayerGraph, speeds: Speeds): number[] {
  return workOfLayers(graph, asLookedAt(graph)).map((work) => stepTime(work, speeds))
}

function asLookedAt(graph: LayerGraph): Recipe {
  const [rows = 1] = graph.layers[0]?.outputShape ?? []
  return recipeSchema.parse({
    name: 'As it is looked at',
    batchSize: usualBatch(rows),
    length: { unit: 'steps', value: 1 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
    optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
    augmentation: { pad: 0, flip: false },
    evaluation: { unit: 'steps', value: 1 },
    seed: 1,
    inputScaling: 'channel-mean-std',
  })
}
