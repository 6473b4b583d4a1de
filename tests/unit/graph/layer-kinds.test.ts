/** Shapes, counts and refusals of each kind of layer that is no convolution, worked out by hand. */
import { describe, expect, it } from 'vitest'
import { analyse, parametersOf } from '../../../core/graph/analysis.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import { layerRules, type LayerConfigs, type LayerKind } from '../../../core/graph/layers.ts'
import type { LayerRule } from '../../../core/graph/layer-rule.ts'
import type { Shape } from '../../../core/graph/tensors.ts'
import { isDecayed } from '../../../core/tensorflow/optimizers/optimizer-rule.ts'

const map: Shape = [6, 5, 8]
const stem = { part: 'stem' } as const

function ruleOf<K extends LayerKind>(kind: K): LayerRule<LayerConfigs[K]> {
  return layerRules[kind] as LayerRule<LayerConfigs[K]>
}

/** Output's shape, and numbers in the parameters. */
function facts<K extends LayerKind>(kind: K, config: LayerConfigs[K], inputs: readonly Shape[]): [Shape, number] {
  const rule = ruleOf(kind)
  const numbers = rule
    .parameters(config, inputs)
    .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0)
  expect(rule.macs(config, inputs)).toBe(0)
  expect(rule.statistics(config, inputs)).toEqual([])
  return [rule.outputShape(config, inputs), numbers]
}

describe('shapes and parameters', () => {
  it('of what goes number by number are those of the input', () => {
    for (const shape of [map, [7] as const]) {
      for (const kind of ['sigmoid', 'elu', 'silu', 'gelu', 'relu'] as const) expect(facts(kind, {}, [shape])).toEqual([shape, 0])
      expect(facts('leakyRelu', { slope: 0.01 }, [shape])).toEqual([shape, 0])
      expect(facts('dropout', { rate: 0.5 }, [shape])).toEqual([shape, 0])
      expect(facts('scale', { factor: 0.1 }, [shape])).toEqual([shape, 0])
      expect(facts('scalar', { initial: 1 }, [shape])).toEqual([shape, 1])
      expect(facts('bias', { initial: 0 }, [shape])).toEqual([shape, 1])
      expect(facts('prelu', {}, [shape])).toEqual([shape, shape.at(-1)])
    }
  })

  it('of normalisations: scale and offset a channel, but none for neighbouring channels', () => {
    for (const groups of [1, 2, 8, 'channels'] as const) expect(facts('groupNorm', { groups }, [map])).toEqual([map, 16])
    expect(facts('localResponseNorm', { size: 5, alpha: 1e-4, beta: 0.75, k: 2 }, [map])).toEqual([map, 0])
  })

  it('of a concatenation: all channels', () => {
    expect(facts('concat', {}, [map, [6, 5, 3]])).toEqual([[6, 5, 11], 0])
    expect(facts('concat', {}, [map, map, [6, 5, 1]])).toEqual([[6, 5, 17], 0])
  })

  it('of products and gates: the first input’s', () => {
    expect(facts('product', {}, [map, map])).toEqual([map, 0])
    expect(facts('product', {}, [map, [8]])).toEqual([map, 0])
    expect(facts('product', {}, [[8], [8]])).toEqual([[8], 0])
    for (const of of ['both', 'shortcut'] as const) expect(facts('gate', { of }, [map, map, map])).toEqual([map, 0])
  })
})

describe('refuses', () => {
  const shape =
    <K extends LayerKind>(kind: K, config: LayerConfigs[K], inputs: readonly Shape[]) =>
    (): Shape =>
      ruleOf(kind).outputShape(config, inputs)

  it.each<[string, () => Shape, string]>([
    ['groups of unequal size', shape('groupNorm', { groups: 3 }, [map]), '8 channels cannot be divided into 3 groups'],
    ['no groups', shape('groupNorm', { groups: 0 }, [map]), '8 channels cannot be divided into 0 groups'],
    ['features to normalise in groups', shape('groupNorm', { groups: 1 }, [[8]]), 'Expected one map, got 8.'],
    [
      'a window of channels without a middle',
      shape('localResponseNorm', { size: 4, alpha: 1, beta: 1, k: 1 }, [map]),
      'no middle',
    ],
    ['a falling slope', shape('leakyRelu', { slope: -0.1 }, [map]), '0 or more, not -0.1'],
    ['dropping everything', shape('dropout', { rate: 1 }, [map]), 'below 1, not 1'],
    ['dropping less than nothing', shape('dropout', { rate: -0.5 }, [map]), 'below 1, not -0.5'],
    ['maps of other sides side by side', shape('concat', {}, [map, [6, 4, 8]]), '6×5 and 6×4'],
    ['features side by side', shape('concat', {}, [[8], [8]]), 'Expected one map'],
    ['one map alone side by side', shape('concat', {}, [map]), 'two maps or more'],
    ['a product with features for other channels', shape('product', {}, [map, [7]]), 'Cannot multiply 6×5×8 by 7'],
    ['a product with a map of another size', shape('product', {}, [map, [6, 5, 1]]), 'Cannot multiply'],
    ['a product of three', shape('product', {}, [map, map, map]), 'two inputs'],
    ['a gate of another size', shape('gate', { of: 'both' }, [map, [6, 5, 1], map]), 'Cannot gate'],
    ['a gate without a shortcut', shape('gate', { of: 'both' }, [map, map]), 'three inputs'],
    ['two inputs where one is meant', shape('sigmoid', {}, [map, map]), 'Expected one input'],
  ])('%s', (_name, attempt, message) => {
    expect(attempt).toThrow(RangeError)
    expect(attempt).toThrow(message)
  })
})

it('weight decay of weights alone spares slopes, factors, biases, scales and offsets', () => {
  const net = new GraphBuilder([6, 5, 8])
  net.append('conv', 'conv', { kernel: 1, width: 8, stride: 1, padding: 0, bias: true }, stem)
  net.append('groupNorm', 'gn', { groups: 2 }, stem)
  net.append('batchNorm', 'bn', {}, stem)
  net.append('prelu', 'prelu', {}, stem)
  net.append('scalar', 'scalar', { initial: 1 }, stem)
  net.append('bias', 'bias', { initial: 0 }, stem)
  net.append('globalAveragePool', 'pool', {}, stem)
  net.append('linear', 'fc', { width: 3 }, stem)
  const graph = net.graph()
  const names = graph.layers.flatMap((layer) => parametersOf(graph, layer).map(({ name }) => `${layer.name}.${name}`))
  const decayed = (decayScope: 'all' | 'weights'): string[] =>
    names.filter((name) => isDecayed({ kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4, decayScope }, name))
  expect(decayed('weights')).toEqual(['conv.weights', 'fc.weights'])
  expect(decayed('all')).toEqual(names)
})

it('squeeze-and-excitation sees the whole map, and a gate or concatenation what its widest way sees', () => {
  const net = new GraphBuilder([32, 32, 4])
  const conv = { width: 4, stride: 1, bias: false }
  const start = net.append('conv', 'start', { ...conv, kernel: 3, padding: 1 }, stem)
  const wide = net.append('conv', 'wide', { ...conv, kernel: 5, padding: 2 }, stem)
  net.appendTo([start, wide], 'concat', 'concat', {}, stem)
  net.appendTo([start, wide, start], 'gate', 'gate', { of: 'both' }, stem)
  net.append('globalAveragePool', 'squeeze', {}, stem)
  net.appendTo([wide, net.last], 'product', 'excited', {}, stem)
  const fields = Object.fromEntries(analyse(net.graph()).layers.map(({ layer, receptiveField }) => [layer.name, receptiveField]))
  expect(fields).toMatchObject({ start: 3, wide: 7, concat: 7, gate: 7 })
  expect(fields.excited).toBeGreaterThanOrEqual(32)
})
