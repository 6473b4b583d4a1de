/** Small networks of the kinds of block, with the stems and heads that theirs have. */
import { completed, type Architecture, type WrittenArchitecture } from '../../core/architecture/architecture.ts'

type Parts = Pick<WrittenArchitecture, 'stem' | 'stages' | 'head'>

const small = (name: string, parts: Parts): Architecture =>
  completed({ name, input: { height: 8, width: 8, channels: 3 }, ...parts })

/** DenseNet-BC: bare stem, bottlenecks, a transition, pooling, BN and ReLU before the average. */
export const denseNet = small('small DenseNet-BC', {
  stem: {
    kind: 'conv',
    kernel: 3,
    width: 8,
    stride: 1,
    normalization: 'none',
    activation: 'identity',
    bias: 'never',
    pool: null,
  },
  stages: [
    { kind: 'dense', blocks: 3, width: 4, stride: 1, bottleneck: 4, transition: { compression: 0.5 } },
    { kind: 'dense', blocks: 2, width: 4, stride: 2, bottleneck: null, transition: null },
  ],
  head: { kind: 'linear', normalization: 'batch', activation: 'relu', pool: 'global-average', hidden: [], classes: 10 },
})

/** Of kernels in turn, with the 1×1 on the map that theirs ends with. */
const highway = (activation: 'relu' | 'silu', pool: { kernel: number; stride: number } | null): Architecture =>
  small('small highway network', {
    stem: null,
    stages: [
      { kind: 'highway', blocks: 3, width: 6, stride: 1, kernels: [1, 3], activation, pool },
      { kind: 'highway', blocks: 2, width: 8, stride: 1, activation, pool: null },
    ],
    head: { kind: 'linear', onMap: [12], activation, pool: 'global-average', hidden: [], classes: 10 },
  })

export const highwayNet = highway('relu', { kernel: 2, stride: 2 })

/** Without ReLU and max-pooling, in which rounding decides what passes. */
export const smoothHighwayNet = highway('silu', null)

export const fixupNet = small('small Fixup network', {
  stem: { kind: 'conv', kernel: 3, width: 6, stride: 1, normalization: 'none', bias: 'scalar', pool: null },
  stages: [
    { kind: 'fixup', blocks: 2, width: 6, stride: 1, shortcut: 'A' },
    { kind: 'fixup', blocks: 2, width: 8, stride: 2, shortcut: 'A' },
  ],
  head: { kind: 'linear', pool: 'global-average', featureBias: true, hidden: [], zeroWeights: true, classes: 10 },
})

/** The three-layer stem, and a head without any fully connected layer. */
export const deepStemNet = small('three-layer stem', {
  stem: { kind: 'deep', innerWidth: 4, width: 8, stride: 2, pool: null },
  stages: [{ kind: 'basic', blocks: 1, width: 8, stride: 1, layers: 2, shortcut: 'A' }],
  head: { kind: 'conv', onMap: [12], activation: 'elu', classes: 10 },
})

export const bottleneckNet: Architecture = completed({
  name: 'bottleneck net',
  input: { height: 32, width: 32, channels: 3 },
  stem: { kind: 'conv', kernel: 7, width: 8, stride: 2, pool: { kernel: 3, stride: 2 } },
  stages: [
    { kind: 'bottleneck', blocks: 2, width: 4, stride: 1, expansion: 4, strideIn: '3x3', shortcut: 'B' },
    { kind: 'bottleneck', blocks: 2, width: 8, stride: 2, expansion: 4, strideIn: '1x1', shortcut: 'B' },
  ],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})

export const vggNet: Architecture = completed({
  ...bottleneckNet,
  name: 'small VGG',
  stem: null,
  stages: [
    { kind: 'conv', blocks: 2, width: 8, stride: 1, normalization: 'none', pool: { kernel: 2, stride: 2 } },
    { kind: 'conv', blocks: 1, width: 16, stride: 1, normalization: 'batch', pool: { kernel: 2, stride: 2 } },
  ],
  head: { kind: 'linear', pool: 'flatten', hidden: [32], classes: 10 },
})
