/**
 * Which activations are not kept for the backward pass but computed again in it (Chen et al. 2016): memory for time. Only what goes from
 * one segment of layers to the next is kept.
 */
import { inputShapes, keptActivations } from './analysis.ts'
import type { Layer, LayerGraph } from './layer-graph.ts'
import { size } from './tensors.ts'

/** Each block is a segment by itself, or runs of about √n of the n blocks are. */
export type ActivationCheckpointing = 'off' | 'block' | 'stage'

/** Layers from `first` to `last` by id, of which only `last` is read by later ones. */
export interface Segment {
  readonly first: number
  readonly last: number
}

/** In their order from the input on. The last one, which the backward pass begins with, gains nothing and is left out. */
export function checkpointedSegments(graph: LayerGraph, checkpointing: ActivationCheckpointing): Segment[] {
  if (checkpointing === 'off') return []
  const blocks = blocksOf(graph)
  const length = checkpointing === 'block' ? 1 : Math.max(1, Math.round(Math.sqrt(blocks.length)))
  const segments: Segment[] = []
  for (let from = 0; from < blocks.length; from += length) {
    const first = blocks[from]
    const last = blocks[Math.min(from + length, blocks.length) - 1]
    if (first !== undefined && last !== undefined) segments.push({ first: first.first, last: last.last })
  }
  return segments.slice(0, -1)
}

/**
 * Layers that are computed a second time going backward: in each segment what the backward pass reads there, and what that is computed from. The
 * end of a segment is kept, so what only leads to it (the last BN, the addition) is not computed again.
 */
export function recomputedLayers(graph: LayerGraph, segments: readonly Segment[]): ReadonlySet<number> {
  const kept = keptActivations(graph)
  const recomputed = new Set<number>()
  for (const { first, last } of segments) {
    for (let id = last - 1; id >= first; id--) if ((kept[id] ?? 0) > 0) recomputed.add(id)
    for (let id = last - 1; id >= first; id--) {
      if (!recomputed.has(id)) continue
      for (const input of graph.layers[id]?.inputs ?? []) if (input >= first) recomputed.add(input)
    }
  }
  return recomputed
}

/** The stem and each block of a stage, where nothing but their last layer is read from outside. */
function blocksOf(graph: LayerGraph): Segment[] {
  const blocks: { first: number; last: number; of: string }[] = []
  for (const layer of graph.layers) {
    const { place } = layer
    if (place.part === 'input' || place.part === 'head') continue
    const of = place.part === 'stem' ? 'stem' : `${place.stage} ${place.block}`
    const newest = blocks[blocks.length - 1]
    if (newest?.of === of) newest.last = layer.id
    else blocks.push({ first: layer.id, last: layer.id, of })
  }
  const readers = lastReaders(graph)
  return blocks.filter(({ first, last }) => {
    for (let id = first; id < last; id++) if ((readers[id] ?? 0) > last) return false
    return true
  })
}

/** Id of the last layer that reads each layer's output; its own where nothing does. */
function lastReaders(graph: LayerGraph): number[] {
  const readers = graph.layers.map(({ id }) => id)
  for (const { id, inputs } of graph.layers) for (const input of inputs) readers[input] = Math.max(readers[input] ?? 0, id)
  return readers
}

/**
 * Largest number of activations and gradients that are in memory at once, for one image: those kept for the backward pass, and of the
 * layer under way its gradients and outputs. An estimate: what kernels use beside is not in it. `unkept` as of `keptActivations`.
 */
export function peakActivations(graph: LayerGraph, segments: readonly Segment[], unkept: ReadonlySet<number>): number {
  const kept = keptActivations(graph, unkept)
  const passing = (layer: Layer): number =>
    2 * Math.max(size(layer.outputShape), ...inputShapes(graph, layer).map((shape) => size(shape)))
  const segmentOf = new Map(segments.map((segment) => [segment.last, segment]))
  const insides = new Set<number>()
  for (const { first, last } of segments) for (let id = first; id < last; id++) insides.add(id)
  let held = 0
  let peak = 0
  for (const layer of graph.layers) {
    if (!insides.has(layer.id)) held += kept[layer.id] ?? 0
    peak = Math.max(peak, held + passing(layer))
  }
  for (const layer of [...graph.layers].reverse()) {
    const segment = segmentOf.get(layer.id)
    if (segment !== undefined) for (let id = segment.first; id < segment.last; id++) held += kept[id] ?? 0
    peak = Math.max(peak, held + passing(layer))
    held -= kept[layer.id] ?? 0
  }
  return peak
}
