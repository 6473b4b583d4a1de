/**
 * Every layer kind and option: output and every gradient of the TensorFlow graph agree with tfjs's eager ops and autodiff,
 * which nobody here wrote.
 */
import * as tf from '@tensorflow/tfjs'
import { beforeAll, describe, expect, it } from 'vitest'
import { parametersOf, ruleOf, statisticsOf } from '../../core/graph/analysis.ts'
import { GraphBuilder } from '../../core/graph/graph-builder.ts'
import type { GraphTensor } from '../../core/graph/graph-layer.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import { layerRules } from '../../core/graph/layers.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { runEager } from '../../core/tensorflow/eager-network.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { emitBackward } from '../../core/tensorflow/backward.ts'
import { emitForward } from '../../core/tensorflow/network.ts'
import { networkVariables } from '../../core/tensorflow/network-variables.ts'
import { passUniform } from '../../core/tensorflow/random-nodes.ts'
import { Session } from '../../core/tensorflow/session.ts'
import { layerCases } from './layer-cases/all.ts'
import { stem, type LayerCase } from './layer-cases/layer-case.ts'
import { windowCases } from './layer-cases/windows.ts'
import { drawn } from './drawn.ts'
import { nativeBinding, randomTensor, relativeDifference } from './native.ts'

const tolerance = 1e-4
const batch = 3
const seed = 11
const image = [6, 6, 4] as const

/** Small nets whose last layers are the layer in question; a convolution before it makes its input's gradient count. */
const cases: Record<string, LayerCase> = {
  ...layerCases,
  ...windowCases,
  'zero padding to twice the width': {
    covers: ['zeroPadShortcut'],
    build: (net) => net.append('zeroPadShortcut', 'z', { width: 12, stride: 2 }, stem),
  },
  'zero padding by an odd number': {
    covers: ['zeroPadShortcut'],
    build: (net) => net.append('zeroPadShortcut', 'z', { width: 9, stride: 1 }, stem),
  },
  'global average pooling': { covers: ['globalAveragePool'], build: (net) => net.append('globalAveragePool', 'g', {}, stem) },
  'flatten and fully connected': {
    covers: ['flatten', 'linear'],
    build(net) {
      net.append('flatten', 'f', {}, stem)
      net.append('linear', 'fc', { width: 7 }, stem)
    },
  },
  'a block with identity': {
    covers: ['add'],
    build(net) {
      const start = net.last
      net.append('conv', 'c', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }, stem)
      const branch = net.append('batchNorm', 'bn', {}, stem)
      net.appendTo([branch, start], 'add', 'a', {}, stem)
    },
  },
}

let binding: Binding
beforeAll(async () => {
  binding = nativeBinding()
  await tf.setBackend('cpu')
})

describe('each layer, in the training graph and eagerly', () => {
  it('has a case for every kind', () => {
    const covered = new Set(Object.values(cases).flatMap(({ covers }) => covers))
    expect([...covered].sort()).toEqual(Object.keys(layerRules).sort())
  })

  for (const [name, one] of Object.entries(cases)) it(name, () => expectEqual(graphOf(one)))
})

/** Drop path multiplies the branch, the first input of what ends a block, and its derivative reads the product. */
describe('the end of a block whose branch is multiplied', () => {
  for (const name of ['a block with identity', 'gate of branch and shortcut', 'gate of the shortcut']) {
    it(name, () => {
      const one = cases[name]
      if (one === undefined) throw new Error(`There is no case "${name}".`)
      const graph = graphOf(one)
      expectEqual(graph, 0.4)
      expect(relativeDifference(runNative(graph, 0.4).output, runNative(graph).output)).toBeGreaterThan(0.1)
    })
  }
})

function graphOf({ build }: LayerCase): LayerGraph {
  const net = new GraphBuilder(image)
  net.append('conv', 'before', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }, stem)
  build(net)
  return net.graph()
}

function expectEqual(graph: LayerGraph, branchFactor?: number): void {
  const native = runNative(graph, branchFactor)
  const eager = runReference(graph, branchFactor)
  expect(relativeDifference(native.output, eager.output), 'output').toBeLessThan(tolerance)
  expect([...native.gradients.keys()].sort()).toEqual([...eager.gradients.keys()].sort())
  for (const [parameter, gradient] of eager.gradients)
    expect(relativeDifference(native.gradients.get(parameter) ?? [], gradient), `gradient of ${parameter}`).toBeLessThan(
      tolerance,
    )
  for (const [statistic, value] of eager.statistics)
    expect(relativeDifference(native.statistics.get(statistic) ?? [], value), `next ${statistic}`).toBeLessThan(tolerance)
}

/** One factor for the branch of every block; none where it is left out. */
function factorsOf<T>(graph: LayerGraph, factor: T | undefined): Map<number, T> {
  return new Map(graph.layers.flatMap((layer) => (factor !== undefined && ruleOf(layer).joins ? [[layer.id, factor]] : [])))
}

interface Result {
  output: ArrayLike<number>
  gradients: Map<string, ArrayLike<number>>
  statistics: Map<string, ArrayLike<number>>
}

/** Values of everything a net keeps, and of the image and the gradient by its output, drawn by name. */
function valuesOf(graph: LayerGraph): Map<string, { shape: readonly number[]; values: Float32Array }> {
  const values = new Map<string, { shape: readonly number[]; values: Float32Array }>()
  let key = 1
  for (const layer of graph.layers) {
    for (const { name, shape } of parametersOf(graph, layer))
      values.set(`${layer.name}.${name}`, { shape, values: randomTensor(key++, shape) })
    for (const { name, shape } of statisticsOf(graph, layer))
      values.set(`${layer.name}.${name}`, { shape, values: randomTensor(key++, shape).map(Math.abs) })
  }
  return values
}

const imageShape = [batch, ...image]
const imageValues = randomTensor(1001, imageShape)

function outputShape(graph: LayerGraph): number[] {
  return [batch, ...(graph.layers[graph.layers.length - 1]?.outputShape ?? [])]
}

function runNative(graph: LayerGraph, branchFactor?: number): Result {
  const writer = new GraphWriter()
  const values = valuesOf(graph)
  const variables = networkVariables(writer, graph)
  const constant = ({ shape, values }: { shape: readonly number[]; values: Float32Array }): GraphTensor =>
    writer.floats([...values], shape)
  const initial = [...variables.parameters, ...variables.statistics].map(([name, variable]) => {
    const value = values.get(name)
    if (value === undefined) throw new Error(`No value for ${name}.`)
    return writer.assign(variable, constant(value))
  })
  writer.target('initialise', writer.floats([0], []), initial)
  const input = writer.placeholder('image', 'float32', imageShape)
  const uniform = passUniform(writer, seed, writer.ints([0], []), 0)
  const factors = factorsOf(graph, branchFactor === undefined ? undefined : writer.floats([branchFactor], []))
  const pass = emitForward(writer, graph, variables, input, true, { branchFactors: factors, uniform })
  // A weighted sum of the output is the loss, so that its gradient by the output is those weights.
  const shape = outputShape(graph)
  const { byParameter: gradients } = emitBackward(writer, graph, pass, constant({ shape, values: randomTensor(1002, shape) }))
  writer.target('output', pass.scores, [])
  for (const [name, gradient] of gradients) writer.target(`gradient/${name}`, gradient, [])
  for (const [name, variable] of variables.statistics) writer.target(`value/${name}`, writer.read(variable), [])
  const moves = pass.statisticUpdates.map(({ variable, value }) => writer.assign(variable, value))
  writer.target('update', writer.floats([0], []), moves)

  const session = new Session(binding, writer.nodes)
  const feed = { image: { shape: imageShape, values: imageValues } }
  session.run('initialise')
  const output = session.run('output', feed)
  const byName = new Map([...gradients.keys()].map((name) => [name, session.run(`gradient/${name}`, feed)]))
  session.run('update', feed)
  const statistics = new Map([...variables.statistics.keys()].map((name) => [name, session.run(`value/${name}`)]))
  session.dispose()
  return { output, gradients: byName, statistics }
}

function runReference(graph: LayerGraph, branchFactor?: number): Result {
  const variables = new Map(
    [...valuesOf(graph)].map(([name, { shape, values }]) => [name, tf.variable(tf.tensor(values, [...shape]), true)]),
  )
  const parameters = graph.layers.flatMap((layer) => parametersOf(graph, layer).map(({ name }) => `${layer.name}.${name}`))
  let output: ArrayLike<number> = []
  const statistics = new Map<string, ArrayLike<number>>()
  const shape = outputShape(graph)
  const trained = parameters.flatMap((name) => variables.get(name) ?? [])
  const { grads } = tf.variableGrads(() => {
    const pass = runEager(
      tf,
      graph,
      variables,
      tf.tensor(imageValues, imageShape),
      true,
      factorsOf(graph, branchFactor),
      (layer, shape) => tf.tensor(drawn(binding, { seed }, layer, shape), [...shape]),
    )
    output = pass.scores.dataSync()
    for (const [name, value] of pass.statistics) statistics.set(name, value.dataSync())
    return tf.sum(tf.mul(pass.scores, tf.tensor(randomTensor(1002, shape), shape)), undefined) as tf.Scalar
  }, trained)
  const gradients = new Map(parameters.map((name) => [name, grads[variables.get(name)?.name ?? '']?.dataSync() ?? []]))
  return { output, gradients, statistics }
}
