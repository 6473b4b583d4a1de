/** The work told of layers that go over maps. Oracle: the very nodes they are written as, each by how many numbers of maps it reads and writes. */
import { describe, expect, it } from 'vitest'
import { inputShapes, parametersOf, ruleOf } from '../../../core/graph/analysis.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import type { Emitter, GraphTensor, OutputSpec } from '../../../core/graph/graph-layer.ts'
import type { Layer, LayerGraph } from '../../../core/graph/layer-graph.ts'
import { size, type Shape } from '../../../core/graph/tensors.ts'
import { layerCases } from '../../engine/layer-cases/all.ts'
import { stem } from '../../engine/layer-cases/layer-case.ts'

/** Whether a tensor is a map or, where the layer gives features, those: what is one a channel of a map is small beside it. */
function isWhole({ shape }: OutputSpec, outputShape: Shape): boolean {
  if (outputShape.length === 1) return shape.length === 2
  return (shape.length === 4 && (shape[1] ?? 0) > 1) || size(shape) === size(outputShape)
}

/** What is told of a layer, forward and backward, for one image. */
interface Counts {
  /** Numbers read and written. */
  passes: number
  /** Those that a node takes a function of that takes a processor long, and those drawn. */
  functions: number
  drawn: number
  /** Multiply-accumulates. */
  macs: number
}

const functions: ReadonlySet<string> = new Set(['Exp', 'Log', 'Erf', 'Sigmoid', 'Elu'])

/** As a layer's nodes are. */
function countsOf(graph: LayerGraph, layer: Layer): Counts {
  const counts: Counts = { passes: 0, functions: 0, drawn: 0, macs: 0 }
  const count = (tensors: readonly OutputSpec[]): void => {
    for (const tensor of tensors) if (isWhole(tensor, layer.outputShape)) counts.passes += size(tensor.shape)
  }
  const named = (output: OutputSpec): GraphTensor => ({ ...output, name: 'any' })
  const constant = (shape: readonly number[]): GraphTensor => named({ type: 'float32', shape })
  const node = (op: string, inputs: readonly GraphTensor[], outputs: readonly OutputSpec[]): GraphTensor[] => {
    // The same numbers in another shape are not gone over.
    const isProduct = op === 'MatMul'
    if (op !== 'Reshape') count(isProduct ? [...inputs.slice(0, 1), ...outputs] : [...inputs, ...outputs])
    const [output] = outputs
    const given = output === undefined ? 0 : size(output.shape)
    if (functions.has(op)) counts.functions += given
    if (op === 'Uniform') counts.drawn += given
    if (isProduct) counts.macs += given * (inputs[0]?.shape.at(-1) ?? 0)
    return outputs.map(named)
  }
  const emit: Emitter = {
    node: (op, inputs, _attributes, outputs) => node(op, inputs, outputs),
    op: (op, inputs, _attributes, output) => node(op, inputs, [output])[0] ?? constant([]),
    ints: (values, shape = [values.length]) => constant(shape),
    floats: (values, shape = [values.length]) => constant(shape),
    cast: (tensor, type) => (tensor.type === type ? tensor : (node('Cast', [tensor], [{ ...tensor, type }])[0] ?? tensor)),
    differentiatesGroups: () => true,
  }
  const { config } = layer
  const inputs = inputShapes(graph, layer).map((shape) => constant([1, ...shape]))
  const shapes = new Map(parametersOf(graph, layer).map(({ name, shape }) => [name, shape]))
  const parameter = (name: string): GraphTensor => constant(shapes.get(name) ?? [])
  const forward = ruleOf(layer).graph.forward(emit, {
    config,
    inputs,
    training: true,
    parameter,
    statistic: parameter,
    updateStatistic: () => undefined,
    uniform: (shape) => node('Uniform', [], [{ type: 'float32', shape }])[0] ?? constant(shape),
  })
  const gradient = constant(forward.output.shape)
  ruleOf(layer).graph.backward(emit, { ...forward, config, inputs, gradient, needsInputGradients: true, parameter })
  return counts
}

/** As the layer's rule tells it. A product is made forward, and twice backward. */
function toldOf(graph: LayerGraph, layer: Layer): Counts {
  const counts: Counts = { passes: 0, functions: 0, drawn: 0, macs: 0 }
  for (const work of ruleOf(layer).work(layer.config, inputShapes(graph, layer))) {
    if (work.kind === 'drawn') counts.drawn += work.numbers
    else if (work.kind === 'convolution') counts.macs += 3 * work.macs
    else if (work.kind === 'function') counts.functions += work.numbers * (work.forward + work.backward)
    else if ('forward' in work) counts.passes += work.numbers * (work.forward + work.backward)
  }
  return counts
}

/** Kinds whose single nodes go over maps more than once within, and those that multiply weights. */
const opaque: ReadonlySet<string> = new Set(['batchNorm', 'conv', 'linear', 'globalAveragePool', 'input'])

describe('of each layer', () => {
  for (const [name, { build }] of Object.entries(layerCases)) {
    const net = new GraphBuilder([6, 6, 4])
    net.append('conv', 'before', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }, stem)
    build(net)
    const graph = net.graph()
    const layers = graph.layers.filter(({ kind }) => !opaque.has(kind))
    if (layers.length === 0) continue
    it(`in ${name}`, () => {
      for (const layer of layers) expect(toldOf(graph, layer), layer.name).toEqual(countsOf(graph, layer))
    })
  }
})
