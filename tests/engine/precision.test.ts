/** Half the bits: what a pass computes against tfjs with every tensor rounded, what a training comes to, and float16's loss scaling. */
import { beforeAll, describe, expect, it } from 'vitest'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { GraphBuilder } from '../../core/graph/graph-builder.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { NetworkState, TrainingProgram } from '../../core/tensorflow/program.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { denseNet, fixupNet, smoothHighwayNet } from './kind-nets.ts'
import { layerCases } from './layer-cases/all.ts'
import { stem, type LayerCase } from './layer-cases/layer-case.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith, take } from './native.ts'
import { distance, eagerPasses, nativePasses, nearestBfloat16 } from './passes.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

const open = disposedPrograms()

async function preset(name: string, side: number): Promise<LayerGraph> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return graphOf(fitDataset(architecture, { height: side, width: side, channels: 3, classes: 10 }))
}

it('the oracle rounds as IEEE 754 has it: 8 bits of significand, to the nearest, of two to the even one', () => {
  expect(nearestBfloat16(1 + 2 ** -8)).toBe(1)
  expect(nearestBfloat16(1 + 3 * 2 ** -8)).toBe(1 + 2 ** -6)
  expect(nearestBfloat16(1 + 2 ** -8 + 2 ** -20)).toBe(1 + 2 ** -7)
  expect(nearestBfloat16(-3.140625)).toBe(-3.140625)
})

/**
 * With ReLU, rounding as such moves gradients far: inputs near zero change sides. Against tfjs with the same roundings few do, and what
 * is left comes from sums that end just beside a rounding edge. bfloat16 has 8 bits of significand: one rounding is off by 2⁻⁸ at most.
 */
describe('a pass in bfloat16 is that of tfjs with every tensor rounded', () => {
  const nets: Record<string, () => Promise<LayerGraph> | LayerGraph> = {
    'resnet-20': () => preset('resnet-20', 8),
    'resnet-20-b': () => preset('resnet-20-b', 8),
    'plain-20': () => preset('plain-20', 8),
    'a DenseNet': () => graphOf(denseNet),
    'a highway network that has no kinks': () => graphOf(smoothHighwayNet),
    'a Fixup network': () => graphOf(fixupNet),
  }
  for (const [name, net] of Object.entries(nets)) {
    it(name, async () => {
      const graph = await net()
      const actual = nativePasses(binding, graph, 8, { precision: 'bfloat16' })
      const expected = await eagerPasses(graph, 8, 1, 'bfloat16')
      // Between the operations that a gate is made of, each rounds in its own order.
      expect(actual.loss).toBeCloseTo(expected.loss, graph.layers.some(({ kind }) => kind === 'gate') ? 2 : 4)
      for (const [parameter, gradient] of expected.gradients)
        expect(distance(actual.gradients.get(parameter) ?? [], gradient), parameter).toBeLessThan(10 * 2 ** -8)
      for (const [statistic, next] of expected.statistics)
        expect(distance(actual.statistics.get(statistic) ?? [], next), statistic).toBeLessThan(1e-4)
    })
  }
})

/** An image, a convolution of even width, the layer in question, and class scores. */
function netOf({ build }: LayerCase): LayerGraph {
  const net = new GraphBuilder([8, 8, 3])
  net.append('conv', 'before', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }, stem)
  build(net)
  if (net.shapeOf(net.last).length === 3) net.append('flatten', 'flat', {}, stem)
  net.append('linear', 'scores', { width: 10 }, stem)
  return net.graph()
}

describe('a layer in half the bits is that of tfjs with every tensor rounded', () => {
  // Sums of convolutions in float16 are TensorFlow's own: see below.
  const within = { bfloat16: 10 * 2 ** -8, float16: 0.02 }
  for (const [name, one] of Object.entries(layerCases)) {
    it.each(['bfloat16', 'float16'] as const)(`${name}, in %s`, async (precision) => {
      const graph = netOf(one)
      const actual = nativePasses(binding, graph, 8, { precision })
      const expected = await eagerPasses(graph, 8, 1, precision)
      expect(Math.abs(actual.loss - expected.loss) / expected.loss).toBeLessThan(within[precision])
      for (const [parameter, gradient] of expected.gradients)
        expect(distance(actual.gradients.get(parameter) ?? [], gradient), parameter).toBeLessThan(within[precision])
    })
  }
})

it('a pass in float16 is near that of tfjs with every tensor rounded', async () => {
  // TensorFlow's CPU kernels add up in float16 too, which tfjs does not: hence more than the 2⁻¹¹ of one rounding.
  const graph = await preset('resnet-20', 8)
  const actual = nativePasses(binding, graph, 8, { precision: 'float16' })
  const expected = await eagerPasses(graph, 8, 1, 'float16')
  expect(actual.loss).toBeCloseTo(expected.loss, 2)
  for (const [parameter, gradient] of expected.gradients)
    expect(distance(actual.gradients.get(parameter) ?? [], gradient), parameter).toBeLessThan(0.2)
})

async function program(change: Partial<RecipeInput>): Promise<TrainingProgram> {
  const dataset = randomDataset({ height: 8, width: 8, channels: 3, classes: 10 }, { train: 32, test: 32 })
  const made = createNativeProgram(binding, 'native', {
    graph: await preset('resnet-20', 8),
    dataset,
    recipe: recipeWith({ batchSize: 16, ...change }),
    totalSteps: 100,
  })
  open.push(made)
  return made
}

it('100 steps come to the same loss as in float32', async () => {
  const after = async (precision: 'float32' | 'bfloat16' | 'float16'): Promise<{ first: number; last: number; test: number }> => {
    const trained = await program({ precision })
    const losses = Array.from({ length: 100 }, (_, step) => take(trained, step, 0.05).loss)
    const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    return { first: mean(losses.slice(0, 5)), last: mean(losses.slice(-20)), test: (await trained.evaluate('test')).loss }
  }
  const full = await after('float32')
  for (const precision of ['bfloat16', 'float16'] as const) {
    const half = await after(precision)
    expect(full.last).toBeLessThan(0.1)
    expect(Math.abs(half.last - full.last), `${precision} at the end`).toBeLessThan(0.02)
    expect(Math.abs(half.first - full.first), `${precision} at the beginning`).toBeLessThan(0.2)
    expect(Number.isFinite(half.test)).toBe(true)
  }
})

/** The state with some numbers replaced. */
function withScale(state: NetworkState, scale: number, goodSteps: number): NetworkState {
  return new Map([
    ...state,
    ['lossScale/scale', { shape: [], values: Float32Array.of(scale) }],
    ['lossScale/goodSteps', { shape: [], values: Float32Array.of(goodSteps) }],
  ])
}

const scaleIn = (state: NetworkState): unknown => state.get('lossScale/scale')?.values[0]
const goodStepsIn = (state: NetworkState): unknown => state.get('lossScale/goodSteps')?.values[0]

describe("float16's loss scale", () => {
  it('begins at 65,536 and counts good steps', async () => {
    const training = await program({ precision: 'float16' })
    expect(scaleIn(training.readState())).toBe(65536)
    training.writeState(withScale(training.readState(), 256, 0))
    expect(take(training, 0).skipped).toBe(false)
    expect(goodStepsIn(training.readState())).toBe(1)
  })

  it('doubles after 2000 good steps', async () => {
    const training = await program({ precision: 'float16' })
    training.writeState(withScale(training.readState(), 256, 1999))
    expect(take(training, 0).skipped).toBe(false)
    expect(scaleIn(training.readState())).toBe(512)
    expect(goodStepsIn(training.readState())).toBe(0)
  })

  it('is halved by a gradient beyond the largest float16, 65,504, and the step is left out', async () => {
    const training = await program({ precision: 'float16' })
    const before = withScale(training.readState(), 2 ** 24, 7)
    training.writeState(before)
    const { loss, skipped } = take(training, 0)
    expect(Number.isFinite(loss)).toBe(true)
    expect(skipped).toBe(true)
    expect(training.readState()).toEqual(withScale(before, 2 ** 23, 0))
  })

  it('changes no gradient', async () => {
    const stepped = async (scale: number): Promise<NetworkState> => {
      const training = await program({ precision: 'float16' })
      training.writeState(withScale(training.readState(), scale, 0))
      expect(take(training, 0).skipped).toBe(false)
      return training.readState()
    }
    const [small, large] = [await stepped(2 ** 8), await stepped(2 ** 10)]
    for (const [name, { values }] of small)
      if (name.endsWith('/momentum')) expect(distance(large.get(name)?.values ?? [], values), name).toBeLessThan(0.02)
  })

  it('is part of no other precision', async () => {
    expect(
      [...(await program({ precision: 'bfloat16' })).readState().keys()].filter((name) => name.startsWith('lossScale')),
    ).toEqual([])
  })
})
