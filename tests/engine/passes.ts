/** Forward and backward over one batch in both interpreters, from the same weights, images and labels. */
import * as tf from '@tensorflow/tfjs'
import type { EagerTensor } from '../../core/graph/eager-layer.ts'
import { ruleOf } from '../../core/graph/analysis.ts'
import type { FloatType } from '../../core/graph/graph-layer.ts'
import type { LayerGraph } from '../../core/graph/layer-graph.ts'
import type { Segment } from '../../core/graph/activation-checkpointing.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { eagerLoss } from '../../core/tensorflow/eager-network.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { emitLoss, emitSum } from '../../core/tensorflow/loss.ts'
import { networkVariables } from '../../core/tensorflow/network-variables.ts'
import { noKernels } from '../../core/graph/kernel-plan.ts'
import { uniformInt } from '../../core/tensorflow/random-keys.ts'
import { emitPasses } from '../../core/tensorflow/replicas.ts'
import { Session } from '../../core/tensorflow/session.ts'
import { drawn } from './drawn.ts'
import { nativeBinding, plainRecipe, randomTensor } from './native.ts'

export interface Passed {
  /** Mean over the batch. */
  readonly loss: number
  readonly gradients: ReadonlyMap<string, ArrayLike<number>>
  /** Next values of BN's statistics. */
  readonly statistics: ReadonlyMap<string, ArrayLike<number>>
}

export interface How {
  readonly precision?: FloatType
  readonly segments?: readonly Segment[]
  readonly devices?: readonly string[]
}

export function nativePasses(binding: Binding, graph: LayerGraph, batch: number, how: How): Passed {
  const writer = new GraphWriter()
  const variables = networkVariables(writer, graph)
  const state = initialState(graph, plainRecipe)
  const initial = [...variables.parameters, ...variables.statistics].map(([name, variable]) =>
    writer.assign(variable, writer.floats([...(state.get(name)?.values ?? [])], variable.shape)),
  )
  writer.target('initialise', writer.floats([0], []), initial)
  const shape = imageShape(graph, batch)
  const { losses, gradients, statisticUpdates } = emitPasses(writer, {
    graph,
    variables,
    precision: how.precision ?? 'float32',
    segments: how.segments ?? [],
    branchFactors: new Map(),
    kernels: noKernels,
    seed: plainRecipe.seed,
    pass: writer.ints([0], []),
    devices: how.devices ?? [],
    image: writer.placeholder('image', 'float32', shape),
    targets: [writer.ints([...labelsOf(graph, batch)])],
    loss(scores, [labels]) {
      if (labels === undefined) throw new Error('A replica has no labels.')
      return emitLoss(writer, scores, labels)
    },
  })
  writer.target('loss', emitSum(writer, losses), [])
  for (const [name, gradient] of gradients) writer.target(`gradient/${name}`, gradient, [])
  const names = new Map([...variables.statistics].map(([name, { handle }]) => [handle, name]))
  for (const { variable, value } of statisticUpdates) writer.target(`next/${names.get(variable.handle) ?? ''}`, value, [])
  const session = new Session(binding, writer.nodes)
  session.run('initialise')
  const feed = { image: { shape, values: randomTensor(301, shape) } }
  const fetched = (kind: string, names: Iterable<string>): Map<string, Float32Array> =>
    new Map([...names].map((name) => [name, session.run(`${kind}/${name}`, feed)]))
  const passed = {
    loss: (session.run('loss', feed)[0] ?? NaN) / batch,
    gradients: fetched('gradient', gradients.keys()),
    statistics: fetched('next', variables.statistics.keys()),
  }
  session.dispose()
  return passed
}

/**
 * Each of the equal parts of the batch by itself, as tfjs differentiates them; statistics are the first part's. tfjs knows float32 only:
 * for another precision the image, weights, every layer's output, and every gradient on the way back are rounded to it.
 */
export async function eagerPasses(
  graph: LayerGraph,
  batch: number,
  parts: number,
  precision: FloatType = 'float32',
): Promise<Passed> {
  await tf.setBackend('cpu')
  const state = initialState(graph, plainRecipe)
  const values = new Map<string, EagerTensor>(
    [...state].map(([name, { shape, values }]) => [name, tf.tensor(values, [...shape])]),
  )
  const parameters = [...state.keys()].filter((name) => state.has(`${name}/momentum`))
  const trained = new Map(parameters.map((name) => [name, tf.variable(values.get(name) ?? tf.scalar(0))]))
  const shape = imageShape(graph, batch)
  const images = tf.split(tf.tensor(randomTensor(301, shape), shape), parts)
  const labels = tf.split(tf.tensor1d(labelsOf(graph, batch), 'int32'), parts)
  let statistics = new Map<string, ArrayLike<number>>()
  const { value, grads } = tf.variableGrads(() => {
    const losses = images.map((image, index) => {
      const pass = runRounded(graph, new Map([...values, ...trained]), image, precision, index)
      if (index === 0) statistics = new Map([...pass.statistics].map(([name, next]) => [name, next.dataSync()]))
      return eagerLoss(tf, pass.scores, labels[index] ?? tf.tensor1d([], 'int32')).loss
    })
    return tf.mean(tf.stack(losses)) as tf.Scalar
  }, [...trained.values()])
  const gradients = new Map([...trained].map(([name, { name: key }]) => [name, grads[key]?.dataSync() ?? []]))
  return { loss: value.dataSync()[0] ?? NaN, gradients, statistics }
}

function runRounded(
  graph: LayerGraph,
  values: ReadonlyMap<string, EagerTensor>,
  image: EagerTensor,
  precision: FloatType,
  replica: number,
): { scores: EagerTensor; statistics: Map<string, EagerTensor> } {
  const statistics = new Map<string, EagerTensor>()
  const binding = nativeBinding()
  const outputs: EagerTensor[] = []
  const value = (name: string): EagerTensor => {
    const found = values.get(name)
    if (found === undefined) throw new Error(`There is no ${name}.`)
    return found
  }
  for (const layer of graph.layers) {
    const { kind, name, config, inputs } = layer
    const output = ruleOf(layer).eager(tf, {
      config,
      inputs: kind === 'input' ? [image] : inputs.map((id) => outputs[id] ?? image),
      training: true,
      // Normalisations compute in float32 whatever the type of the map.
      parameter: (of) => (ruleOf(layer).normalises ? value(`${name}.${of}`) : rounded(value(`${name}.${of}`), precision)),
      statistic: (of) => value(`${name}.${of}`),
      updateStatistic: (of, next) => statistics.set(`${name}.${of}`, next),
      uniform: (shape) => tf.tensor(drawn(binding, { seed: plainRecipe.seed, replica }, name, shape), [...shape]),
    })
    outputs.push(rounded(output, precision))
  }
  return { scores: outputs[outputs.length - 1] ?? image, statistics }
}

/** The nearest numbers of the type, as those of its gradient. */
function rounded(tensor: EagerTensor, precision: FloatType): EagerTensor {
  if (precision === 'float32') return tensor
  const nearest = precision === 'bfloat16' ? nearestBfloat16 : Math.f16round
  const round = (x: EagerTensor): EagerTensor => tf.tensor(Float32Array.from(x.dataSync(), nearest), x.shape)
  return tf.customGrad((x) => ({ value: round(x as EagerTensor), gradFunc: (gradient: EagerTensor) => round(gradient) }))(tensor)
}

const bits = new Uint32Array(1)
const float = new Float32Array(bits.buffer)

/** The upper half of a float32, to the nearest and of two to the even one (IEEE 754's rounding). */
export function nearestBfloat16(value: number): number {
  float[0] = value
  const [whole = 0] = bits
  bits[0] = ((whole + 0x7fff + ((whole >>> 16) & 1)) & 0xffff0000) >>> 0
  return float[0]
}

/** ‖actual − expected‖ ÷ ‖expected‖; infinite where lengths differ. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity
  let difference = 0
  let whole = 0
  for (let index = 0; index < expected.length; index++) {
    const b = expected[index] ?? NaN
    difference += ((actual[index] ?? NaN) - b) ** 2
    whole += b ** 2
  }
  return Math.sqrt(difference / Math.max(whole, 1e-20))
}

function imageShape(graph: LayerGraph, batch: number): number[] {
  return [batch, ...(graph.layers[0]?.outputShape ?? [])]
}

function labelsOf(graph: LayerGraph, batch: number): Int32Array {
  const classes = graph.layers[graph.layers.length - 1]?.outputShape[0] ?? 1
  return Int32Array.from({ length: batch }, (_, index) => uniformInt(302, index, classes))
}
