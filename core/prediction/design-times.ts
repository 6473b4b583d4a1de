/** What a training step of a design takes, and each layer of it, before anybody has said how it is trained. */
import { usualBatch } from '../graph/activation-memory.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { recipeSchema, type Recipe } from '../recipe/recipe.ts'
import { stepTime, type Precision, type Speeds } from './speeds.ts'
import { workOfLayers, workOfStep } from './work.ts'

/** A training step of a design that nobody has said yet how to train: `usualBatch` images as they are, SGD with momentum. */
export interface DesignTimes {
  /** Milliseconds of a step. */
  readonly stepMs: number
  /** Milliseconds of each layer, forward and backward, in the order of the graph; a step takes a little besides. */
  readonly layers: readonly number[]
  /** Images of a step. */
  readonly batchSize: number
  readonly precision: Precision
}

/** By the machine's speeds in float32. */
export function designTimes(graph: LayerGraph, speeds: Speeds): DesignTimes {
  const recipe = asLookedAt(graph)
  const { batchSize, precision } = recipe
  return {
    stepMs: stepTime(workOfStep(graph, recipe), speeds),
    layers: workOfLayers(graph, recipe).map((work) => stepTime(work, speeds)),
    batchSize,
    precision,
  }
}

/** As a design is looked at before anybody has said how it is trained: images as they are. */
export function asLookedAt(graph: LayerGraph): Recipe {
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
