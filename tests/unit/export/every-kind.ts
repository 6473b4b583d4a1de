/** One network with every kind of layer, branches of every form and values that no preset asks for: what exporters must bear. */
import { evaluatedWeights } from '../../../core/export/weights.ts'
import type { Exported } from '../../../core/export/export.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import type { LayerGraph, Place } from '../../../core/graph/layer-graph.ts'
import { initialState } from '../../../core/tensorflow/initial-state.ts'
import { recipeWith } from '../../engine/native.ts'

const labels = ['Parallel', 'Gated', 'Dense', 'Learned']

export function everyKind(): Exported {
  const graph = everyKindGraph()
  const recipe = recipeWith({})
  return {
    name: 'every kind',
    graph,
    label: (stage) => labels[stage] ?? '',
    weights: () => evaluatedWeights(graph, initialState(graph, recipe)),
    from: 'initial values',
    scaling: null,
  }
}

export function everyKindGraph(): LayerGraph {
  const builder = new GraphBuilder([12, 14, 3], 'glorot')
  const stem: Place = { part: 'stem' }
  const convolution = { kernel: 3, stride: 1, padding: 1, bias: false } as const
  builder.append('conv', 'stem.conv', { ...convolution, width: 8 }, stem)
  builder.append('localResponseNorm', 'stem.norm', { size: 5, alpha: 1e-2, beta: 0.75, k: 2 }, stem)
  builder.append('maxPool', 'stem.pool', { kernel: 3, stride: 2, padding: 1 }, stem)
  for (const block of [0, 1]) parallel(builder, block)
  for (const block of [0, 1]) gated(builder, block)
  for (const block of [0, 1, 2, 3]) dense(builder, block)
  for (const block of [0, 1]) learned(builder, block)
  const head: Place = { part: 'head' }
  builder.append('flatten', 'head.flatten', {}, head)
  builder.append('linear', 'head.fc1', { width: 10 }, head)
  builder.append('gelu', 'head.gelu1', {}, head)
  builder.append('dropout', 'head.dropout1', { rate: 0.5 }, head)
  builder.append('linear', 'head.fc', { width: 5 }, head)
  return builder.graph()
}

/** Inception's form: rectangular kernels, groups, dilation and average pooling side by side, scaled and added. */
function parallel(builder: GraphBuilder, block: number): void {
  const { name, main } = placed(0, block)
  const start = builder.last
  const wide = { kernel: [1, 5], stride: 1, padding: [0, 2], bias: true } as const
  const tall = { kernel: [5, 1], stride: 1, padding: [2, 0], bias: true } as const
  builder.appendTo([start], 'conv', `${name}.branch1.conv1`, { ...wide, width: 6 }, main)
  const first = builder.append('conv', `${name}.branch1.conv2`, { ...tall, width: 4 + 2 * block }, main)
  builder.appendTo(
    [start],
    'conv',
    `${name}.branch2.conv`,
    { kernel: 3, stride: 1, padding: 2, dilation: 2, groups: 4, bias: false, width: 8 },
    main,
  )
  const second = builder.append('groupNorm', `${name}.branch2.norm`, { groups: 2 }, main)
  builder.appendTo(
    [start],
    'averagePool',
    `${name}.branch3.pool`,
    { kernel: 3, stride: 1, padding: 1, countsPadding: false },
    main,
  )
  const third = builder.append('leakyRelu', `${name}.branch3.relu`, { slope: 0.1 }, main)
  builder.appendTo([first, second, third], 'concat', `${name}.concat`, {}, main)
  builder.append('conv', `${name}.conv`, { kernel: 1, stride: 1, padding: 0, bias: true, width: 8 }, main)
  const branch = builder.append('scale', `${name}.scale`, { factor: 0.17 }, main)
  builder.appendTo([branch, start], 'add', `${name}.add`, {}, main)
  builder.append('elu', `${name}.elu`, {}, main)
}

/** Highway's and squeeze-and-excitation's: a gate by the data, and channels weighed. */
function gated(builder: GraphBuilder, block: number): void {
  const { name, main, gate } = placed(1, block)
  const start = builder.last
  const convolution = { kernel: 3, stride: 1, padding: 1, bias: true, width: 8 } as const
  builder.appendTo([start], 'conv', `${name}.conv`, convolution, main)
  const map = builder.append('silu', `${name}.silu`, {}, main)
  builder.append('globalAveragePool', `${name}.squeeze.pool`, {}, main)
  builder.append('linear', `${name}.squeeze.fc1`, { width: 4 }, main)
  builder.append('relu', `${name}.squeeze.relu`, {}, main)
  builder.append('linear', `${name}.squeeze.fc2`, { width: 8 }, main)
  const factor = builder.append('sigmoid', `${name}.squeeze.sigmoid`, {}, main)
  const branch = builder.appendTo([map, factor], 'product', `${name}.product`, {}, main)
  builder.appendTo([start], 'conv', `${name}.gate.conv`, convolution, gate)
  const weight = builder.append('sigmoid', `${name}.gate.sigmoid`, {}, gate)
  builder.appendTo([branch, weight, start], 'gate', `${name}.join`, { of: block === 0 ? 'both' : 'shortcut' }, main)
}

/** DenseNet's: each block reads 4 channels more than the one before. */
function dense(builder: GraphBuilder, block: number): void {
  const { name, main } = placed(2, block)
  const start = builder.last
  builder.append('batchNorm', `${name}.bn`, {}, main)
  builder.append('relu', `${name}.relu`, {}, main)
  const grown = builder.append('conv', `${name}.conv`, { kernel: 3, stride: 1, padding: 1, bias: false, width: 4 }, main)
  builder.appendTo([start, grown], 'concat', `${name}.concat`, {}, main)
}

/** Without normalization: learned numbers, weights that begin at zero, a shortcut that shrinks and widens; a block in a block. */
function learned(builder: GraphBuilder, block: number): void {
  const { name, main, shortcut } = placed(3, block)
  const start = builder.last
  const [, , channels = 0] = builder.shapeOf(start)
  const width = channels + 3
  const scaled = { kind: 'scaled', factor: 0.5 } as const
  const zero = { kind: 'constant', value: 0 } as const
  builder.append('bias', `${name}.bias1`, { initial: 0.25 }, main)
  const first = builder.append(
    'conv',
    `${name}.conv1`,
    { kernel: 3, stride: 2, padding: 1, bias: false, width, initial: scaled },
    main,
  )
  builder.append('prelu', `${name}.prelu`, {}, main)
  const inner = builder.append(
    'conv',
    `${name}.conv2`,
    { kernel: 3, stride: 1, padding: 1, bias: false, width, initial: zero },
    main,
  )
  builder.appendTo([inner, first], 'add', `${name}.inner.add`, {}, main)
  builder.append('batchNorm', `${name}.bn`, { initialScale: 0 }, main)
  const branch = builder.append('scalar', `${name}.scalar`, { initial: 0.5 }, main)
  const around = builder.appendTo([start], 'zeroPadShortcut', `${name}.shortcut.pad`, { width, stride: 2 }, shortcut)
  builder.appendTo([branch, around], 'add', `${name}.add`, {}, main)
}

function placed(stage: number, block: number): { name: string; main: Place; gate: Place; shortcut: Place } {
  const place = (branch: 'main' | 'gate' | 'shortcut'): Place => ({ part: 'stage', stage, block, branch })
  return { name: `stage${stage + 1}.block${block + 1}`, main: place('main'), gate: place('gate'), shortcut: place('shortcut') }
}
