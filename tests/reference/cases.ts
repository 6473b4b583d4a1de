/** Trainings that are done here and in PyTorch, from the same weights and batches. */
import { readFileSync } from 'node:fs'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import type { DecodedDataset } from '../../core/datasets/dataset.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { emitOrder } from '../../core/tensorflow/data-input.ts'
import { batchPositions } from '../../core/tensorflow/data-order.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { Session } from '../../core/tensorflow/session.ts'
import type { Recipe, RecipeInput } from '../../core/recipe/recipe.ts'
import { learningRate, noProgress } from '../../core/recipe/schedule.ts'
import { graphOf, randomDataset, recipeWith, take } from '../engine/native.ts'

/** What came of a training: the loss and error of each step, loss, top-1 and top-5 error in evaluation after the last, and the norm of every tensor. */
export interface Trajectory {
  readonly losses: readonly number[]
  readonly errors: readonly number[]
  readonly evaluationLoss: number
  readonly evaluationErrors: readonly [topOne: number, topFive: number]
  readonly norms: Readonly<Record<string, number>>
}

export interface ReferenceCase {
  readonly name: string
  readonly architecture: Architecture
  readonly graph: LayerGraph
  readonly recipe: Recipe
  readonly dataset: DecodedDataset
}

export const steps = 20
/** The fixtures' promise: losses agree with PyTorch's to a thousandth over twenty steps. */
export const tolerance = 1e-3

const batchSize = 32
const size = { height: 32, width: 32, channels: 3, classes: 10 }
const counts = { train: 128, test: 20 }

const bottleneck: Architecture = completed({
  name: 'bottleneck',
  input: { height: 32, width: 32, channels: 3 },
  stem: { kind: 'conv', kernel: 7, width: 16, stride: 2, pool: { kernel: 3, stride: 2 } },
  stages: [
    { kind: 'bottleneck', blocks: 2, width: 8, stride: 1, expansion: 4, strideIn: '3x3', shortcut: 'B' },
    { kind: 'bottleneck', blocks: 2, width: 16, stride: 2, expansion: 4, strideIn: '1x1', shortcut: 'C' },
  ],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})

const vgg: Architecture = completed({
  ...bottleneck,
  name: 'VGG-like',
  stem: null,
  stages: [
    { kind: 'conv', blocks: 2, width: 16, stride: 1, normalization: 'none', pool: { kernel: 2, stride: 2 } },
    { kind: 'conv', blocks: 2, width: 32, stride: 1, normalization: 'batch', pool: { kernel: 2, stride: 2 } },
  ],
  head: { kind: 'linear', pool: 'flatten', hidden: [64], classes: 10 },
})

/** The networks that are trained there, the first with every recipe. */
export async function referenceNetworks(): Promise<Architecture[]> {
  const presets = await Promise.all(['resnet-20', 'resnet-20-b', 'resnet-20-c', 'plain-20'].map(preset))
  return [...presets, bottleneck, vgg]
}

export async function referenceCases(): Promise<ReferenceCase[]> {
  const architectures = await referenceNetworks()
  const dataset = randomDataset(size, counts)
  const recipe = (initial: number, change: Partial<RecipeInput> = {}): Recipe =>
    recipeWith({
      batchSize,
      length: { unit: 'steps', value: steps },
      learningRate: { kind: 'steps', initial, divisor: 10, after: [15] },
      seed: 5,
      ...change,
    })
  const one = (name: string, architecture: Architecture, recipe: Recipe): ReferenceCase => ({
    name,
    architecture,
    graph: graphOf(architecture),
    recipe,
    dataset,
  })
  const networks = architectures.map((architecture) =>
    // Small steps: at larger ones rounding alone drives two trainings of the same random pictures apart, and plain nets first.
    one(architecture.name, architecture, recipe(architecture.name === 'plain-20' ? 2e-4 : 5e-4)),
  )
  const [resnet = bottleneck] = architectures
  const recipes: Record<string, Recipe> = {
    'Nesterov, decay on weights': recipe(5e-4, {
      optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 0.05, decayScope: 'weights' },
    }),
    AdamW: recipe(5e-5, { optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.5 } }),
    LARS: recipe(5e-4, { optimizer: { kind: 'lars', momentum: 0.9, trust: 0.5, weightDecay: 1e-2, decayScope: 'weights' } }),
    'gradients clipped': recipe(1e-3, { gradientClip: 1 }),
    'labels smoothed': recipe(5e-4, { labelSmoothing: 0.1 }),
    'weights averaged': recipe(5e-4, { averaging: { kind: 'ema', decay: 0.8 } }),
    'two passes a step': recipe(5e-4, { accumulation: 2 }),
  }
  return [...networks, ...Object.entries(recipes).map(([name, asked]) => one(name, resnet, asked))]
}

async function preset(name: string): Promise<Architecture> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return architecture
}

/** The learning rate of a step of these cases. */
export function rateOf(recipe: Recipe, step: number): number {
  return learningRate(recipe, step, steps, noProgress)
}

/** Trains the case on this engine. */
export async function trainHere(binding: Binding, { graph, recipe, dataset }: ReferenceCase): Promise<Trajectory> {
  const program = createNativeProgram(binding, 'native', { graph, recipe, dataset, totalSteps: steps })
  try {
    const results = Array.from({ length: steps }, (_, step) => take(program, step, rateOf(recipe, step)))
    const evaluated = await program.evaluate('test')
    const norms: Record<string, number> = {}
    for (const [name, { values }] of program.readState())
      norms[name] = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
    return {
      losses: results.map(({ loss }) => loss),
      errors: results.map(({ error }) => error),
      evaluationLoss: evaluated.loss,
      evaluationErrors: [evaluated.error, evaluated.topFiveError ?? NaN],
      norms,
    }
  } finally {
    program.dispose()
  }
}

/** Training images of each step, as the graph itself shuffles them. */
export function batchIndices(binding: Binding, { recipe, dataset }: ReferenceCase): number[][] {
  const { count } = dataset.train
  const writer = new GraphWriter()
  const none = writer.floats([0], [])
  const order = emitOrder(writer, recipe.seed, count, writer.placeholder('epoch', 'int32', []))
  writer.target('load', none, [order.initialise])
  order.shuffle.forEach((effect, row) => writer.target(`shuffle${row}`, none, [effect]))
  const asFloat = { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { bool: false } } as const
  writer.target(
    'order',
    writer.op('Cast', [writer.read(order.permutations)], asFloat, { type: 'float32', shape: [2, count] }),
    [],
  )
  const session = new Session(binding, writer.nodes)
  session.run('load')
  const batches: number[][] = Array.from({ length: steps }, () => [])
  for (let pass = 0; pass < steps * recipe.accumulation; pass++) {
    for (const epoch of [0, 1].map((next) => Math.floor((pass * recipe.batchSize) / count) + next)) {
      session.run(`shuffle${epoch % 2}`, { epoch: { shape: [], values: Int32Array.of(epoch) } })
    }
    const permutations = session.run('order')
    const batch = [...batchPositions(pass, recipe.batchSize, count)].map((position) => permutations[position] ?? -1)
    batches[Math.floor(pass / recipe.accumulation)]?.push(...batch)
  }
  session.dispose()
  return batches
}

/** Bytes of both splits, one after the other. */
export function bothSplits({ dataset }: ReferenceCase): { images: Buffer; labels: Buffer } {
  const splits = [dataset.train, dataset.test]
  return {
    images: Buffer.concat(splits.map(({ imagesFile }) => readFileSync(imagesFile))),
    labels: Buffer.concat(splits.map(({ labelsFile }) => readFileSync(labelsFile))),
  }
}

/** Where two trajectories differ by more than the tolerance, in words; nothing when they agree. */
export function differences(actual: Trajectory, expected: Trajectory, batch = batchSize): string[] {
  const far = (a: number | undefined, b: number, least = tolerance * Math.max(1, Math.abs(b))): boolean =>
    a === undefined || !(Math.abs(a - b) <= least)
  // Two scores that are as good as equal can fall either way.
  const oneImage = 1.001 / batch
  const found: string[] = []
  expected.losses.forEach((loss, step) => {
    if (far(actual.losses[step], loss)) found.push(`loss of step ${step}: ${actual.losses[step]} here, ${loss} in PyTorch`)
  })
  expected.errors.forEach((error, step) => {
    if (far(actual.errors[step], error, oneImage))
      found.push(`error of step ${step}: ${actual.errors[step]} here, ${error} in PyTorch`)
  })
  if (far(actual.evaluationLoss, expected.evaluationLoss)) {
    found.push(`evaluation: ${actual.evaluationLoss} here, ${expected.evaluationLoss} in PyTorch`)
  }
  expected.evaluationErrors.forEach((error, at) => {
    if (far(actual.evaluationErrors[at], error, 1.001 / counts.test))
      found.push(
        `${at === 0 ? 'top-1' : 'top-5'} error of the evaluation: ${actual.evaluationErrors[at]} here, ${error} in PyTorch`,
      )
  })
  for (const [name, norm] of Object.entries(expected.norms)) {
    if (!name.endsWith('/momentum') && far(actual.norms[name], norm))
      found.push(`norm of ${name}: ${actual.norms[name]} here, ${norm} in PyTorch`)
  }
  return found
}
