/** Analysis against definitions from the literature, worked out here another way than in the code. */
import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { analyse, inputShapes, type Analysis, type LayerAnalysis } from '../../../core/graph/analysis.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'

async function graphOf(name: string, changes: Partial<Architecture> = {}): Promise<LayerGraph> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  const lowered = lower({ ...architecture, ...changes })
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return lowered.graph
}

const analysisOf = async (name: string): Promise<Analysis> => analyse(await graphOf(name))

function layer({ layers }: Analysis, name: string): LayerAnalysis {
  const found = layers.find((analysis) => analysis.layer.name === name)
  if (found === undefined) throw new Error(`There is no layer ${name}.`)
  return found
}

type Window = readonly [kernel: number, stride: number]
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, index) => make(index))

/** Equation 2 of Araujo, Norris & Sim 2019, "Computing Receptive Fields of Convolutional Neural Networks": r = Σ (k − 1) Π s + 1. */
function araujo(windows: readonly Window[]): number {
  return windows.reduce(
    (sum, [kernel], at) => sum + (kernel - 1) * windows.slice(0, at).reduce((product, [, stride]) => product * stride, 1),
    1,
  )
}

/** The longest path of table 1 of He et al. 2016: every block by its 3×3 convolutions. */
const imagenetStem: Window[] = [
  [7, 2],
  [3, 2],
]
const stages = (blocks: readonly number[], block: (stride: number) => Window[]): Window[] =>
  blocks.flatMap((count, stage) => times(count, (index) => block(stage > 0 && index === 0 ? 2 : 1)).flat())
const basic = (stride: number): Window[] => [
  [3, stride],
  [3, 1],
]

describe('receptive field', () => {
  it.each<[string, string, Window[]]>([
    ['resnet-18', 'stage4.block2.relu', [...imagenetStem, ...stages([2, 2, 2, 2], basic)]],
    ['resnet-34', 'stage4.block3.relu', [...imagenetStem, ...stages([3, 4, 6, 3], basic)]],
    [
      'resnet-50',
      'stage4.block3.relu',
      [
        ...imagenetStem,
        ...stages([3, 4, 6, 3], (stride) => [
          [1, 1],
          [3, stride],
          [1, 1],
        ]),
      ],
    ],
    [
      'resnet-50-v1',
      'stage4.block3.relu',
      [
        ...imagenetStem,
        ...stages([3, 4, 6, 3], (stride) => [
          [1, stride],
          [3, 1],
          [1, 1],
        ]),
      ],
    ],
    ['resnet-1202', 'stage3.block200.relu', [[3, 1], ...stages([200, 200, 200], basic)]],
  ])('of %s at %s is that of the longest path', async (name, last, path) => {
    expect(layer(await analysisOf(name), last).receptiveField).toBe(araujo(path))
  })

  it('of ResNet-18 is 435 and of ResNet-34 899 pixels, that of a plain net the same', async () => {
    expect(layer(await analysisOf('resnet-18'), 'stage4.block2.relu').receptiveField).toBe(435)
    expect(layer(await analysisOf('resnet-34'), 'stage4.block3.relu').receptiveField).toBe(899)
    expect(layer(await analysisOf('plain-34'), 'stage4.block3.relu').receptiveField).toBe(899)
  })

  it('of a class score is that of the whole map, pooled or flattened', async () => {
    const resnet = await analysisOf('resnet-20')
    const map = layer(resnet, 'stage3.block3.relu').receptiveField
    // Eight pixels a side, four input pixels apart.
    expect(layer(resnet, 'head.fc').receptiveField).toBe(map + 7 * 4)
    // 7×7 outputs of pool5, 32 pixels apart, each of 212.
    expect(layer(await analysisOf('vgg-16'), 'head.fc').receptiveField).toBe(212 + 6 * 32)
  })
})

describe('a layer', () => {
  it('of ResNet-18 has the parameters and MACs worked out by hand', async () => {
    const analysis = await analysisOf('resnet-18')
    expect(layer(analysis, 'stem.conv')).toMatchObject({ parameters: 7 * 7 * 3 * 64, macs: 112 * 112 * 7 * 7 * 3 * 64 })
    expect(layer(analysis, 'stage2.block1.shortcut.conv')).toMatchObject({ parameters: 64 * 128, macs: 28 * 28 * 64 * 128 })
    expect(layer(analysis, 'stage2.block1.bn1')).toMatchObject({ parameters: 2 * 128, macs: 0 })
    expect(layer(analysis, 'head.fc')).toMatchObject({ parameters: 512 * 1000 + 1000, macs: 512 * 1000 })
  })

  it('counts as activations what the backward pass reads: what BN and convolutions read, and what ReLU gives', async () => {
    const analysis = await analysisOf('resnet-20')
    expect(layer(analysis, 'stage2.block1.conv1').activations).toBe(16 * 16 * 32)
    expect(layer(analysis, 'stage2.block1.bn1').activations).toBe(0)
    expect(layer(analysis, 'stage2.block1.relu1').activations).toBe(16 * 16 * 32)
    expect(layer(analysis, 'stage2.block1.add').activations).toBe(0)
    expect(analysis.activations).toBe(analysis.layers.reduce((sum, { activations }) => sum + activations, 0))
  })
})

describe('the graph', () => {
  it('is in topological order, one layer after what it reads, ids by position', async () => {
    for (const name of ['resnet-20', 'resnet-20-c', 'resnet-50', 'plain-34', 'vgg-16']) {
      const graph = await graphOf(name)
      graph.layers.forEach(({ id, inputs }, position) => {
        expect(id).toBe(position)
        for (const input of inputs) expect(input).toBeLessThan(id)
      })
    }
  })

  it('adds two equal shapes at the end of each block, in 9 blocks of ResNet-20', async () => {
    const graph = await graphOf('resnet-20')
    const additions = graph.layers.filter(({ kind }) => kind === 'add')
    expect(additions.length).toBe(9)
    for (const addition of additions) {
      const [branch, shortcut] = inputShapes(graph, addition)
      expect(branch).toEqual(shortcut)
      expect(branch).toEqual(addition.outputShape)
    }
  })

  it('projects where the option says (He et al. 2016, section 4.1): A nowhere, B where dimensions change, C everywhere', async () => {
    const kinds = async (name: string, kind: string): Promise<number> =>
      (await graphOf(name)).layers.filter(
        (each) => each.kind === kind && each.place.part === 'stage' && each.place.branch === 'shortcut',
      ).length
    expect(await Promise.all(['resnet-20', 'resnet-20-b', 'resnet-20-c', 'plain-20'].map((name) => kinds(name, 'conv')))).toEqual(
      [0, 2, 9, 0],
    )
    expect(
      await Promise.all(['resnet-20', 'resnet-20-b', 'resnet-20-c', 'plain-20'].map((name) => kinds(name, 'zeroPadShortcut'))),
    ).toEqual([2, 0, 0, 0])
    // The first stage of a bottleneck net widens without striding: its projection is there too, as in torchvision.
    expect(await kinds('resnet-50', 'conv')).toBe(4)
  })

  it('strides in the 3×3 (v1.5) or in the first 1×1 (v1) of a bottleneck, once a stage', async () => {
    const strided = async (name: string): Promise<string[]> =>
      (await graphOf(name)).layers.flatMap((each) => (each.kind === 'conv' && each.config.stride === 2 ? [each.name] : []))
    const of = (conv: string): string[] => [
      'stem.conv',
      ...[2, 3, 4].flatMap((stage) => [`stage${stage}.block1.${conv}`, `stage${stage}.block1.shortcut.conv`]),
    ]
    expect(await strided('resnet-50')).toEqual(of('conv2'))
    expect(await strided('resnet-50-v1')).toEqual(of('conv1'))
  })
})
