/** What a recipe asks of a step, in the training graph against the eager interpreter, whose gradients are tfjs's own. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createEagerProgram } from '../../core/tensorflow/eager-program.ts'
import { eagerMixed, eagerTargets } from '../../core/tensorflow/eager-network.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { emitMixed, emitTargets } from '../../core/tensorflow/loss.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { Session } from '../../core/tensorflow/session.ts'
import { averagingShare, holdOut, mixupShare, survivalChances, survivors } from '../../core/tensorflow/step-draws.ts'
import type { Evaluation, NetworkState, ProgramRequest, StepResult, TrainingProgram } from '../../core/tensorflow/program.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { hasCompiler } from './compiler.ts'
import {
  graphOf,
  nativeBinding,
  ownKernels,
  randomDataset,
  randomTensor,
  recipeWith,
  relativeDifference,
  take,
} from './native.ts'

const size = { height: 8, width: 8, channels: 3, classes: 10 }
/** One batch is the whole training set, so that both interpreters take the same images whatever their order. */
const images = 4

let binding: Binding
let small: Architecture
beforeAll(async () => {
  binding = nativeBinding()
  const preset = await loadPreset('resnet-20')
  if (preset === null) throw new Error('There is no preset resnet-20.')
  const fitted = fitDataset(preset, size)
  small = { ...fitted, stages: fitted.stages.map((stage) => ({ ...stage, blocks: 1 })) }
})

const open = disposedPrograms()

function requestOf(change: Partial<RecipeInput>, train = images): ProgramRequest {
  const dataset = randomDataset(size, { train, test: 6 })
  return { graph: graphOf(small), dataset, recipe: recipeWith({ batchSize: images, ...change }), totalSteps: 10 }
}

function native(request: ProgramRequest): TrainingProgram {
  const program = createNativeProgram(binding, 'native', request)
  open.push(program)
  return program
}

/** Names of tensors that differ by more than a ten-thousandth of their largest number. */
function differences(actual: NetworkState, expected: NetworkState): string[] {
  expect([...actual.keys()].sort()).toEqual([...expected.keys()].sort())
  return [...expected].flatMap(([name, { values }]) => {
    const difference = relativeDifference(actual.get(name)?.values ?? [], values)
    return difference <= 1e-4 ? [] : [`${name}: ${difference}`]
  })
}

const sgd = { kind: 'sgd', momentum: 0.9, weightDecay: 0.01 } as const

describe('three steps agree with autodiff', () => {
  const recipes: Record<string, Partial<RecipeInput>> = {
    'SGD by Nesterov, decay on weights alone': { optimizer: { ...sgd, nesterov: true, decayScope: 'weights' } },
    AdamW: { optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-3, weightDecay: 0.1 } },
    LARS: { optimizer: { kind: 'lars', momentum: 0.9, trust: 0.1, weightDecay: 0.01, decayScope: 'weights' } },
    'gradients clipped': { gradientClip: 0.5 },
    'gradients below the clip': { gradientClip: 1e6 },
    'labels smoothed': { labelSmoothing: 0.2 },
    'blocks left out': { dropPath: 0.8 },
    'weights averaged exponentially': { averaging: { kind: 'ema', decay: 0.7 } },
    'weights averaged from the second step on': { averaging: { kind: 'swa', from: 0.2, every: 1 } },
    'two passes a step': { accumulation: 2 },
    'two passes a step, clipped': { accumulation: 2, gradientClip: 0.5 },
  }
  it.each(Object.entries(recipes))(
    hasCompiler ? '%s, by TensorFlow’s kernels and by our own' : '%s, by TensorFlow’s kernels',
    async (_, change) => {
      const request = requestOf(change)
      const eager = await createEagerProgram('eager', request)
      open.push(eager)
      const [steps, state, evaluated] = await threeSteps(eager)
      for (const one of [request, ...(hasCompiler ? [{ ...request, kernels: ownKernels() }] : [])]) {
        const by = one.kernels === undefined ? 'TensorFlow' : 'our own'
        const [actualSteps, actualState, actualEvaluated] = await threeSteps(native(one))
        for (const [index, { loss, error, skipped }] of actualSteps.entries()) {
          expect(loss, by).toBeCloseTo(steps[index]?.loss ?? NaN, 4)
          expect(error, by).toBeCloseTo(steps[index]?.error ?? NaN, 6)
          expect([skipped, steps[index]?.skipped], by).toEqual([false, false])
        }
        expect(differences(actualState, state), by).toEqual([])
        expect(actualEvaluated.loss / evaluated.loss, by).toBeCloseTo(1, 3)
      }
    },
  )
})

/** What three steps told, and what is there and evaluated after them. */
async function threeSteps(program: TrainingProgram): Promise<[StepResult[], NetworkState, Evaluation]> {
  const steps = [0, 1, 2].map((step) => take(program, step, 1e-3))
  return [steps, program.readState(), await program.evaluate('test')]
}

it('mixed images and their targets are those of tfjs', () => {
  const shape = [3, 2, 2, 1]
  const writer = new GraphWriter()
  const image = writer.placeholder('image', 'float32', shape)
  const share = writer.placeholder('share', 'float32', [])
  const labels = writer.ints([2, 0, 1])
  const targets = emitTargets(writer, labels, 4, 0.1, share)
  if (targets === null) throw new Error('Mixed labels need targets.')
  writer.target('mixed', emitMixed(writer, image, share), [])
  writer.target('targets', targets, [])
  const session = new Session(binding, writer.nodes)
  const values = randomTensor(3, shape)
  const feeds = { share: { shape: [], values: Float32Array.of(0.7) } }
  const mixed = session.run('mixed', { ...feeds, image: { shape, values } })
  const expected = eagerMixed(tf, tf.tensor(values, shape), 0.7).dataSync()
  expect(relativeDifference(mixed, expected)).toBeLessThan(1e-6)
  const known = eagerTargets(tf, tf.tensor1d([2, 0, 1], 'int32'), 4, 0.1, 0.7).dataSync()
  expect(relativeDifference(session.run('targets', feeds), known)).toBeLessThan(1e-6)
  // The first example's partner is the last: 0.7 of its own class 2, 0.3 of class 1, a tenth of all spread evenly.
  const own = [0, 0.3, 0.7, 0].map((part) => part * 0.9 + 0.025)
  known.slice(0, 4).forEach((part, index) => expect(part).toBeCloseTo(own[index] ?? NaN, 6))
  session.dispose()
})

it('two passes of half a batch each make the step of one whole batch, for a net without BN', async () => {
  const vgg: Architecture = completed({
    ...small,
    stem: null,
    stages: [{ kind: 'conv', blocks: 1, width: 4, stride: 1, normalization: 'none', pool: { kernel: 2, stride: 2 } }],
    head: { kind: 'linear', pool: 'flatten', hidden: [], classes: 10 },
  })
  const dataset = randomDataset(size, { train: images, test: 4 })
  const make = (change: Partial<RecipeInput>) =>
    native({ graph: graphOf(vgg), dataset, recipe: recipeWith(change), totalSteps: 10 })
  const [whole, halves] = [make({ batchSize: 4 }), make({ batchSize: 2, accumulation: 2 })]
  const results = [0, 1, 2].map((step) => [take(whole, step), take(halves, step)] as const)
  for (const [one, two] of results) expect(two.loss).toBeCloseTo(one.loss, 5)
  expect(differences(halves.readState(), whole.readState())).toEqual([])
})

describe('a step that is not finite', () => {
  it('leaves everything as it was, says so, and is found in the layer where it begins', () => {
    for (const change of [{}, { accumulation: 2 }, { averaging: { kind: 'ema', decay: 0.9 } }] satisfies Partial<RecipeInput>[]) {
      const program = native(requestOf(change))
      take(program, 0)
      expect(program.findNotFinite(1)).toBeNull()
      const broken = program.readState()
      broken.get('stage2.block1.conv1.weights')?.values.fill(Number.MAX_VALUE)
      program.writeState(broken)
      const before = program.readState()
      const { skipped, loss } = take(program, 1)
      expect(skipped).toBe(true)
      expect(Number.isFinite(loss)).toBe(false)
      expect(program.readState()).toEqual(before)
      expect(program.findNotFinite(1)).toEqual({ layer: 'stage2.block1.conv1', where: 'weights' })
    }
  })

  it('is found where a layer’s output overflows', () => {
    const program = native(requestOf({}))
    const state = program.readState()
    // 27 products of 1e38 are more than float32 holds.
    state.get('stem.conv.weights')?.values.fill(3e38)
    program.writeState(state)
    expect(program.findNotFinite(0)).toEqual({ layer: 'stem.conv', where: 'output' })
  })
})

describe('images held out', () => {
  it('are drawn by the seed, never trained on, and evaluated', async () => {
    const request = requestOf({ validationImages: 8, batchSize: 4 }, 20)
    const { train, validation } = holdOut(request.recipe, 20)
    expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...Array(20).keys()])
    expect(validation).toHaveLength(8)
    expect([...holdOut({ ...request.recipe, seed: 8 }, 20).validation]).not.toEqual([...validation])
    const actual = native(request)
    const expected = await createEagerProgram('eager', request)
    open.push(expected)
    expected.writeState(actual.readState())
    const [a, b] = [await actual.evaluate('validation'), await expected.evaluate('validation')]
    expect(a.loss / b.loss).toBeCloseTo(1, 4)
    expect(a.error * 8).toBeCloseTo(Math.round(a.error * 8), 5)
  })
})

describe('what is drawn for a step', () => {
  it('mixes by shares of Beta(α, α), the larger one an image’s own', () => {
    const { recipe } = requestOf({ augmentation: { pad: 0, flip: false, mixup: 1 } })
    const shares = Array.from({ length: 4000 }, (_, pass) => mixupShare(recipe, pass))
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0.5)
    // Beta(1, 1) is uniform: the larger of λ and 1 − λ has mean 3/4 and std 1/√48.
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(Math.abs(mean - 0.75)).toBeLessThan((4 / Math.sqrt(48)) * 4000 ** -0.5)
    expect(mixupShare(recipe, 7)).toBe(shares[7])
  })

  it('leaves out later blocks more often, the last as often as asked (Huang et al. 2016)', () => {
    const { graph, recipe } = requestOf({ dropPath: 0.6 })
    const chances = survivalChances(graph, recipe)
    expect([...chances.values()].map((chance) => chance.toFixed(6))).toEqual(['0.800000', '0.600000', '0.400000'])
    const drawn = Array.from({ length: 3000 }, (_, pass) => [...survivors(1, pass, chances)])
    ;[0.8, 0.6, 0.4].forEach((chance, block) => {
      const share = drawn.filter((taken) => taken[block] === 1).length / drawn.length
      expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / 3000))
    })
  })

  it('weighs the newest weights so that an equal average is one (Izmailov et al. 2018)', () => {
    const { recipe } = requestOf({ averaging: { kind: 'swa', from: 0.5, every: 2 } })
    const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
    const average = values.reduce((mean, value, index) => {
      const share = averagingShare(recipe, index + 1, values.length)
      return mean + share * (value - mean)
    }, 0)
    // Taken after steps 5, 7 and 9.
    expect(average).toBeCloseTo((5 + 2 + 5) / 3, 12)
  })
})
