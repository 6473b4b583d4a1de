/** What every engine of a comparison trains or evaluates: a preset, with random images of its size. It reaches their processes as one JSON file. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { Failure } from '../../core/files/failure.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import { graphOf, randomDataset } from '../engine/native.ts'

export type Precision = 'float32' | 'bfloat16' | 'float16'
export type Device = 'cpu' | 'gpu'

/** What a step does: forward, backward and update, or forward alone, as a network is evaluated while it is trained. */
export const phases = ['training', 'evaluation'] as const
export type Phase = (typeof phases)[number]

export interface Case {
  /** Name of a preset. */
  readonly net: string
  readonly batch: number
  readonly precision: Precision
  readonly phase: Phase
}

export interface Workload extends Case {
  readonly device: Device
  readonly architecture: Architecture
  /** The same, lowered: what a peer of layers is built from. */
  readonly graph: LayerGraph
  readonly dataset: DecodedDataset
  /** What is different in Stagecraft's recipe. */
  readonly recipe: Partial<RecipeInput>
}

/** An epoch of the data set: so many that its shuffle does not show, which comes once in hundreds of steps in a real one. */
const batches = 16

/** Throws a Failure when there is no such preset. */
export async function makeWorkload(
  one: Case,
  device: Device,
  recipe: Partial<RecipeInput> = {},
  dataset?: DecodedDataset,
): Promise<Workload> {
  const architecture = await presetOf(one.net)
  const { input, head } = architecture
  return {
    ...one,
    device,
    architecture,
    graph: graphOf(architecture),
    dataset: dataset ?? randomDataset({ ...input, classes: head.classes }, imagesOf(one)),
    recipe: {
      name: 'benchmark',
      batchSize: one.batch,
      precision: one.precision,
      // The others have their images as tensors already; here they are drawn and scaled, but not changed.
      augmentation: { pad: 0, flip: false },
      ...recipe,
    },
  }
}

/** Evaluated is one batch: all that there is to test. */
function imagesOf({ phase, batch }: Case): { train: number; test: number } {
  return phase === 'training' ? { train: batches * batch, test: 10 } : { train: batch, test: batch }
}

export async function presetOf(net: string): Promise<Architecture> {
  const architecture = await loadPreset(net)
  if (architecture !== null) return architecture
  throw new Failure('no-preset', `There is no network "${net}".`, 'Their names are those of the files in resources/presets.')
}

export function writeWorkload(file: string, workload: Workload): void {
  writeFileSync(file, JSON.stringify(workload))
}

/** For an engine's process: the workload that its command line names. */
export function givenWorkload(): Workload {
  const [, , file] = process.argv
  if (file === undefined) throw new Error('Give the file of a workload.')
  return JSON.parse(readFileSync(file, 'utf8')) as Workload
}
