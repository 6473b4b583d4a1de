/** Shapes, parameters and costs of what moves windows over a map. Oracle: PyTorch 2.13's modules of the same settings, asked once. */
import { describe, expect, it, test } from 'vitest'
import { analyse } from '../../../core/graph/analysis.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import { layerRules, type LayerConfigs } from '../../../core/graph/layers.ts'
import { averagePool } from '../../../core/graph/layers/average-pool.ts'
import { conv } from '../../../core/graph/layers/conv.ts'
import { maxPool } from '../../../core/graph/layers/max-pool.ts'
import { size } from '../../../core/graph/tensors.ts'

type Map = readonly [height: number, width: number, channels: number]

const plain = { kernel: 3, stride: 1, padding: 1, bias: false } as const

/** Name, map, settings, what comes out, parameters: of Inception-v4, ResNeXt-50, MobileNet, AlexNet, DeepLab, and what no network has. */
const convolutions: [string, Map, LayerConfigs['conv'], Map, number][] = [
  ['conv 1×7', [17, 17, 192], { ...plain, kernel: [1, 7], padding: [0, 3], width: 224 }, [17, 17, 224], 301_056],
  ['conv 7×1', [17, 17, 224], { ...plain, kernel: [7, 1], padding: [3, 0], width: 256 }, [17, 17, 256], 401_408],
  ['conv 3×3, 32 groups', [56, 56, 128], { ...plain, width: 128, groups: 32 }, [56, 56, 128], 4608],
  ['conv 3×3, 32 groups', [56, 56, 256], { ...plain, stride: 2, width: 256, groups: 32 }, [28, 28, 256], 18_432],
  ['depthwise 3×3', [14, 14, 512], { ...plain, width: 512, groups: 512 }, [14, 14, 512], 4608],
  ['depthwise 3×3', [112, 112, 64], { ...plain, stride: 2, width: 64, groups: 64 }, [56, 56, 64], 576],
  [
    'conv 5×5, 2 groups',
    [27, 27, 96],
    { ...plain, kernel: 5, padding: 2, width: 256, groups: 2, bias: true },
    [27, 27, 256],
    307_456,
  ],
  ['conv 3×3, dilation 12', [33, 33, 256], { ...plain, padding: 12, dilation: 12, width: 256 }, [33, 33, 256], 589_824],
  ['conv 3×3, dilation 2', [28, 28, 512], { ...plain, padding: 2, dilation: 2, width: 512 }, [28, 28, 512], 2_359_296],
  [
    'conv 5×3, 3 groups, dilation 2',
    [13, 29, 24],
    { kernel: [5, 3], stride: 2, padding: [1, 2], dilation: 2, groups: 3, width: 36, bias: true },
    [4, 15, 36],
    4356,
  ],
  [
    'conv 1×3, 4 groups, dilation 2',
    [7, 7, 12],
    { kernel: [1, 3], stride: 3, padding: 0, dilation: 2, groups: 4, width: 8, bias: true },
    [3, 1, 8],
    80,
  ],
  ['conv 3×3, 64 groups', [32, 32, 64], { ...plain, width: 128, groups: 64 }, [32, 32, 128], 1152],
]

test.each(convolutions)('%s over %j', (label, map, config, output, parameters) => {
  expect(conv.label(config)).toBe(label)
  expect(conv.outputShape(config, [map])).toEqual(output)
  expect(conv.parameters(config, [map]).reduce((sum, { shape }) => sum + size(shape), 0)).toBe(parameters)
  // Each weight is used once at each place of the output.
  const weights = parameters - (config.bias ? config.width : 0)
  expect(conv.macs(config, [map])).toBe(weights * output[0] * output[1])
})

it('costs what the literature says: a depthwise 3×3 of MobileNet (Howard et al. 2017) and its 1×1', () => {
  const depthwise = { ...plain, width: 512, groups: 512 }
  const point = { ...plain, kernel: 1, padding: 0, width: 512 }
  const [apart, whole] = [conv.macs(depthwise, [[14, 14, 512]]), conv.macs({ ...plain, width: 512 }, [[14, 14, 512]])]
  // Section 3.1: 1 ÷ N + 1 ÷ D² of a full convolution.
  expect((apart + conv.macs(point, [[14, 14, 512]])) / whole).toBeCloseTo(1 / 512 + 1 / 9, 12)
})

it('draws first weights for the channels that a group reads', () => {
  const [weights] = conv.parameters({ ...plain, width: 128, groups: 32 }, [[56, 56, 128]])
  expect(weights?.initial).toMatchObject({ fanIn: 3 * 3 * 4 })
})

it('has no groups that do not part the channels', () => {
  expect(() => conv.outputShape({ ...plain, width: 12, groups: 5 }, [[8, 8, 10]])).toThrow(RangeError)
  expect(() => conv.outputShape({ ...plain, width: 10, groups: 5 }, [[8, 8, 12]])).toThrow(RangeError)
})

it('does not fit where its dilated kernel is larger than the padded map', () => {
  expect(() => conv.outputShape({ ...plain, padding: 0, dilation: 4, width: 4 }, [[8, 9, 4]])).toThrow(RangeError)
  expect(conv.outputShape({ ...plain, padding: 0, dilation: 4, width: 4 }, [[9, 9, 4]])).toEqual([1, 1, 4])
})

describe('receptive field', () => {
  const fieldOf = (...layers: ((net: GraphBuilder, name: string) => void)[]): number => {
    const net = new GraphBuilder([64, 64, 4])
    layers.forEach((append, index) => append(net, `layer${index}`))
    return analyse(net.graph()).layers.at(-1)?.receptiveField ?? 0
  }
  const convolution =
    (config: Partial<LayerConfigs['conv']>) =>
    (net: GraphBuilder, name: string): void =>
      void net.append('conv', name, { ...plain, width: 4, ...config }, { part: 'stem' })

  it('doubles with each doubled dilation (Yu & Koltun 2016, section 3)', () => {
    const dilated = [1, 2, 4].map((dilation) => convolution({ padding: dilation, dilation }))
    expect([1, 2, 3].map((depth) => fieldOf(...dilated.slice(0, depth)))).toEqual([3, 7, 15])
  })

  it('is that of the longer side of a rectangle', () => {
    const flat = convolution({ kernel: [1, 7], padding: [0, 3] })
    const upright = convolution({ kernel: [7, 1], padding: [3, 0] })
    expect([fieldOf(flat), fieldOf(upright), fieldOf(flat, upright)]).toEqual([7, 7, 13])
  })

  it('jumps with the stride of an average pooling', () => {
    const pool = { kernel: 2, stride: 2, padding: 0, countsPadding: true }
    expect(fieldOf((net, name) => net.append('averagePool', name, pool, { part: 'stem' }), convolution({}))).toBe(6)
  })
})

describe('poolings', () => {
  it.each([
    [2, 2, 0, 7, 3],
    [3, 2, 1, 112, 56],
    [3, 2, 0, 55, 27],
    [3, 1, 1, 14, 14],
    [5, 3, 2, 33, 11],
    [2, 1, 1, 7, 8],
    [4, 3, 2, 14, 5],
    [7, 1, 3, 7, 7],
    [8, 1, 0, 8, 1],
  ])('of %i with stride %i and padding %i over %i pixels give %i', (kernel, stride, padding, side, outputs) => {
    const config = { kernel, stride, padding, countsPadding: true }
    for (const rule of [averagePool, maxPool]) expect(rule.outputShape(config, [[side, side, 3]])).toEqual([outputs, outputs, 3])
    expect(averagePool.macs(config, [[side, side, 3]])).toBe(0)
    expect(averagePool.parameters(config, [[side, side, 3]])).toEqual([])
  })

  it.each([
    [2, 2],
    [3, 2],
  ])('of %i have no padding of %i, as in PyTorch', (kernel, padding) => {
    const config = { kernel, stride: 1, padding, countsPadding: true }
    for (const kind of ['averagePool', 'maxPool'] as const)
      expect(() => layerRules[kind].outputShape(config, [[9, 9, 3]])).toThrow(RangeError)
  })
})
