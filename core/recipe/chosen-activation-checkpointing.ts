/** What a recipe's choice of activation checkpointing means for one network. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import { estimatedMemory, leastActivationCheckpointing, type Training } from '../graph/training-memory.ts'
import type { ActivationCheckpointing } from '../graph/activation-checkpointing.ts'
import type { Recipe } from './recipe.ts'

/**
 * Off, per block or per stage; of "fit" the least that is predicted to fit, or the most there is when none does: with the kernels that the recipe asks for.
 * Whether there are such is known only where it trains, and the choice has to be the same everywhere; TensorFlow's keep more.
 */
export function activationCheckpointingOf(graph: LayerGraph, recipe: Recipe): ActivationCheckpointing {
  const { activationCheckpointing } = recipe
  if (activationCheckpointing.kind !== 'fit') return activationCheckpointing.kind
  return leastActivationCheckpointing(graph, trainingOf(recipe), activationCheckpointing.gigabytes * 1e9) ?? 'stage'
}

/** Largest memory of the training process in bytes, without the images, as it is predicted where the kernels that the recipe asks for are there. */
export function memoryOf(graph: LayerGraph, recipe: Recipe): number {
  return estimatedMemory(graph, trainingOf(recipe), activationCheckpointingOf(graph, recipe))
}

function trainingOf({ batchSize, precision, optimizer, averaging, accumulation, kernels }: Recipe): Training {
  const slots = (optimizer.kind === 'adamw' ? 2 : 1) + (averaging.kind === 'none' ? 0 : 1) + (accumulation > 1 ? 1 : 0)
  return { batchSize, precision, slots, kernels }
}
