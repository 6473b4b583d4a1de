/** Native TensorFlow for engine tests. Where set-up could not bring it, they fail with the reason: nothing else would be tested. */
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { lower } from '../../core/architecture/lower.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import { Failure } from '../../core/files/failure.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import { loadBinding, type Binding } from '../../core/tensorflow/binding.ts'
import { loadKernels, type Instructions } from '../../core/tensorflow/own-kernels/module.ts'
import { normalValues, uniformInt } from '../../core/tensorflow/random-keys.ts'
import { runtimeLocation } from '../../core/tensorflow/runtime-location.ts'
import type { StepResult, TrainingProgram } from '../../core/tensorflow/program.ts'
import { recipeSchema, type Recipe, type RecipeInput } from '../../core/recipe/recipe.ts'

export function nativeBinding(): Binding {
  const location = runtimeLocation()
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  return loadBinding(location.bindingPath)
}

/** Lowers an architecture that must have a graph. */
export function graphOf(architecture: Architecture): LayerGraph {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(lowered.problems.map((problem) => problem.message).join(' '))
  return lowered.graph
}

/** SGD with momentum and weight decay, and nothing else. */
const plainInput: RecipeInput = {
  name: 'test',
  batchSize: 8,
  length: { unit: 'steps', value: 10 },
  optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
  learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
  inputScaling: 'channel-mean-std',
  augmentation: { pad: 0, flip: false },
  evaluation: { unit: 'steps', value: 10 },
  telemetryEvery: 0,
  seed: 7,
}

/** The plain recipe with what is different in it. */
export function recipeWith(change: Partial<RecipeInput>): Recipe {
  return recipeSchema.parse({ ...plainInput, ...change })
}

export const plainRecipe = recipeWith({})

/** One step, at the plain recipe's rate where none is given. */
export function take(program: TrainingProgram, step: number, rate = 0.1): StepResult {
  return program.step({ step, rate, telemetry: false })
}

/** A data set of random pictures with random labels, as flat files in a temporary folder. */
export function randomDataset(
  size: { height: number; width: number; channels: number; classes: number },
  counts = { train: 40, test: 25 },
): DecodedDataset {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-data-'))
  const { height, width, channels, classes } = size
  const split = (name: string, count: number, key: number): DecodedDataset['train'] => {
    const imagesFile = join(folder, `${name}.images`)
    const labelsFile = join(folder, `${name}.labels`)
    writeFileSync(
      imagesFile,
      Uint8Array.from({ length: count * height * width * channels }, (_, index) => uniformInt(key, index, 256)),
    )
    writeFileSync(
      labelsFile,
      Buffer.from(Int32Array.from({ length: count }, (_, index) => uniformInt(key + 1, index, classes)).buffer),
    )
    return { count, imagesFile, labelsFile }
  }
  return {
    id: 'cifar10',
    height,
    width,
    channels,
    classes: Array.from({ length: classes }, (_, index) => `class ${index}`),
    train: split('train', counts.train, 11),
    test: split('test', counts.test, 21),
    mean: Array<number>(channels).fill(127.5),
    std: Array<number>(channels).fill(73.9),
  }
}

export function randomTensor(key: number, shape: readonly number[]): Float32Array {
  return normalValues(
    key,
    shape.reduce((product, side) => product * side, 1),
    1,
  )
}

/** Largest difference, relative to the largest value: 0 when equal. Infinite when one of them is not finite. */
export function relativeDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let largest = 0
  let difference = 0
  for (let index = 0; index < expected.length; index++) {
    const a = actual[index] ?? NaN
    const b = expected[index] ?? NaN
    if (!Number.isFinite(a) || !Number.isFinite(b)) return Infinity
    largest = Math.max(largest, Math.abs(b))
    difference = Math.max(difference, Math.abs(a - b))
  }
  return difference / Math.max(largest, 1e-6)
}

/** What our own kernels compute with here, once they are loaded. Throws a Failure where set-up could not compile them. */
export function ownKernels(): Instructions {
  const location = runtimeLocation()
  const loaded = location.kind === 'native' && location.kernels.kind === 'compiled' ? loadKernels(location.kernels.path) : null
  if (loaded?.kind === 'ready') return loaded.instructions
  throw new Failure('no-kernels', 'There are no own kernels here.', 'Run `npm run doctor`, which says why.')
}
