/** What stems, blocks and heads of published networks are made of, layer by layer, as their papers or their authors' files have it. */
import { describe, expect, it } from 'vitest'
import { completed, type WrittenArchitecture } from '../../../core/architecture/architecture.ts'
import type { WrittenStage } from '../../../core/architecture/blocks.ts'
import { splitStage } from '../../../core/architecture/split-merge.ts'
import { lower } from '../../../core/architecture/lower.ts'
import type { Layer } from '../../../core/graph/layer-graph.ts'

type Parts = Partial<Pick<WrittenArchitecture, 'stem' | 'stages' | 'head'>>

const designOf = (parts: Parts) =>
  completed({
    name: 'parts',
    input: { height: 32, width: 32, channels: 3 },
    stem: null,
    stages: [],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
    ...parts,
  })

function layersOf(architecture: ReturnType<typeof designOf>): readonly Layer[] {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return lowered.graph.layers
}

/** Names of the layers of a part: `stage1.block1`, `head`. */
const namesIn = (parts: Parts, part: string): string[] =>
  layersOf(designOf(parts)).flatMap(({ name }) => (name.startsWith(`${part}.`) ? [name.slice(part.length + 1)] : []))

const shapesOf = (parts: Parts): (readonly number[])[] => layersOf(designOf(parts)).map(({ outputShape }) => outputShape)

describe('a dense block (Huang et al. 2017)', () => {
  const stage = { kind: 'dense', blocks: 2, width: 12, stride: 1, bottleneck: 4, transition: { compression: 0.5 } } as const

  it('puts each layer behind what it read', () => {
    expect(namesIn({ stages: [stage] }, 'stage1.block1')).toEqual(['bn1', 'relu1', 'conv1', 'bn2', 'relu2', 'conv2', 'concat'])
    const concat = layersOf(designOf({ stages: [stage] })).find(({ name }) => name === 'stage1.block1.concat')
    // The image first, then the 12 new maps.
    expect(concat?.inputs[0]).toBe(0)
    expect(concat?.outputShape).toEqual([32, 32, 15])
  })

  it('ends with the transition, which leaves the floor of its share, and the next begins with the pooling', () => {
    const stages = [stage, { ...stage, stride: 2, transition: null }]
    expect(namesIn({ stages }, 'stage1.block2').slice(-3)).toEqual(['transition.bn', 'transition.relu', 'transition.conv'])
    const shapes = layersOf(designOf({ stages })).filter(({ name }) => /transition.conv|stage2.block1.pool/.test(name))
    expect(shapes.map(({ outputShape }) => outputShape)).toEqual([
      [32, 32, 13],
      [16, 16, 13],
    ])
  })
})

describe('a highway stage (Srivastava et al. 2015)', () => {
  const stage = {
    kind: 'highway',
    blocks: 3,
    width: 8,
    stride: 1,
    kernels: [1, 3],
    dropout: 0.2,
    pool: null,
  } satisfies WrittenStage
  const kernels = (parts: Parts) =>
    layersOf(designOf(parts)).flatMap(({ name, kind, config }) =>
      kind === 'conv' && name.includes('transform') ? [config.kernel] : [],
    )

  it('begins with an ordinary convolution where the shape changes, and its gates nearly shut', () => {
    expect(namesIn({ stages: [stage] }, 'stage1.block1')).toEqual([
      'dropout',
      'conv',
      'relu',
      'transform.conv',
      'transform.relu',
      'gate.conv',
      'gate.sigmoid',
      'gate',
    ])
    const gate = layersOf(designOf({ stages: [stage] })).find(({ name }) => name === 'stage1.block2.gate.conv')
    expect(gate?.config).toMatchObject({ initialBias: -2, bias: true, kernel: 3 })
  })

  it('has its kernels in turn, and they stay in turn when it is split', () => {
    expect(kernels({ stages: [stage] })).toEqual([1, 3, 1])
    expect(splitStage(designOf({ stages: [stage] }), 0, 1).stages).toMatchObject([{ kernels: [1, 3] }, { kernels: [3, 1] }])
    expect(kernels(splitStage(designOf({ stages: [stage] }), 0, 1))).toEqual([1, 3, 1])
  })

  it('without gates is its plain twin: the same convolutions one after the other', () => {
    expect(namesIn({ stages: [{ ...stage, shortcut: 'none' }] }, 'stage1.block2')).toEqual(['transform.conv', 'transform.relu'])
  })
})

describe('Fixup blocks (Zhang et al. 2019, section 3.2)', () => {
  const stage = { kind: 'fixup', blocks: 2, width: 4, stride: 1, shortcut: 'A' } as const
  const initial = (parts: Parts) =>
    layersOf(designOf(parts)).flatMap(({ kind, config }) => (kind === 'conv' ? [config.initial] : []))

  it('have four single biases and one multiplier', () => {
    expect(namesIn({ stages: [stage] }, 'stage1.block2')).toEqual([
      'bias1a',
      'conv1',
      'bias1b',
      'relu1',
      'bias2a',
      'conv2',
      'scalar',
      'bias2b',
      'add',
      'relu',
    ])
  })

  it('draw their first convolution L^(−1/(2m−2)) times as large for L blocks of m layers, and begin the last with 0', () => {
    const scaled = (factor: number) => ({ kind: 'scaled', factor })
    const zero = { kind: 'constant', value: 0 }
    const four = { stages: [stage, { ...stage, width: 8 }] }
    expect(initial(four).slice(0, 2)).toEqual([scaled(1 / 2), zero])
    const three = { stages: [{ ...stage, blocks: 16, layers: 3 }] }
    expect(initial(three).slice(0, 3)).toEqual([scaled(1 / 2), scaled(1 / 2), zero])
  })

  it('are drawn as all others without shortcuts, where nothing would get past zeros', () => {
    expect(initial({ stages: [{ ...stage, shortcut: 'none' }] })).toEqual([undefined, undefined, undefined, undefined])
  })

  it('stand between a stem with one bias, and a head with one that begins with 0', () => {
    const stem = { kind: 'conv', kernel: 3, width: 4, stride: 1, normalization: 'none', bias: 'scalar', pool: null } as const
    const head = {
      kind: 'linear',
      pool: 'global-average',
      featureBias: true,
      hidden: [],
      zeroWeights: true,
      classes: 10,
    } satisfies WrittenArchitecture['head']
    expect(namesIn({ stem }, 'stem')).toEqual(['conv', 'bias', 'relu'])
    expect(namesIn({ head }, 'head')).toEqual(['pool', 'bias', 'fc'])
    expect(layersOf(designOf({ head })).at(-1)?.config).toMatchObject({ initial: { kind: 'constant', value: 0 } })
  })
})

describe('heads', () => {
  const head = {
    kind: 'linear',
    pool: 'flatten',
    hidden: [16, 16],
    dropout: 0.5,
    classes: 10,
  } satisfies WrittenArchitecture['head']

  it("leave numbers out before hidden layers in AlexNet's manner, after them in VGG's", () => {
    expect(namesIn({ head: { ...head, dropoutAt: 'before-hidden' } }, 'head')).toEqual(
      'flatten dropout1 fc1 relu1 dropout2 fc2 relu2 fc'.split(' '),
    )
    expect(namesIn({ head }, 'head')).toEqual('flatten fc1 relu1 dropout1 fc2 relu2 dropout2 fc'.split(' '))
    expect(namesIn({ head: { ...head, hidden: [] } }, 'head')).toEqual(['flatten', 'dropout', 'fc'])
  })

  it('work on the map before its average: BN and ReLU alone, or after 1×1 convolutions', () => {
    const own = {
      kind: 'linear',
      normalization: 'batch',
      activation: 'relu',
      pool: 'global-average',
      hidden: [],
      classes: 10,
    } satisfies WrittenArchitecture['head']
    expect(namesIn({ head: own }, 'head')).toEqual(['bn', 'relu', 'pool', 'fc'])
    expect(namesIn({ head: { ...own, onMap: [1536] } }, 'head')).toEqual(['map.conv1', 'map.bn1', 'map.relu1', 'pool', 'fc'])
  })

  it('need no fully connected layer: a map of scores for each class, and its average (NIN)', () => {
    expect(namesIn({ head: { kind: 'conv', onMap: [8], classes: 10 } }, 'head')).toEqual([
      'map.conv1',
      'map.relu1',
      'conv',
      'relu',
      'pool',
    ])
    expect(shapesOf({ head: { kind: 'conv', classes: 10 } }).at(-1)).toEqual([10])
  })
})

it("three convolutions stand for the stem's one of 7×7 (ResNet-C, He et al. 2019, figure 2b)", () => {
  const stem = { kind: 'deep', innerWidth: 32, width: 64, stride: 2, pool: { kernel: 3, stride: 2 } } as const
  expect(namesIn({ stem }, 'stem')).toEqual('conv1 bn1 relu1 conv2 bn2 relu2 conv3 bn3 relu3 pool'.split(' '))
  expect(
    layersOf(designOf({ stem })).flatMap(({ name, outputShape }) => (/stem.(conv|pool)/.test(name) ? [outputShape] : [])),
  ).toEqual([
    [16, 16, 32],
    [16, 16, 32],
    [16, 16, 64],
    [8, 8, 64],
  ])
})
