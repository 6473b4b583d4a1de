/** Every number of telemetry, and histograms, against tfjs's eager ops and autodiff. */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import type { WrittenStage } from '../../core/architecture/blocks.ts'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { parametersOf, statisticsOf } from '../../core/graph/analysis.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import { weightedLayers } from '../../core/graph/residual-blocks.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { emitHistograms, histogramBins, readHistograms } from '../../core/tensorflow/histogram-graph.ts'
import { emitBackward } from '../../core/tensorflow/backward.ts'
import { emitForward } from '../../core/tensorflow/network.ts'
import { networkVariables } from '../../core/tensorflow/network-variables.ts'
import { Session } from '../../core/tensorflow/session.ts'
import { emitTelemetry } from '../../core/tensorflow/telemetry-graph.ts'
import { telemetryLayout } from '../../core/graph/telemetry-layout.ts'
import { denseNet, fixupNet, highwayNet } from './kind-nets.ts'
import { graphOf, nativeBinding, randomTensor } from './native.ts'
import { eagerView, expectedTelemetry, type EagerView } from './telemetry-oracle.ts'

const tolerance = 1e-4
/** Images of each part of the batch. */
const count = 3

const basic: WrittenStage = { kind: 'basic', layers: 2, blocks: 2, width: 6, stride: 1, shortcut: 'A' }
const net: Architecture = completed({
  name: 'net',
  input: { height: 8, width: 8, channels: 3 },
  stem: { kind: 'conv', kernel: 3, width: 6, stride: 1, pool: null },
  stages: [basic, { ...basic, width: 8, stride: 2 }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 5 },
})

const fitted = (architecture: Architecture): Architecture =>
  fitDataset(architecture, { height: 8, width: 8, channels: 3, classes: 5 })

const nets: Record<string, Architecture> = {
  'identity and zero-padded shortcuts': net,
  'projections in every block': completed({
    ...net,
    stages: net.stages.map((stage) => ({ ...stage, shortcut: 'C' }) as WrittenStage),
  }),
  'bottlenecks, projected where shapes change': completed({
    ...net,
    stages: [
      { kind: 'bottleneck', blocks: 2, width: 2, stride: 1, expansion: 4, strideIn: '3x3', shortcut: 'B' },
      { kind: 'bottleneck', blocks: 1, width: 3, stride: 2, expansion: 4, strideIn: '1x1', shortcut: 'B' },
    ],
  }),
  'units of ways side by side, scaled': completed({
    ...net,
    stages: [
      { kind: 'inception-mixed', blocks: 1, width: 2, stride: 2, mix: 'reduction-a', padding: 'half' },
      { kind: 'inception-resnet', blocks: 2, width: 2, stride: 1, unit: 'B', scale: 0.3 },
    ],
  }),
  'a DenseNet': fitted(denseNet),
  'a highway network': fitted(highwayNet),
  'a Fixup network': fitted(fixupNet),
  'a plain net': completed({ ...net, stages: net.stages.map((stage) => ({ ...stage, shortcut: 'none' }) as WrittenStage) }),
  'blocks on the image itself': completed({ ...net, stem: null, stages: [{ ...basic, blocks: 2, width: 3 }] }),
  'convolutions without BN, and hidden layers': completed({
    ...net,
    stem: null,
    stages: [
      { kind: 'conv', blocks: 2, width: 4, stride: 1, normalization: 'none', pool: { kernel: 2, stride: 2 } },
      { kind: 'conv', blocks: 1, width: 5, stride: 1, normalization: 'batch', pool: null },
    ],
    head: { kind: 'linear', pool: 'flatten', hidden: [7], classes: 5 },
  }),
}

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

describe('telemetry agrees with tfjs and its gradients', () => {
  for (const [name, architecture] of Object.entries(nets)) {
    for (const parts of [1, 2]) {
      it(`${name}, batch in ${parts} ${parts === 1 ? 'part' : 'parts'}`, () => {
        const graph = graphOf(architecture)
        const { telemetry, before, after } = runNative(graph, parts)
        const views = Array.from({ length: parts }, (_, part) => viewOf(graph, part))
        const expected = expectedTelemetry({ graph, views, before, after })
        const layout = telemetryLayout(graph)
        const names = layout.map(({ quantity, of }) => `${quantity} ${of}`)
        expect([...names].sort()).toEqual([...expected.keys()].sort())
        expect(telemetry).toHaveLength(names.length)
        const apart = names.flatMap((key, index) => {
          const actual = telemetry[index] ?? NaN
          const wanted = expected.get(key) ?? NaN
          return Math.abs(actual - wanted) <= tolerance * Math.abs(wanted) ? [] : [`${key}: ${actual}, expected ${wanted}`]
        })
        expect(apart).toEqual([])
      })
    }
  }
})

describe('histograms', () => {
  it('count every number once, in bins of equal width between the smallest and the largest', () => {
    const graph = graphOf(net)
    const { histograms, before } = runNative(graph, 1)
    const { gradients, outputs } = viewOf(graph, 0)
    expect(histograms.map(({ of, tensor }) => `${tensor} ${of}`)).toEqual(
      ['weights', 'gradient', 'response'].flatMap((tensor) =>
        weightedLayers(graph).map(({ layer }) => `${tensor} ${layer.name}`),
      ),
    )
    const responses = new Map(weightedLayers(graph).map(({ layer, response }) => [layer.name, outputs[response]]))
    for (const { of, tensor, low, high, counts } of histograms) {
      const numbers = {
        weights: before.get(`${of}.weights`),
        gradient: gradients.get(`${of}.weights`),
        response: responses.get(of),
      }
      const values = Float64Array.from(numbers[tensor] ?? []).sort()
      const scale = Math.max(Math.abs(values[0] ?? NaN), Math.abs(values.at(-1) ?? NaN))
      expect(Math.abs(low - (values[0] ?? NaN)) / scale, `${tensor} of ${of}, low`).toBeLessThan(tolerance)
      expect(Math.abs(high - (values.at(-1) ?? NaN)) / scale, `${tensor} of ${of}, high`).toBeLessThan(tolerance)
      expect(counts.reduce((sum, each) => sum + each)).toBe(values.length)
      // A number at the edge of two bins may fall to either side: the counts up to each edge are compared, with those that lie at it.
      let below = 0
      counts.forEach((each, bin) => {
        below += each
        const edge = low + ((high - low) * (bin + 1)) / histogramBins
        const near = tolerance * scale
        if (bin === histogramBins - 1) return
        expect(below, `${tensor} of ${of}, bin ${bin}`).toBeGreaterThanOrEqual(
          values.filter((value) => value < edge - near).length,
        )
        expect(below, `${tensor} of ${of}, bin ${bin}`).toBeLessThanOrEqual(values.filter((value) => value <= edge + near).length)
      })
    }
  })

  it('put a tensor of one value into the first bin, and say so where a number is not finite', () => {
    const graph = graphOf(net)
    const values = valuesOf(graph)
    values.set('stem.conv.weights', { shape: [3, 3, 3, 6], values: new Float32Array(162).fill(0.25) })
    const bad = new Float32Array(40).fill(1)
    bad[3] = NaN
    values.set('head.fc.weights', { shape: [8, 5], values: bad })
    const { histograms } = runNative(graph, 1, values)
    const weights = histograms.filter(({ tensor }) => tensor === 'weights')
    expect(weights[0]).toMatchObject({ of: 'stem.conv', low: 0.25, high: 0.25 })
    expect([...(weights[0]?.counts ?? [])]).toEqual([162, ...Array<number>(histogramBins - 1).fill(0)])
    expect(weights.at(-1)).toMatchObject({ of: 'head.fc', low: NaN, high: NaN })
    expect(weights.at(-1)?.counts.every((each) => each === 0)).toBe(true)
  })
})

type Values = Map<string, { shape: readonly number[]; values: Float32Array }>

/** Values of everything a net keeps, drawn by name. */
function valuesOf(graph: LayerGraph): Values {
  let key = 1
  return new Map(
    graph.layers.flatMap((layer) => [
      ...parametersOf(graph, layer).map(({ name, shape }) => {
        const values = randomTensor(key++, shape).map((value) => (name === 'scale' ? 1 + value / 4 : value / 3))
        return [`${layer.name}.${name}`, { shape, values }] as const
      }),
      ...statisticsOf(graph, layer).map(
        ({ name, shape, initial }) =>
          [`${layer.name}.${name}`, { shape, values: new Float32Array(shape[0] ?? 0).fill(initial) }] as const,
      ),
    ]),
  )
}

const imageOf = (part: number, shape: readonly number[]): Float32Array => randomTensor(1000 + part, shape)
/** The loss is a weighted sum of the scores, so that its gradient by them is those weights. */
const scoresGradient = (part: number): Float32Array => randomTensor(2000 + part, [count, 5])

function viewOf(graph: LayerGraph, part: number): EagerView {
  const values = new Map([...valuesOf(graph)].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]))
  const shape = [count, ...(graph.layers[0]?.outputShape ?? [])]
  return eagerView(graph, values, tf.tensor(imageOf(part, shape), shape), (scores) =>
    tf.sum(tf.mul(scores, tf.tensor(scoresGradient(part), [count, 5]))),
  )
}

/** A step w ← w − 0.1 g of the training graph's own nodes, measured, over a batch in parts. */
function runNative(graph: LayerGraph, parts: number, values = valuesOf(graph)) {
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const constant = (shape: readonly number[], numbers: Float32Array) => writer.floats([...numbers], shape)
  const initial = [...variables.parameters, ...variables.statistics].map(([name, variable]) => {
    const value = values.get(name)
    if (value === undefined) throw new Error(`No value for ${name}.`)
    return writer.assign(variable, constant(value.shape, value.values))
  })
  writer.target('initialise', writer.floats([0], []), initial)
  const imageShape = [count, ...(graph.layers[0]?.outputShape ?? [])]
  const observed = Array.from({ length: parts }, (_, part) => {
    const pass = emitForward(writer, graph, variables, constant(imageShape, imageOf(part, imageShape)), true)
    return { pass, ...emitBackward(writer, graph, pass, constant([count, 5], scoresGradient(part))) }
  })
  const [first] = observed
  if (first === undefined) throw new Error('A batch has one part at least.')
  const float32 = { T: { type: 'float32' } } as const
  const gradients = new Map(
    [...first.byParameter].map(([name, gradient]) => {
      const all = observed.flatMap(({ byParameter }) => byParameter.get(name) ?? [])
      const sum = all.slice(1).reduce((a, b) => writer.op('AddV2', [a, b], float32, a), gradient)
      return [name, writer.op('Mul', [sum, writer.floats([1 / parts], [])], float32, gradient)]
    }),
  )
  const updates = [...gradients].flatMap(([name, gradient]) => {
    const variable = variables.parameters.get(name)
    const value = first.pass.parameters.get(name)
    if (variable === undefined || value === undefined) return []
    const change = writer.op('Mul', [gradient, writer.floats([0.1], [])], float32, gradient)
    return [writer.assign(variable, writer.op('Sub', [value, change], float32, gradient))]
  })
  const done = writer.effect('NoOp', updates, {})
  const before = first.pass.parameters
  const measured = { graph, scale: null, observed, gradients, before, variables: variables.parameters, done }
  writer.target('histograms', emitHistograms(writer, measured), [])
  writer.target('telemetry', emitTelemetry(writer, measured), [])
  for (const [name, variable] of variables.parameters) writer.target(`value/${name}`, writer.read(variable), [])
  const session = new Session(binding, writer.nodes)
  const read = () => new Map([...variables.parameters.keys()].map((name) => [name, session.run(`value/${name}`)]))
  session.run('initialise')
  const valuesBefore = read()
  const histograms = readHistograms(graph, 1, session.run('histograms'))
  const telemetry = session.run('telemetry')
  const after = read()
  session.dispose()
  return { telemetry, histograms, before: valuesBefore, after }
}
