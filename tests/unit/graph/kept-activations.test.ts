/**
 * What is kept for the backward pass. Oracle: the very nodes that training is written as. Each layer is emitted forward and backward through an
 * emitter that only remembers; what a backward node reads of what a forward node gave had to be kept until then.
 */
import { describe, expect, test } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { analyse, parametersOf, ruleOf, statisticsOf } from '../../../core/graph/analysis.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import { size } from '../../../core/graph/tensors.ts'
import type { Emitter, GraphTensor, OutputSpec } from '../../../core/graph/graph-layer.ts'
import type { Layer, LayerGraph } from '../../../core/graph/layer-graph.ts'
import { layerCases } from '../../engine/layer-cases/all.ts'
import { stem } from '../../engine/layer-cases/layer-case.ts'

/** Nodes of these kinds give what they read with zeros around it or in another shape: the same numbers. */
const sameNumbers: ReadonlySet<string> = new Set(['Pad', 'PadV2', 'Reshape'])

/** Numbers of maps that backward nodes read of what the forward pass gave, counted once each. */
function numbersRead(graph: LayerGraph): number {
  let backward = false
  let nodes = 0
  const given = new Map<string, { tensor: GraphTensor; of: string }>()
  const read = new Set<string>()
  const node = (op: string, inputs: readonly GraphTensor[], outputs: readonly OutputSpec[]): GraphTensor[] => {
    if (backward) for (const { name } of inputs) if (given.has(name)) read.add(given.get(name)?.of ?? name)
    nodes += 1
    return outputs.map((output, index) => {
      const tensor = { ...output, name: `${nodes}:${index}` }
      const [source] = inputs
      const of = sameNumbers.has(op) && source ? (given.get(source.name)?.of ?? source.name) : tensor.name
      if (!backward) given.set(tensor.name, { tensor, of })
      return tensor
    })
  }
  const constant = (name: string, shape: readonly number[]): GraphTensor => ({ name, type: 'float32', shape })
  const emit: Emitter = {
    node: (op, inputs, _attributes, outputs) => node(op, inputs, outputs),
    op: (op, inputs, _attributes, output) => node(op, inputs, [output])[0] ?? constant('none', []),
    ints: (values) => constant('constant', [values.length]),
    floats: (values) => constant('constant', [values.length]),
    cast: (tensor) => tensor,
    differentiatesGroups: () => true,
  }
  const shapes = (layer: Layer): Map<string, readonly number[]> =>
    new Map([...parametersOf(graph, layer), ...statisticsOf(graph, layer)].map(({ name, shape }) => [name, shape]))
  const value = (layer: Layer) => (name: string) => constant(`${layer.name}.${name}`, shapes(layer).get(name) ?? [])
  const uniform = (shape: readonly number[]): GraphTensor => constant('random', shape)
  const image = node('Image', [], [{ type: 'float32', shape: [1, ...(graph.layers[0]?.outputShape ?? [])] }])
  const forward = new Map<number, { inputs: readonly GraphTensor[]; output: GraphTensor; saved: readonly GraphTensor[] }>()
  for (const layer of graph.layers) {
    const inputs = layer.inputs.length === 0 ? image : layer.inputs.flatMap((id) => forward.get(id)?.output ?? [])
    const { config } = layer
    const statistic = { statistic: value(layer), updateStatistic: () => undefined, uniform }
    const done = ruleOf(layer).graph.forward(emit, { config, inputs, training: true, parameter: value(layer), ...statistic })
    forward.set(layer.id, { inputs, ...done })
  }
  backward = true
  for (const layer of graph.layers.slice(1)) {
    const done = forward.get(layer.id)
    if (done === undefined) continue
    const gradient = { ...done.output, name: `gradient of ${layer.name}` }
    const needsInputGradients = layer.inputs[0] !== 0
    const { config } = layer
    ruleOf(layer).graph.backward(emit, { ...done, config, gradient, needsInputGradients, parameter: value(layer) })
  }
  // What BN keeps of its channels is no activation.
  return [...read].reduce((sum, name) => sum + mapSize(given.get(name)?.tensor), 0)
}

/** Of a map or features; what a normalisation keeps beside has neither's shape. */
function mapSize(tensor: GraphTensor | undefined): number {
  const { shape } = tensor ?? { shape: [] }
  return shape[0] === 1 && (shape.length === 2 || shape.length === 4) ? size(shape) : 0
}

test.each([
  'resnet-20',
  'resnet-20-b',
  'resnet-20-c',
  'plain-20',
  'resnet-110',
  'resnet-34',
  'resnet-50',
  'resnet-50-v1',
  'vgg-16',
])('of %s is what its backward nodes read', async (name) => {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(`${name} cannot be lowered.`)
  expect(analyse(lowered.graph).activations).toBe(numbersRead(lowered.graph))
})

test('a residual net keeps as much as its plain twin, and what its projections give: an addition keeps nothing', async () => {
  const of = async (name: string): Promise<number> => {
    const architecture = await loadPreset(name)
    const lowered = architecture && lower(architecture)
    return lowered?.ok ? analyse(lowered.graph).activations : NaN
  }
  expect(await of('resnet-20')).toBe(await of('plain-20'))
  const projections = 28 * 28 * 128 + 14 * 14 * 256 + 7 * 7 * 512
  expect(await of('resnet-34')).toBe((await of('plain-34')) + projections)
})

describe('of a net that ends with', () => {
  for (const [name, { build }] of Object.entries(layerCases)) {
    test(name, () => {
      const net = new GraphBuilder([6, 6, 4])
      net.append('conv', 'before', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false }, stem)
      build(net)
      expect(analyse(net.graph()).activations).toBe(numbersRead(net.graph()))
    })
  }
})

test('a gate of the shortcut alone keeps no branch, and dropout its mask beside its input', () => {
  const net = new GraphBuilder([6, 6, 4])
  const start = net.append('conv', 'x', { kernel: 1, width: 4, stride: 1, padding: 0, bias: false }, stem)
  const branch = net.append('scale', 'f', { factor: 0.5 }, stem)
  const openness = net.appendTo([start], 'sigmoid', 'g', {}, stem)
  net.appendTo([branch, openness, start], 'gate', 'gate', { of: 'shortcut' }, stem)
  net.append('dropout', 'dropout', { rate: 0.5 }, stem)
  const kept = Object.fromEntries(analyse(net.graph()).layers.map(({ layer, activations }) => [layer.name, activations]))
  const map = 6 * 6 * 4
  expect(kept).toEqual({ input: map, x: map, f: 0, g: map, gate: 0, dropout: map })
})
