/** From an architecture to what the stack drawing shows: lowered, analysed, grouped by part and block. */
import type { Architecture } from '../architecture/architecture.ts'
import type { Problem } from '../architecture/problem.ts'
import { isResidual, type Stage } from '../architecture/blocks.ts'
import { setHead, setStage, setStem } from '../architecture/edit.ts'
import { lower } from '../architecture/lower.ts'
import { analyse, isWeighted, ruleOf, type LayerAnalysis } from '../graph/analysis.ts'
import type { Join, Layer, LayerGraph } from '../graph/layer-graph.ts'
import { columnsOf, markOf, onEveryWay, pictureOf, shortcutOf, strideThrough } from './block-picture.ts'
import type {
  BlockPicture,
  Cost,
  HeadPart,
  Map3,
  OuterShortcut,
  PoolCell,
  StackBlock,
  StackHead,
  StackModel,
  StackStage,
  StackStem,
  StemCell,
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
    if (place === 'stem') return setStem(mended, changes)
    return place === 'head' ? setHead(mended, changes) : mended
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
  const stemModel = stemOf(stem, image)
  const joined = { graph, joins: new Map(graph.joins.map((join) => [join.name, join])) }
  let before = stemModel?.output ?? image
  let depth = columnsOf(stem.map(({ layer }) => layer)).length
  const stageModels = stages.map((stage, index) => {
    const model = stageOf(joined, stage, index, blocks[index] ?? [], before, depth)
    before = model.output
    depth = model.depth[1]
    return model
  })
  return {
    architecture,
    input: image,
    stem: stemModel,
    stages: stageModels,
    outers: outersOf(graph, stages.length - 1),
    head: headOf(head),
    depth: analysis.depth,
    parameters: analysis.parameters,
    macs: analysis.macs,
    activations: analysis.activations,
  }
}

/** A graph with its joins by name. What meets within a block comes before the block's own ends: of one name the last holds. */
interface JoinedGraph {
  readonly graph: LayerGraph
  readonly joins: ReadonlyMap<string, Join>
}

function sum(costs: readonly Cost[]): Cost {
  let [parameters, macs, activations] = [0, 0, 0]
  for (const cost of costs) {
    parameters += cost.parameters
    macs += cost.macs
    activations += cost.activations
  }
  return { parameters, macs, activations }
}

const layersOf = (analyses: readonly LayerAnalysis[]): Layer[] => analyses.map(({ layer }) => layer)

const mapOf = (layers: readonly LayerAnalysis[], otherwise: Map3): Map3 => {
  const shape = layers[layers.length - 1]?.layer.outputShape
  return shape?.length === 3 ? shape : otherwise
}

const fieldOf = (layers: readonly LayerAnalysis[]): number => layers[layers.length - 1]?.receptiveField ?? 1

const isPool = ({ layer }: LayerAnalysis): boolean => ruleOf(layer).picture === 'pool'

function stemOf(layers: readonly LayerAnalysis[], image: Map3): StackStem | null {
  if (layers.length === 0) return null
  const groups: LayerAnalysis[][] = []
  const alone = onEveryWay(layersOf(layers))
  let wasPool = false
  layers.forEach((analysis, at) => {
    const last = groups[groups.length - 1]
    // A pooling beside other ways is part of their cell; what follows one without weights of its own belongs to it.
    const begins = (isPool(analysis) && alone[at]) || (wasPool && isWeighted(analysis.layer))
    if (last && !begins) last.push(analysis)
    else {
      groups.push([analysis])
      wasPool = isPool(analysis)
    }
  })
  let before = image
  const cells = groups.map((group): StemCell => {
    before = mapOf(group, before)
    const role = group.some(({ layer }) => isWeighted(layer)) ? 'conv' : 'pool'
    return {
      role,
      output: before,
      stride: strideThrough(layersOf(group)),
      columns: columnsOf(layersOf(group)),
      costs: sum(group),
      layers: group,
    }
  })
  return { ...sum(layers), cells, output: before, receptiveField: fieldOf(layers), layers }
}

function stageOf(
  joined: JoinedGraph,
  stage: Stage,
  index: number,
  blocks: readonly LayerAnalysis[][],
  input: Map3,
  depthBefore: number,
): StackStage {
  let before = input
  const pooling = poolingAfter(blocks[blocks.length - 1] ?? [])
  const built: StackBlock[] = []
  blocks.forEach((layers, block) => {
    const earlier = built[block - 1]
    const own = block === blocks.length - 1 ? layers.slice(0, layers.length - pooling.length) : layers
    const looks = earlier !== undefined && isAgain(earlier.layers, layers) ? earlier : looksOf(joined, stage, index, block, own)
    const output = mapOf(own, before)
    built.push({ ...looks, ...sum(layers), stage: index, index: block, input: before, output, layers })
    before = mapOf(layers, output)
  })
  const flat = blocks.flat()
  const pool: PoolCell | null = pooling.length > 0 ? { output: before, stride: strideThrough(layersOf(pooling)) } : null
  return {
    ...sum(flat),
    index,
    stage,
    input,
    output: before,
    blocks: built,
    pool,
    depth: [depthBefore + 1, depthBefore + built.reduce((depth, { columns }) => depth + columns.length, 0)],
    receptiveField: fieldOf(flat),
  }
}

/** The pooling in which a block ends, with what follows it; none where weights or a join come after it. */
function poolingAfter(layers: readonly LayerAnalysis[]): readonly LayerAnalysis[] {
  for (let at = layers.length - 1; at > 0; at -= 1) {
    const analysis = layers[at]
    if (analysis === undefined || isWeighted(analysis.layer) || markOf(analysis.layer) !== null) return []
    if (isPool(analysis)) return layers.slice(at)
  }
  return []
}

/** Whether these are the layers of the block before once more, lowered from the same steps. */
function isAgain(before: readonly LayerAnalysis[], layers: readonly LayerAnalysis[]): boolean {
  return before.length === layers.length && layers.every(({ layer }, at) => layer.config === before[at]?.layer.config)
}

/** `own` are its layers without a pooling in which it ends: that is drawn as a cell of its own. */
function looksOf(
  { graph, joins }: JoinedGraph,
  stage: Stage,
  index: number,
  block: number,
  own: readonly LayerAnalysis[],
): BlockPicture & Pick<StackBlock, 'stride'> {
  const layers = layersOf(own)
  const picture = pictureOf(graph, layers, joins.get(`stage${index + 1}.block${block + 1}`))
  return { ...askedFor(stage, block, picture), stride: strideThrough(layers) }
}

/** What leads around whole stages; its join is called after the stage, or after the net. */
function outersOf(graph: LayerGraph, last: number): OuterShortcut[] {
  return graph.joins
    .flatMap((join) => {
      if (join.name === 'net') return [{ first: 0, last, ...shortcutOf(join, graph) }]
      const stage = Number(/^stage(\d+)$/.exec(join.name)?.[1] ?? 0) - 1
      return stage < 0 ? [] : [{ first: stage, last: stage, ...shortcutOf(join, graph) }]
    })
    .sort((a, b) => a.last - a.first - b.last + b.first)
}

/** Where an impossible shortcut was left out of the graph, what the person asked for is drawn, and marked. */
function askedFor(stage: Stage, block: number, picture: BlockPicture): BlockPicture {
  if (picture.join !== null || !isResidual(stage)) return picture
  return { ...picture, shortcut: block === 0 ? 'zeros' : 'identity', around: [0, picture.columns.length], join: 'sum' }
}

function headOf(layers: readonly LayerAnalysis[]): StackHead {
  const groups: LayerAnalysis[][] = []
  for (const analysis of layers) {
    const rule = ruleOf(analysis.layer)
    const begins = rule.weighted === true || rule.isView === true || rule.picture === 'pool'
    const last = groups[groups.length - 1]
    if (last && !begins) last.push(analysis)
    else groups.push([analysis])
  }
  const depth = layers.filter(({ layer }) => isWeighted(layer)).length
  return { ...sum(layers), parts: groups.flatMap(headPart), depth, layers }
}

function headPart(layers: readonly LayerAnalysis[]): HeadPart[] {
  const [first] = layers
  if (first === undefined) return []
  const { layer } = first
  const { outputShape: shape } = layer
  const rows = shape.length === 3 ? shape[0] : 1
  return [{ label: ruleOf(layer).label(layer.config), rows, features: shape.at(-1) ?? 1, ...sum(layers) }]
}
