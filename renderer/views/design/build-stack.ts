/** From an architecture to what the stack drawing shows: lowered, analysed, grouped by part and block. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { Problem } from '../../../core/architecture/problem.ts'
import { isResidual, type Stage } from '../../../core/architecture/blocks.ts'
import { setStage } from '../../../core/architecture/edit.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { analyse, isShortcut, isWeighted, ruleOf, type LayerAnalysis } from '../../../core/graph/analysis.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import type {
  Cost,
  Map3,
  ShortcutForm,
  StackBlock,
  StackHead,
  StackLayer,
  StackModel,
  StackStage,
  StackStem,
} from './stack-model.ts'

export interface BuiltStack {
  /** Null when not even a mended copy can be lowered: the problems say why. */
  readonly model: StackModel | null
  readonly problems: readonly Problem[]
}

/** The drawing of an architecture and its problems. An invalid one is drawn as far as it goes, see `drawable`. */
export function buildStack(architecture: Architecture): BuiltStack {
  const lowered = lower(architecture)
  if (lowered.ok) return { model: modelOf(architecture, lowered.graph), problems: lowered.problems }
  const mended = lower(drawable(architecture, lowered.problems))
  return { model: mended.ok ? modelOf(architecture, mended.graph) : null, problems: lowered.problems }
}

/**
 * A copy in which each field with an error has the value that would mend it. A shortcut that cannot be is left out instead of
 * projected: option A has no parameters, so the counts stay those of what was asked for.
 */
function drawable(architecture: Architecture, problems: readonly Problem[]): Architecture {
  return problems.reduce((mended, { severity, place, field, mend }) => {
    if (severity !== 'error' || !mend) return mended
    const changes = { [field]: field === 'shortcut' ? 'none' : mend.value }
    if (typeof place === 'number') return setStage(mended, place, changes)
    return place === 'stem' && mended.stem ? { ...mended, stem: { ...mended.stem, ...changes } } : mended
  }, architecture)
}

function modelOf(architecture: Architecture, graph: LayerGraph): StackModel {
  const { input, stages } = architecture
  const analysis = analyse(graph)
  const stem: LayerAnalysis[] = []
  const head: LayerAnalysis[] = []
  const blocks: LayerAnalysis[][][] = stages.map((stage) => Array.from({ length: stage.blocks }, () => []))
  for (const layer of analysis.layers) {
    const { place } = layer.layer
    if (place.part === 'stem') stem.push(layer)
    else if (place.part === 'head') head.push(layer)
    else if (place.part === 'stage') blocks[place.stage]?.[place.block]?.push(layer)
  }
  const image: Map3 = [input.height, input.width, input.channels]
  const stemModel = stemOf(architecture, stem)
  let before = stemModel?.output ?? image
  let depth = stem.filter(isDeep).length
  const stageModels = stages.map((stage, index) => {
    const model = stageOf(stage, index, blocks[index] ?? [], before, depth)
    before = model.output
    depth = model.depth[1]
    return model
  })
  return {
    architecture,
    input: image,
    stem: stemModel,
    stages: stageModels,
    head: headOf(head),
    depth: analysis.depth,
    parameters: analysis.parameters,
    macs: analysis.macs,
    activations: analysis.activations,
  }
}

const isDeep = ({ layer }: LayerAnalysis): boolean => isWeighted(layer) && !isShortcut(layer)

function sum(costs: readonly Cost[]): Cost {
  let [parameters, macs, activations] = [0, 0, 0]
  for (const cost of costs) {
    parameters += cost.parameters
    macs += cost.macs
    activations += cost.activations
  }
  return { parameters, macs, activations }
}

const mapOf = (layers: readonly LayerAnalysis[], otherwise: Map3): Map3 => {
  const shape = layers[layers.length - 1]?.layer.outputShape
  return shape?.length === 3 ? shape : otherwise
}

const fieldOf = (layers: readonly LayerAnalysis[]): number => layers[layers.length - 1]?.receptiveField ?? 1

function layerOf({ layer, parameters, macs, activations }: LayerAnalysis): StackLayer {
  const rule = ruleOf(layer)
  return {
    name: layer.name,
    label: rule.label(layer.config),
    kind: layer.kind,
    stride: rule.window(layer.config).stride,
    outputShape: layer.outputShape,
    branch: isShortcut(layer) ? 'shortcut' : 'main',
    parameters,
    macs,
    activations,
  }
}

function stemOf({ stem }: Architecture, layers: readonly LayerAnalysis[]): StackStem | null {
  const conv = layers.filter(({ layer }) => layer.kind === 'conv')
  const pool = layers.filter(({ layer }) => layer.kind === 'maxPool')
  if (!stem || conv.length === 0) return null
  const output = mapOf(layers, [1, 1, stem.width])
  return {
    ...sum(layers),
    conv: mapOf(conv, output),
    stride: stem.stride,
    pool: stem.pool && pool.length > 0 ? { output: mapOf(pool, output), stride: stem.pool.stride } : null,
    output,
    receptiveField: fieldOf(layers),
    layers: layers.map(layerOf),
  }
}

function stageOf(stage: Stage, index: number, blocks: readonly LayerAnalysis[][], input: Map3, depthBefore: number): StackStage {
  let before = input
  const built = blocks.map((layers, block) => {
    const model = blockOf(stage, index, block, layers, before)
    before = mapOf(layers, model.output)
    return model
  })
  const flat = blocks.flat()
  const pool = flat.find(({ layer }) => layer.kind === 'maxPool')
  const deep = flat.filter(isDeep).length
  return {
    ...sum(flat),
    index,
    stage,
    input,
    output: before,
    blocks: built,
    pool: pool ? { output: before, stride: ruleOf(pool.layer).window(pool.layer.config).stride } : null,
    depth: [depthBefore + 1, depthBefore + deep],
    receptiveField: fieldOf(flat),
  }
}

/** The block's own output is that before a stage's pooling: the drawing shows the pooling as a cell of its own. */
function blockOf(stage: Stage, index: number, block: number, analyses: readonly LayerAnalysis[], input: Map3): StackBlock {
  const own = analyses.filter(({ layer }) => layer.kind !== 'maxPool')
  return {
    ...sum(analyses),
    stage: index,
    index: block,
    input,
    output: mapOf(own, input),
    stride: block === 0 ? stage.stride : 1,
    shortcut: shortcutOf(stage, analyses),
    convolutions: analyses.filter(isDeep).length,
    layers: analyses.map(layerOf),
  }
}

/** What the graph has as shortcut; where an impossible one was left out, what the person asked for is drawn, and marked. */
function shortcutOf(stage: Stage, analyses: readonly LayerAnalysis[]): ShortcutForm {
  if (!isResidual(stage)) return 'none'
  const branch = analyses.filter(({ layer }) => isShortcut(layer))
  if (branch.some(({ layer }) => layer.kind === 'conv')) return 'projection'
  if (branch.some(({ layer }) => layer.kind === 'zeroPadShortcut')) return 'zeros'
  const first = analyses[0]?.layer
  const impossible = !analyses.some(({ layer }) => layer.kind === 'add')
  return impossible && first?.place.part === 'stage' && first.place.block === 0 ? 'zeros' : 'identity'
}

function headOf(layers: readonly LayerAnalysis[]): StackHead {
  const parts: { label: string; features: number; costs: LayerAnalysis[] }[] = []
  for (const analysis of layers) {
    const last = parts[parts.length - 1]
    if (analysis.layer.kind === 'relu' && last) last.costs.push(analysis)
    else parts.push({ label: layerOf(analysis).label, features: analysis.layer.outputShape.at(-1) ?? 1, costs: [analysis] })
  }
  return {
    ...sum(layers),
    parts: parts.map(({ label, features, costs }) => ({ label, features, ...sum(costs) })),
    layers: layers.map(layerOf),
  }
}
