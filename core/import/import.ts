/** The state that a run begins with when its weights come from a file. */
import type { Architecture } from '../architecture/architecture.ts'
import { graphOf } from '../export/export.ts'
import { evaluatedWeights, withBranchFactors } from '../export/weights.ts'
import { Failure } from '../files/failure.ts'
import type { Tensor, Tensors } from '../files/safetensors.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { notFiniteTensor } from '../store/finite-state.ts'
import { averageOf, initialState } from '../tensorflow/initial-state.ts'
import { survivalChances } from '../tensorflow/step-draws.ts'
import type { ImportReport } from './report.ts'
import { openWeightsFile, type WeightsFile } from './weights-file.ts'

export interface Imported {
  /** By the names of a checkpoint, whole. */
  readonly state: Tensors
  readonly report: ImportReport
}

/** Of the file at a path, as `stateOf`; throws as `openWeightsFile` too. */
export async function importWeights(path: string, architecture: Architecture, recipe: Recipe): Promise<Imported> {
  const file = await openWeightsFile(path)
  try {
    return stateOf(file, architecture, recipe)
  } finally {
    file.close()
  }
}

/**
 * What is evaluated with the state is what the file holds: averages begin as its weights, and where drop path will leave out branches, these are
 * divided by the chance that evaluation multiplies them by. Throws a Failure: `weights-unreadable`, `weights-not-finite`, `weights-do-not-fit`.
 */
export function stateOf(file: WeightsFile, architecture: Architecture, recipe: Recipe): Imported {
  const graph = graphOf(architecture)
  const matching = file.match(graph)
  const tensors = file.read(matching)
  const initial = initialState(graph, recipe)
  const weights = new Map<string, Tensor>(evaluatedWeights(graph, initial))
  for (const { here, made } of matching.matches) weights.set(here.name, made(tensors))
  const bad = notFiniteTensor(weights)
  if (bad !== null) {
    throw new Failure(
      'weights-not-finite',
      `${bad} is not finite in the file: nothing can be trained from it.`,
      'Choose another file.',
    )
  }
  const factors = new Map([...survivalChances(graph, recipe)].map(([id, chance]) => [id, 1 / chance]))
  const state = new Map<string, Tensor>(initial)
  for (const [name, tensor] of withBranchFactors(graph, weights, factors)) {
    state.set(name, tensor)
    if (initial.has(averageOf(name))) state.set(averageOf(name), { shape: tensor.shape, values: tensor.values.slice() })
  }
  return { state, report: matching.report }
}
