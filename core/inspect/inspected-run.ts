/** A run as it is looked into: its network, the weights of a checkpoint, and its data set. */
import { readFileSync } from 'node:fs'
import { openDataset } from '../datasets/cache.ts'
import type { DatasetId, DecodedDataset, SplitName } from '../datasets/dataset.ts'
import { graphOf } from '../export/export.ts'
import { evaluatedWeights } from '../export/weights.ts'
import { Failure } from '../files/failure.ts'
import type { LayerGraph } from '../graph/layer-graph.ts'
import type { Outliers } from '../graph/outliers.ts'
import { adaptDataset } from './adapted-dataset.ts'
import { keptBeside, type KeptBeside } from './kept-beside.ts'
import type { Machine } from '../prediction/calibration.ts'
import { thisMachine } from '../prediction/this-machine.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { readCheckpoint, type ReadCheckpoint } from '../store/checkpoint-file.ts'
import { checkpointOutliers } from '../store/checkpoint-outliers.ts'
import { checkpointPath, checkpointSteps } from '../store/checkpoints.ts'
import { readRunRecord } from '../store/run-folder.ts'
import { loadBinding, type Binding } from '../tensorflow/binding.ts'
import { instructionsOf, type Instructions } from '../tensorflow/own-kernels/module.ts'
import type { NetworkState } from '../tensorflow/program.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'

export interface InspectedRun {
  readonly graph: LayerGraph
  readonly recipe: Recipe
  readonly dataset: DecodedDataset
  /** As evaluation takes them: averages where the run averages. By `layer.parameter`. */
  readonly weights: NetworkState
  /** Steps of the checkpoints that it keeps, up to this one's, the earliest first. */
  readonly steps: readonly number[]
  /** Those of another of its checkpoints. Throws a Failure `checkpoint-unusable`. */
  weightsAt(step: number): NetworkState
  readonly binding: Binding
  /** "TensorFlow 2.21.0, CPU" */
  readonly device: string
  /** What our own kernels compute with here; undefined where TensorFlow's compute all. */
  readonly kernels: Instructions | undefined
  /** What the run found in its first batch. */
  readonly outliers: readonly Outliers[]
  /** What was measured of this checkpoint and is kept. */
  readonly beside: KeptBeside
  /** This one, as its speeds depend on it. */
  readonly machine: Machine
  /** The same network on images of another data set, brought to the size and channels that it reads; the scaling stays its own. Dispose of it. */
  on(dataset: DatasetId): { readonly run: InspectedRun; dispose(): void }
}

export interface InspectedFiles {
  /** The run's. */
  readonly folder: string
  readonly step: number
  /** Folder of the decoded data sets. */
  readonly data: string
  /** Milliseconds since 1970. */
  now(): number
}

/** Throws a Failure: `tensorflow-missing`, `checkpoint-unusable`, and what `openDataset` throws where the images are not here. */
export function openInspected({ folder, step, data, now }: InspectedFiles, location: RuntimeLocation): InspectedRun {
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  const record = readRunRecord(folder)
  const graph = graphOf(record.architecture)
  const dataset = openDataset(record.dataset, data)
  const { recipe, state } = readUsable(folder, step)
  const weights: NetworkState = new Map(evaluatedWeights(graph, state))
  const binding = loadBinding(location.bindingPath)
  const ours = recipe.kernels === 'own' && !binding.isUsingGpuDevice() ? instructionsOf(location.kernels) : null
  const kernels = ours ?? undefined
  const outliers = checkpointOutliers(folder, step)
  const device = `TensorFlow ${binding.TF_Version}, ${binding.isUsingGpuDevice() ? 'GPU' : 'CPU'}${ours === null ? '' : `, own kernels (${ours})`}`
  const of = (images: DecodedDataset): InspectedRun => ({
    graph,
    recipe,
    dataset: images,
    weights,
    steps: checkpointSteps(folder)
      .filter((one) => one <= step)
      .sort((one, other) => one - other),
    weightsAt: (other) => new Map(evaluatedWeights(graph, readUsable(folder, other).state)),
    binding,
    device,
    kernels,
    outliers,
    beside: keptBeside(folder, step, { device, precision: recipe.precision }, now),
    machine: thisMachine(location.version),
    on(other) {
      const adapted = adaptDataset(openDataset(other, data), dataset)
      return { run: of(adapted.dataset), dispose: adapted.dispose }
    },
  })
  return of(dataset)
}

/** Class of each image of a split. */
export function classesOfImages(dataset: DecodedDataset, split: SplitName): Int32Array {
  return new Int32Array(Uint8Array.from(readFileSync(dataset[split].labelsFile)).buffer)
}

function readUsable(folder: string, step: number): ReadCheckpoint {
  const read = readCheckpoint(checkpointPath(folder, step))
  if (read.ok) return read.value
  const remedy = 'Choose another of its checkpoints.'
  throw new Failure('checkpoint-unusable', `The checkpoint of step ${step} cannot be read: ${read.why}.`, remedy)
}
