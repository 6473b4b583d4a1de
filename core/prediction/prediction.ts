/** What a run takes on a machine, predicted from its graph and recipe and the machine's speeds. */
import type { LayerGraph } from '../graph/layer-graph.ts'
import { whileLoading } from '../graph/training-memory.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { memoryOf } from '../recipe/chosen-activation-checkpointing.ts'
import { stepTime, type MeasuredSpeeds } from './speeds.ts'
import { workOfStep } from './work.ts'

/** Step time and memory predicted for a network, a recipe and this machine. */
export interface Prediction {
  readonly stepMs: number
  /** Largest memory of the training process, or on a GPU of its device memory, in bytes. */
  readonly peakBytes: number
}

/** Both splits are held in memory, a byte for each number of an image; the larger one twice while it is read. */
export interface HeldImages {
  readonly trainBytes: number
  readonly testBytes: number
}

/** Null where the recipe's precision was not measured on this machine. */
export function predictRun(graph: LayerGraph, recipe: Recipe, data: HeldImages, speeds: MeasuredSpeeds): Prediction | null {
  const own = speeds[recipe.precision]
  if (own === undefined) return null
  return {
    stepMs: stepTime(workOfStep(graph, recipe), own),
    peakBytes: data.trainBytes + data.testBytes + Math.max(memoryOf(graph, recipe), whileLoading + data.trainBytes),
  }
}
