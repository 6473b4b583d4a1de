/** Small trained networks to look into, without a run's folder. */
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { InspectedRun } from '../../core/inspect/inspected-run.ts'
import { thisMachine } from '../../core/prediction/this-machine.ts'
import type { Recipe } from '../../core/recipe/recipe.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { NetworkState } from '../../core/tensorflow/program.ts'
import { graphOf, ownKernels, plainRecipe, take } from './native.ts'

/** A preset for pictures of another size. `change`: another number of blocks in one stage. */
export async function fittedPreset(
  name: string,
  size: Pick<DecodedDataset, 'height' | 'width' | 'channels'> & { readonly classes: number },
  change?: { readonly stage: number; readonly blocks: number },
): Promise<LayerGraph> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  const fitted = fitDataset(architecture, size)
  const stages = fitted.stages.map((stage, at) => (at === change?.stage ? { ...stage, blocks: change.blocks } : stage))
  return graphOf({ ...fitted, stages })
}

/** After two steps, so that running statistics are not those that training begins with; with the error that training evaluates. */
export async function trainedState(
  binding: Binding,
  graph: LayerGraph,
  dataset: DecodedDataset,
  recipe: Recipe = plainRecipe,
): Promise<{ state: NetworkState; error: number; loss: number }> {
  const program = createNativeProgram(binding, 'native', { graph, dataset, recipe, totalSteps: 10 })
  take(program, 0)
  take(program, 1)
  const state = program.readState()
  const evaluated = await program.evaluate('test')
  program.dispose()
  return { state, ...evaluated }
}

/** Everything is measured anew. */
const noneKept: InspectedRun['beside'] = { read: () => null, keep: () => undefined }

/** Such a network as analyses take it. `others`: weights of its other checkpoints, by their steps. */
export function inspectedNet(
  binding: Binding,
  graph: LayerGraph,
  dataset: DecodedDataset,
  weights: NetworkState,
  recipe: Recipe = plainRecipe,
  others: ReadonlyMap<number, NetworkState> = new Map(),
  beside?: InspectedRun['beside'],
): InspectedRun {
  const kernels = ownKernels()
  return {
    graph,
    recipe,
    dataset,
    weights,
    steps: [...others.keys()].sort((one, other) => one - other),
    weightsAt: (step) => others.get(step) ?? weights,
    binding,
    device: 'under test',
    kernels,
    outliers: [],
    beside: beside ?? noneKept,
    machine: thisMachine(binding.TF_Version),
    on: () => ({ run: inspectedNet(binding, graph, dataset, weights, recipe, others, beside), dispose: () => undefined }),
  }
}
