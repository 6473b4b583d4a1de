/** What a recipe's choice of recomputation means for one network. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import { estimatedMemory, leastRecomputation, type Training } from '../graph/memory.ts'
import type { Recomputation } from '../graph/recomputation.ts'
import type { Recipe } from './recipe.ts'

/** Off, per block or per stage; of "fit" the least that is foretold to fit, or the most there is when none does. */
export function recomputationOf(graph: LayerGraph, recipe: Recipe): Recomputation {
  const { recomputation } = recipe
  if (recomputation.kind !== 'fit') return recomputation.kind
  return leastRecomputation(graph, trainingOf(recipe), recomputation.gigabytes * 1e9) ?? 'stage'
}

/** Largest memory of the training process in bytes, without the images, as it is foretold. */
export function memoryOf(graph: LayerGraph, recipe: Recipe): number {
  return estimatedMemory(graph, trainingOf(recipe), recomputationOf(graph, recipe))
}

function trainingOf({ batchSize, precision, optimizer, averaging, accumulation }: Recipe): Training {
  const slots = (optimizer.kind === 'adamw' ? 2 : 1) + (averaging.kind === 'none' ? 0 : 1) + (accumulation > 1 ? 1 : 0)
  return { batchSize, precision, slots }
}
