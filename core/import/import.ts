/** The state that a run begins with when its weights come from a file. */
import { extname } from 'node:path'
import type { Architecture } from '../architecture/architecture.ts'
import { graphOf } from '../export/export.ts'
import { evaluatedWeights, withBranchFactors } from '../export/weights.ts'
import { Failure } from '../files/failure.ts'
import { OddFileError } from '../files/regular-file.ts'
import { readChosenTensors, TensorFileError, type Tensor, type TensorEntry, type Tensors } from '../files/safetensors.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import { valueOf } from '../graph/value-of.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { notFiniteTensor } from '../store/finite-state.ts'
import { averageOf, initialState } from '../tensorflow/initial-state.ts'
import { survivalChances } from '../tensorflow/step-draws.ts'
import { matchTensors, type Matching } from './matching.ts'
import { readChosenInitializers } from './onnx-initializers.ts'
import { otherFormat } from './other-formats.ts'
import type { ImportReport } from './report.ts'

export interface Imported {
  /** By the names of a checkpoint, whole. */
  readonly state: Tensors
  readonly report: ImportReport
}

/**
 * Reads a safetensors file of float32, float16 or bfloat16, or the initializers of an ONNX file (by its ending: it has no mark). What is evaluated with the state is what the file holds: averages begin as its weights, and where drop
 * path will leave out branches, these are divided by the chance that evaluation multiplies them by. Throws a Failure: `weights-pickled`,
 * `weights-of-keras`, `weights-unreadable`, `weights-not-finite`, `weights-do-not-fit`.
 */
export function importWeights(path: string, architecture: Architecture, recipe: Recipe): Imported {
  const graph = graphOf(architecture)
  const { choice: matching, tensors } = readWeights(path, graph)
  const initial = initialState(graph, recipe)
  const weights = new Map<string, Tensor>(evaluatedWeights(graph, initial))
  for (const { file, here, arranged } of matching.matches) weights.set(here.name, arranged(valueOf(tensors, file)))
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

function readWeights(path: string, graph: LayerGraph): { choice: Matching; tensors: Tensors } {
  try {
    const other = otherFormat(path)
    if (other) throw other
    const match = (entries: readonly TensorEntry[]): Matching => matchTensors(graph, entries)
    return extname(path).toLowerCase() === '.onnx'
      ? readChosenInitializers(path, match)
      : readChosenTensors(path, ({ entries }) => match(entries))
  } catch (thrown) {
    if (!(thrown instanceof TensorFileError || thrown instanceof OddFileError)) throw thrown
    throw new Failure(
      'weights-unreadable',
      `The weights cannot be read: ${thrown.message}.`,
      'Choose a whole safetensors or ONNX file.',
    )
  }
}
