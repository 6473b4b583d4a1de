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

/** Numbers that a layer's nodes read and write, forward and backward, for one image. */
function passesOf(graph: LayerGraph, layer: Layer): number {
  let numbers = 0
  const count = (tensors: readonly OutputSpec[]): void => {
    for (const tensor of tensors) if (isWhole(tensor, layer.outputShape)) numbers += size(tensor.shape)
  }
  const named = (output: OutputSpec): GraphTensor => ({ ...output, name: 'any' })
  const constant = (shape: readonly number[]): GraphTensor => named({ type: 'float32', shape })
  const node = (op: string, inputs: readonly GraphTensor[], outputs: readonly OutputSpec[]): GraphTensor[] => {
    // The same numbers in another shape are not gone over.
    if (op !== 'Reshape') count([...inputs, ...outputs])
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
  return numbers
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
      for (const layer of layers) {
        const told = ruleOf(layer)
          .work(layer.config, inputShapes(graph, layer))
          .reduce((sum, work) => sum + (work.kind === 'map' ? work.numbers * (work.forward + work.backward) : NaN), 0)
        expect(told, layer.name).toBe(passesOf(graph, layer))
      }
    })
  }
})
