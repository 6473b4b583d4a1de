/**
 * Which layer of a Keras model is which of a network, where their names say nothing: those that have tensors of one shape and read the same ways. A
 * layer's way is all that leads to it from the image, so that the two ends of a block with equal convolutions are told apart. Pure.
 */
import { createHash } from 'node:crypto'
import type { TensorName } from '../../export/module-paths.ts'
import type { Layer, LayerGraph } from '../../graph/layer-graph.ts'
import type { LayerVariables } from './hdf5.ts'
import type { KerasLayer } from './model.ts'

interface Node {
  /** By their places; -1 is the image. */
  readonly inputs: readonly number[]
  /** Of its first tensor; null where it has none. */
  readonly shape: readonly number[] | null
  /** Whether it puts channels side by side: then their order is part of the way. */
  readonly concatenates: boolean
}

/** Pairs of which there is only one choice. `ours` holds the tensors of each layer that has some. */
export function pairByWays(
  graph: LayerGraph,
  ours: ReadonlyMap<Layer, readonly TensorName[]>,
  model: readonly KerasLayer[],
  variables: ReadonlyMap<string, LayerVariables>,
): ReadonlyMap<Layer, LayerVariables> {
  const here = graph.layers.map((layer): Node => ({
    inputs: layer.inputs,
    shape: ours.get(layer)?.[0]?.shape ?? null,
    concatenates: concatenates(graph, layer),
  }))
  const there = model.map(({ name, kind, inputs }): Node => ({
    inputs,
    shape: variables.get(name)?.variables[0]?.shape ?? null,
    concatenates: kind === 'Concatenate',
  }))
  const [labelsHere, labelsThere] = [labelsOf(here), labelsOf(there)]
  const pairs = new Map<Layer, LayerVariables>()
  // What follows is looked at only where what leads there is the same for several: the head may be another.
  for (const label of ['way', 'wayOn'] as const) {
    const [placesHere, placesThere] = [labelsHere, labelsThere].map((labels) => placesBy(labels, label))
    for (const [text, [first, ...others]] of placesHere ?? []) {
      const [found, ...more] = placesThere?.get(text) ?? []
      if (first === undefined || found === undefined || others.length + more.length > 0) continue
      const [layer, kept] = [graph.layers[first], variables.get(model[found]?.name ?? '')]
      if (layer !== undefined && kept !== undefined) pairs.set(layer, kept)
    }
  }
  return pairs
}

function concatenates(graph: LayerGraph, { inputs, outputShape }: Layer): boolean {
  const channels = inputs.map((input) => graph.layers[input]?.outputShape.at(-1) ?? 0)
  return inputs.length > 1 && channels.reduce((sum, count) => sum + count, 0) === outputShape.at(-1)
}

const image = ['image']

interface Label {
  /** What leads to the layer, and its shape. */
  readonly way: string
  /** That, and what reads it, up to `ahead` layers with tensors. */
  wayOn: string
}

/** As far as equal ways from one map go on before they differ: in Inception's units a convolution, its normalisation, and the next convolution. */
const ahead = 4

/** Of the layers with tensors, by their places. */
function labelsOf(nodes: readonly Node[]): ReadonlyMap<number, Label> {
  const labels = new Map<number, Label>()
  const readers = new Map<number, number[]>()
  /** What each layer gives: as ways, and as the layers with tensors that it comes from. */
  const given: { readonly ways: readonly string[]; readonly from: readonly number[] }[] = []
  nodes.forEach(({ inputs, shape, concatenates }, place) => {
    const read = inputs.map((input) => given[input]?.ways ?? image)
    const from = [...new Set(inputs.flatMap((input) => given[input]?.from ?? []))]
    const [only = image, ...others] = read
    const ways = concatenates ? read.flat() : others.length === 0 ? only : [digest(read.map(digest).toSorted())]
    if (shape === null) {
      given.push({ ways, from })
      return
    }
    const way = digest([withoutOnes(shape).join('×'), ...ways])
    given.push({ ways: [way], from: [place] })
    labels.set(place, { way, wayOn: way })
    for (const one of from) readers.set(one, [...(readers.get(one) ?? []), place])
  })
  for (let round = 0; round < ahead; round++) {
    const next = [...labels].map(([place, label]): [Label, string] => {
      const on = (readers.get(place) ?? []).map((reader) => labels.get(reader)?.wayOn ?? '')
      return [label, digest([label.way, ...on.toSorted()])]
    })
    for (const [label, wayOn] of next) label.wayOn = wayOn
  }
  return labels
}

function placesBy(labels: ReadonlyMap<number, Label>, by: keyof Label): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>()
  for (const [place, label] of labels) places.set(label[by], [...(places.get(label[by]) ?? []), place])
  return places
}

/** Sides of 1 stand at other places, and hold nothing. */
export function withoutOnes(shape: readonly number[]): number[] {
  return shape.filter((side) => side !== 1)
}

function digest(parts: readonly string[]): string {
  return createHash('sha1').update(parts.join(' ')).digest('base64')
}
