/** A network in the parts that source is written in: what comes before the stages, blocks, and what comes after. */
import type { Layer, LayerGraph } from '../graph/layer-graph.ts'
import { imageId } from '../graph/layer-graph.ts'

/** A part that reads one thing and gives one thing. */
export interface Unit {
  readonly layers: readonly Layer[]
  /** Id of the layer that it reads, and of the one that others read. */
  readonly input: number
  readonly output: number
}

/** One block of a stage; or several, where something leads around more than one. */
export interface BlockUnit extends Unit {
  readonly stage: number
  /** The first one's place in its stage, from 0. */
  readonly block: number
}

export interface Units {
  readonly stem: readonly Layer[]
  /** Of each stage, its blocks: each reads what the one before gives. */
  readonly stages: readonly (readonly BlockUnit[])[]
  /** What leads around several blocks or stages, and what joins it. */
  readonly around: readonly Layer[]
  readonly head: readonly Layer[]
}

/** Throws a RangeError where a stage's blocks do not follow one another. */
export function unitsOf(graph: LayerGraph): Units {
  const readers = readersOf(graph)
  const stages: BlockUnit[][] = []
  let pending: Layer[] = []
  const staged = graph.layers.filter((layer) => blockName(layer) !== null)
  staged.forEach((layer, at) => {
    pending.push(layer)
    const next = staged[at + 1]
    const { place } = layer
    if (place.part !== 'stage' || (next !== undefined && blockName(next) === blockName(layer))) return
    const unit = closed(pending, readers)
    const first = pending[0]?.place
    const blocks = (stages[place.stage] ??= [])
    const before = blocks[blocks.length - 1]
    const follows = unit !== null && (before === undefined || before.output === unit.input)
    if (!follows || first?.part !== 'stage') {
      if (next?.place.part === 'stage' && next.place.stage === place.stage) return
      throw new RangeError(`The blocks of stage ${place.stage + 1} do not follow one another.`)
    }
    blocks.push({ ...unit, stage: place.stage, block: first.block })
    pending = []
  })
  const part = (of: 'stem' | 'head'): Layer[] => graph.layers.filter(({ place }) => place.part === of)
  const around = graph.layers.filter((layer) => layer.place.part === 'stage' && blockName(layer) === null)
  return { stem: part('stem'), stages, around, head: part('head') }
}

/** Ids of the layers that read each layer. */
export function readersOf(graph: LayerGraph): readonly (readonly number[])[] {
  const readers: number[][] = graph.layers.map(() => [])
  for (const { id, inputs } of graph.layers) for (const input of inputs) readers[input]?.push(id)
  return readers
}

/** These layers as a unit; null where more than one thing leads in, or out. */
function closed(layers: readonly Layer[], readers: readonly (readonly number[])[]): Unit | null {
  const ids = new Set(layers.map(({ id }) => id))
  const inputs = new Set(layers.flatMap((layer) => layer.inputs.filter((id) => !ids.has(id))))
  const outputs = layers.filter(({ id }) => {
    const reading = readers[id] ?? []
    return reading.length === 0 || reading.some((reader) => !ids.has(reader))
  })
  const [input = imageId] = inputs
  const [output] = outputs
  return inputs.size > 1 || outputs.length !== 1 || output === undefined ? null : { layers, input, output: output.id }
}

/** `stage1.block1` of a layer within that block; null for every other. */
function blockName({ name, place }: Layer): string | null {
  return place.part === 'stage' ? (/^stage\d+\.block\d+(?=\.)/.exec(name)?.[0] ?? null) : null
}

/** A layer's name within its part: `conv1` for `stage1.block1.conv1`, `shortcut.conv` for `stage1.block1.shortcut.conv`. */
export function localName(layer: Layer, unit: Unit): string {
  const parts = layer.name.split('.')
  if (layer.place.part !== 'stage') return parts.slice(1).join('.')
  const first = unit.layers[0]?.place
  const isOfFirst = first?.part === 'stage' && first.block === layer.place.block
  return parts.slice(isOfFirst ? 2 : 1).join('.')
}

/** What the stages end in, by the names that feature maps are exported under: `stage1`. */
export function stageEnds(graph: LayerGraph): { name: string; id: number }[] {
  const ends: number[] = []
  for (const { id, name, place } of graph.layers) {
    if (place.part === 'stage' && name.startsWith(`stage${place.stage + 1}.`)) ends[place.stage] = id
  }
  return ends.map((id, stage) => ({ name: `stage${stage + 1}`, id }))
}
