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
  readonly stem: Unit | null
  /** By stage. */
  readonly stages: readonly (readonly BlockUnit[])[]
  readonly head: Unit | null
}

/** Throws a RangeError when what leads around blocks leads over the end of a stage. */
export function unitsOf(graph: LayerGraph): Units {
  const readers = readersOf(graph)
  const part = (of: 'stem' | 'head'): Unit | null => {
    const layers = graph.layers.filter(({ place }) => place.part === of)
    return layers.length === 0 ? null : (closed(layers, readers) ?? refuse(of))
  }
  const stages: BlockUnit[][] = []
  let pending: Layer[] = []
  const staged = graph.layers.filter(({ place }) => place.part === 'stage')
  staged.forEach((layer, at) => {
    pending.push(layer)
    const next = staged[at + 1]
    const { place } = layer
    if (place.part !== 'stage' || (next !== undefined && blockKey(next) === blockKey(layer))) return
    const unit = closed(pending, readers)
    const first = pending[0]?.place
    if (unit === null || first?.part !== 'stage') {
      if (stageOf(next) !== place.stage) refuse(`stage ${place.stage + 1}`)
      return
    }
    const blocks = (stages[place.stage] ??= [])
    blocks.push({ ...unit, stage: place.stage, block: first.block })
    pending = []
  })
  return { stem: part('stem'), stages, head: part('head') }
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

function blockKey({ place }: Layer): string {
  return place.part === 'stage' ? `${place.stage} ${place.block}` : place.part
}

function stageOf(layer: Layer | undefined): number | null {
  return layer?.place.part === 'stage' ? layer.place.stage : null
}

function refuse(where: string): never {
  throw new RangeError(`Something leads around the end of ${where}.`)
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
  return unitsOf(graph).stages.map((units, stage) => ({
    name: `stage${stage + 1}`,
    id: units[units.length - 1]?.output ?? imageId,
  }))
}
