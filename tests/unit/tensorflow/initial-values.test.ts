/** What weights begin with: each rule against its definition, and the numbers that He's rule has always given. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { parametersOf } from '../../../core/graph/analysis.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import type { Initialization, InitialWeights } from '../../../core/graph/initialization.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { recipeSchema } from '../../../core/recipe/recipe.ts'
import { initialState } from '../../../core/tensorflow/initial-state.ts'
import { orthogonalValues } from '../../../core/tensorflow/orthogonal.ts'

const recipe = recipeSchema.parse({
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
})

const stem = { part: 'stem' } as const

/** A 3×3 convolution of 32 channels into 64 (fans of 288 and 576), and scores of 64 features (64 and 10). */
function netOf(initialization: Initialization | undefined, initial?: InitialWeights): LayerGraph {
  const net = new GraphBuilder([8, 8, 32], initialization)
  const asked = initial === undefined ? {} : { initial }
  net.append('conv', 'conv', { kernel: 3, width: 64, stride: 1, padding: 1, bias: true, ...asked }, stem)
  net.append('globalAveragePool', 'pool', {}, stem)
  net.append('linear', 'fc', { width: 10, ...asked }, stem)
  return net.graph()
}

function valuesOf(graph: LayerGraph, name: string): Float32Array {
  return initialState(graph, recipe).get(name)?.values ?? new Float32Array()
}

const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length
const std = (values: Float32Array): number => {
  const middle = mean(values)
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)))
}

describe('each rule draws with its mean and std', () => {
  it.each<[Initialization, number, number]>([
    ['he-fan-in', Math.sqrt(2 / 288), Math.sqrt(2 / 64)],
    ['he-fan-out', Math.sqrt(2 / 576), Math.sqrt(2 / 10)],
    ['glorot', Math.sqrt(2 / (288 + 576)), Math.sqrt(2 / (64 + 10))],
    ['lecun', Math.sqrt(1 / 288), Math.sqrt(1 / 64)],
    ['normal-0.01', 0.01, 0.01],
    // Rows or columns of length √2: 288 numbers, and 64.
    ['orthogonal', Math.sqrt(2 / 288), Math.sqrt(2 / 64)],
  ])('%s', (rule, ofConv, ofLinear) => {
    for (const [name, expected] of [
      ['conv.weights', ofConv],
      ['fc.weights', ofLinear],
    ] as const) {
      const values = valuesOf(netOf(rule), name)
      // Four standard errors.
      expect(Math.abs(mean(values)), name).toBeLessThan((4 * expected) / Math.sqrt(values.length))
      expect(Math.abs(std(values) / expected - 1), name).toBeLessThan(4 / Math.sqrt(2 * values.length))
    }
    expect(new Set(valuesOf(netOf(rule), 'conv.bias'))).toEqual(new Set([0]))
  })
})

it('Glorot’s rule is uniform: nothing beyond its limit, and as much in each quarter', () => {
  const values = valuesOf(netOf('glorot'), 'conv.weights')
  const limit = Math.sqrt(6 / (288 + 576))
  const quarterOf = (value: number): number => Math.floor(2 * (value / limit + 1))
  const counts = [0, 1, 2, 3].map((quarter) => values.filter((value) => quarterOf(value) === quarter).length)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
  for (const count of counts)
    expect(Math.abs(count / values.length - 0.25)).toBeLessThan(4 * Math.sqrt((0.25 * 0.75) / values.length))
})

describe('orthogonal weights', () => {
  it.each([
    ['tall', [3, 3, 8, 16]],
    ['wide', [1, 1, 8, 40]],
    ['square', [60, 60]],
    ['one output', [25, 1]],
    ['of several panels and strips, none of them full', [1100, 75]],
    ['of several panels, square', [131, 131]],
  ])('%s: products of any two of their shorter side are 0, of one with itself the gain squared', (_name, shape) => {
    const weights = orthogonalValues(5, shape, 1.5)
    const columns = shape.at(-1) ?? 1
    const rows = weights.length / columns
    const at = (vector: number, index: number): number =>
      weights[rows >= columns ? index * columns + vector : vector * columns + index] ?? NaN
    const [count, length] = rows >= columns ? [columns, rows] : [rows, columns]
    let furthest = 0
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0
        for (let index = 0; index < length; index++) product += at(a, index) * at(b, index)
        furthest = Math.max(furthest, Math.abs(product - (a === b ? 1.5 ** 2 : 0)))
      }
    }
    expect(furthest).toBeLessThan(1e-5)
  })

  it.each([
    [6, 2, 4],
    [90, 40, 71],
  ])(
    '%i numbers: are those of the QR decomposition, a vector follows from those before it and its own draw',
    (rows, few, more) => {
      // More columns of the same height: the first ones are the same.
      const [fewer, others] = [orthogonalValues(5, [rows, few], 1), orthogonalValues(5, [rows, more], 1)]
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < few; column++) expect(others[row * more + column]).toBe(fewer[row * few + column])
      }
    },
  )
})

describe('a layer that asks for its own', () => {
  it('has weights of one value', () => {
    const graph = netOf('glorot', { kind: 'constant', value: 0 })
    for (const name of ['conv.weights', 'fc.weights']) expect(new Set(valuesOf(graph, name))).toEqual(new Set([0]))
  })

  it.each<Initialization>(['he-fan-in', 'glorot', 'orthogonal'])('has those of %s times its factor', (rule) => {
    for (const name of ['conv.weights', 'fc.weights']) {
      const scaled = valuesOf(netOf(rule, { kind: 'scaled', factor: 0.25 }), name)
      expect([...scaled].map((value) => 4 * value)).toEqual([...valuesOf(netOf(rule), name)])
    }
  })
})

it('the rule is He’s where none is named, and gives the numbers it always gave', async () => {
  expect(netOf(undefined).initialization).toBe('he-fan-in')
  const architecture = await loadPreset('resnet-20-b')
  const lowered = architecture && lower(architecture)
  if (!lowered?.ok) throw new Error('resnet-20-b cannot be lowered.')
  const state = initialState(lowered.graph, recipe)
  const hash = createHash('sha256')
  for (const [name, { values }] of state)
    hash.update(name).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  // Of the engine before there were other rules. Math.log, cos and sin are V8's own.
  expect(hash.digest('hex')).toBe('c0e101d318c45b1a3123fdcf394fbee0134e105ecf573b02648a7433d6cfdb7d')
})

it('BN begins with the scale asked for, a learned number with its own, PReLU with 0.25', () => {
  const net = new GraphBuilder([4, 4, 2])
  net.append('batchNorm', 'bn', {}, stem)
  net.append('batchNorm', 'zero', { initialScale: 0 }, stem)
  net.append('scalar', 'factor', { initial: 0.5 }, stem)
  net.append('bias', 'bias', { initial: -1 }, stem)
  net.append('prelu', 'prelu', {}, stem)
  const graph = net.graph()
  const begin = Object.fromEntries(
    graph.layers.flatMap((layer) =>
      parametersOf(graph, layer).map(({ name }) => [`${layer.name}.${name}`, [...valuesOf(graph, `${layer.name}.${name}`)]]),
    ),
  )
  expect(begin).toEqual({
    'bn.scale': [1, 1],
    'bn.offset': [0, 0],
    'zero.scale': [0, 0],
    'zero.offset': [0, 0],
    'factor.factor': [0.5],
    'bias.bias': [-1],
    'prelu.slope': [0.25, 0.25],
  })
})
