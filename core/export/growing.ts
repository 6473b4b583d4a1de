/**
 * Networks whose blocks keep all that they read and put maps beside it, in the parts that torchvision's DenseNet has (Huang et al. 2017): `features`,
 * which is the stem, a list of blocks for each stage and what stands before and after it, and `classifier`.
 */
import type { Join, Layer, LayerGraph } from '../graph/layer-graph.ts'
import { isModule } from './member-paths.ts'
import { localName, type BlockUnit, type Units } from './units.ts'

export interface GrowingStage {
  readonly before: readonly Layer[]
  /** Each without what stands before or after it. */
  readonly blocks: readonly BlockUnit[]
  /** What ends the stage, as a part of its own. */
  readonly after: BlockUnit | null
}

export interface Growing {
  readonly stages: readonly GrowingStage[]
  /** Of the head: what goes on with the map, and what begins with features. */
  readonly closing: readonly Layer[]
  readonly classifier: readonly Layer[]
}

/** Null for a network that is of another form, or has anything but modules between its blocks. */
export function growingOf(graph: LayerGraph, units: Units): Growing | null {
  const { stem, around, head } = units
  const joins = new Map(graph.joins.map((join) => [join.merge, join]))
  const stages = units.stages.map((blocks) => growingStage(graph, blocks, joins))
  const last = head.findIndex((layer) => layer.outputShape.length !== 3)
  const closing = head.slice(0, last)
  const found = stages.flatMap((stage) => stage ?? [])
  const between = [stem, closing, ...found.flatMap(({ before, after }) => [before, after?.layers ?? []])].flat()
  const isGrowing = found.length === stages.length && found.length > 0 && around.length === 0 && last >= 0
  return isGrowing && between.every((layer) => isModule(graph, layer) && follows(layer))
    ? { stages: found, closing, classifier: head.slice(last) }
    : null
}

function follows({ id, inputs }: Layer): boolean {
  return inputs.length === 1 && inputs[0] === id - 1
}

function growingStage(graph: LayerGraph, units: readonly BlockUnit[], joins: ReadonlyMap<number, Join>): GrowingStage | null {
  const parts = units.map((unit) => {
    const [join, ...others] = unit.layers.flatMap(({ id }) => joins.get(id) ?? [])
    return join !== undefined && others.length === 0 && grows(graph, join) ? partsOf(unit, join) : null
  })
  const whole = parts.flatMap((part) => part ?? [])
  const [first] = whole
  const end = whole[whole.length - 1]
  if (first === undefined || end === undefined || whole.length < units.length) return null
  const isPlain = whole.every((part) => (part === first || part.before.length === 0) && (part === end || part.after === null))
  return isPlain && (end.after === null || isNamed(end.after))
    ? { before: first.before, blocks: whole.map(({ block }) => block), after: end.after }
    : null
}

/** Whether its layers have a name in common: `transition.bn`, `transition.conv`. */
function isNamed(part: BlockUnit): boolean {
  const names = part.layers.map((layer) => localName(layer, part).split('.'))
  return names.every((name) => name.length > 1 && name[0] === names[0]?.[0])
}

/** Whether a block gives all the channels that its ways end in, and one of them is what it reads. */
function grows(graph: LayerGraph, { input, ways, merge }: Join): boolean {
  const ends = ways.map(({ end }) => channelsAt(graph, end))
  return ways.some(({ end }) => end === input) && channelsAt(graph, merge) === ends.reduce((sum, channels) => sum + channels, 0)
}

function channelsAt({ layers }: LayerGraph, id: number): number {
  return layers[id]?.outputShape[2] ?? 0
}

function partsOf(
  unit: BlockUnit,
  { input, merge }: Join,
): { before: readonly Layer[]; block: BlockUnit; after: BlockUnit | null } {
  const after = unit.layers.filter(({ id }) => id > merge)
  return {
    before: unit.layers.filter(({ id }) => id <= input),
    block: { ...unit, layers: unit.layers.filter(({ id }) => id > input && id <= merge), input, output: merge },
    after: after.length === 0 ? null : { ...unit, layers: after, input: merge },
  }
}
