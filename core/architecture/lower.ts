/** Lowering: from the architecture a person edits to the LayerGraph that everything else reads. */
import type { Architecture, Problem, Shortcut, Stage, Stem } from './architecture.ts'
import { findProblems } from './problems.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import { sameShape } from '../graph/map-shape.ts'
import type { LayerGraph, Place } from '../graph/layer-graph.ts'

export type Lowered = { ok: true; graph: LayerGraph; problems: readonly Problem[] } | { ok: false; problems: readonly Problem[] }

/**
 * Gives the LayerGraph, or what prevents it: only an architecture without errors has one. Warnings come along.
 * Names follow the architecture and are stable: `stem.conv`, `stage1.block1.conv1`, `head.fc`.
 */
export function lower(architecture: Architecture): Lowered {
  const problems = findProblems(architecture)
  if (problems.some((problem) => problem.severity === 'error')) return { ok: false, problems }
  const { input, stem, stages, head } = architecture
  const builder = new GraphBuilder([input.height, input.width, input.channels])
  if (stem !== null) lowerStem(builder, stem)
  stages.forEach((stage, index) => lowerStage(builder, stage, index))
  lowerHead(builder, head)
  return { ok: true, graph: builder.graph(), problems }
}

const half = (kernel: number): number => Math.floor((kernel - 1) / 2)

function lowerStem(builder: GraphBuilder, { kernel, width, stride, pool }: Stem): void {
  const place: Place = { part: 'stem' }
  builder.append('conv', 'stem.conv', { kernel, width, stride, padding: half(kernel), bias: false }, place)
  builder.append('batchNorm', 'stem.bn', {}, place)
  builder.append('relu', 'stem.relu', {}, place)
  if (pool !== null) builder.append('maxPool', 'stem.pool', { ...pool, padding: half(pool.kernel) }, place)
}

function lowerStage(builder: GraphBuilder, stage: Stage, index: number): void {
  for (let block = 0; block < stage.blocks; block++) {
    const stride = block === 0 ? stage.stride : 1
    const start = builder.last
    const name = `stage${index + 1}.block${block + 1}`
    const place: Place = { part: 'stage', stage: index, block, branch: 'main' }
    switch (stage.kind) {
      case 'basic':
        lowerChain(builder, basicChain(stage, stride), name, place)
        lowerShortcut(builder, stage.shortcut, stride, start, name, place)
        break
      case 'bottleneck':
        lowerChain(builder, bottleneckChain(stage, stride), name, place)
        lowerShortcut(builder, stage.shortcut, stride, start, name, place)
        break
      case 'conv': {
        const bias = stage.normalization === 'none'
        builder.append('conv', `${name}.conv`, { kernel: 3, width: stage.width, stride, padding: 1, bias }, place)
        if (!bias) builder.append('batchNorm', `${name}.bn`, {}, place)
        builder.append('relu', `${name}.relu`, {}, place)
        if (stage.pool !== null && block === stage.blocks - 1) {
          builder.append('maxPool', `${name}.pool`, { ...stage.pool, padding: half(stage.pool.kernel) }, place)
        }
        break
      }
    }
  }
}

interface ChainedConv {
  readonly kernel: number
  readonly width: number
  readonly stride: number
}

const basicChain = (stage: Stage & { kind: 'basic' }, stride: number): ChainedConv[] =>
  Array.from({ length: stage.layers }, (_, layer) => ({ kernel: 3, width: stage.width, stride: layer === 0 ? stride : 1 }))

const bottleneckChain = ({ width, expansion, strideIn }: Stage & { kind: 'bottleneck' }, stride: number): ChainedConv[] => [
  { kernel: 1, width, stride: strideIn === '1x1' ? stride : 1 },
  { kernel: 3, width, stride: strideIn === '3x3' ? stride : 1 },
  { kernel: 1, width: width * expansion, stride: 1 },
]

/** Convolutions with BN, and ReLU between them: the branch F. The last ReLU follows the addition. */
function lowerChain(builder: GraphBuilder, chain: readonly ChainedConv[], name: string, place: Place): void {
  chain.forEach((conv, position) => {
    const number = position + 1
    builder.append('conv', `${name}.conv${number}`, { ...conv, padding: half(conv.kernel), bias: false }, place)
    builder.append('batchNorm', `${name}.bn${number}`, {}, place)
    if (number < chain.length) builder.append('relu', `${name}.relu${number}`, {}, place)
  })
}

/** What leads from `start` around the branch, the addition, and the ReLU after it (He et al. 2016, section 3.3). */
function lowerShortcut(builder: GraphBuilder, option: Shortcut, stride: number, start: number, name: string, main: Place): void {
  const place: Place = main.part === 'stage' ? { ...main, branch: 'shortcut' } : main
  const branch = builder.last
  if (option !== 'none') {
    const to = builder.shapeOf(branch)
    const width = to[to.length - 1] ?? 0
    const changes = stride !== 1 || !sameShape(builder.shapeOf(start), to)
    let shortcut = start
    if (option === 'C' || (option === 'B' && changes)) {
      builder.appendTo([start], 'conv', `${name}.shortcut.conv`, { kernel: 1, width, stride, padding: 0, bias: false }, place)
      shortcut = builder.append('batchNorm', `${name}.shortcut.bn`, {}, place)
    } else if (changes) {
      shortcut = builder.appendTo([start], 'zeroPadShortcut', `${name}.shortcut.pad`, { width, stride }, place)
    }
    builder.appendTo([branch, shortcut], 'add', `${name}.add`, {}, main)
  }
  builder.append('relu', `${name}.relu`, {}, main)
}

function lowerHead(builder: GraphBuilder, { pool, hidden, classes }: Architecture['head']): void {
  const place: Place = { part: 'head' }
  if (pool === 'global-average') builder.append('globalAveragePool', 'head.pool', {}, place)
  else builder.append('flatten', 'head.flatten', {}, place)
  hidden.forEach((width, index) => {
    builder.append('linear', `head.fc${index + 1}`, { width }, place)
    builder.append('relu', `head.relu${index + 1}`, {}, place)
  })
  builder.append('linear', 'head.fc', { width: classes }, place)
}
