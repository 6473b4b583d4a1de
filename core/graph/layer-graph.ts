/**
 * LayerGraph: the single meaning of an architecture. A directed acyclic graph with one record per layer, in
 * topological order; analysis, the TensorFlow program, the eager interpreter, exporters and the drawing read it.
 */
import type { Initialization } from './initialization.ts'
import type { LayerConfigs, LayerKind } from './layers.ts'
import type { Shape } from './tensors.ts'

/** The way through a block that a layer is on: the branch F, what leads around it, or what decides how much of each passes. */
export type Branch = 'main' | 'shortcut' | 'gate'

/** Where a layer sits in the architecture. */
export type Place =
  { part: 'input' } | { part: 'stem' } | { part: 'head' } | { part: 'stage'; stage: number; block: number; branch: Branch }

interface LayerOf<K extends LayerKind> {
  /** Position in `LayerGraph.layers`. */
  readonly id: number
  /** Unique and stable, used for parameters and metrics: `stage1.block1.conv1`. */
  readonly name: string
  readonly kind: K
  readonly config: LayerConfigs[K]
  /** Ids of the layers it reads, all smaller than its own. */
  readonly inputs: readonly number[]
  readonly outputShape: Shape
  readonly place: Place
}

/** A layer of any kind; `kind` discriminates `config`. */
export type Layer<K extends LayerKind = LayerKind> = { [P in K]: LayerOf<P> }[K]

/** Branches that begin at one layer and meet in another. Numbers are ids of layers. */
export interface Join {
  /** `stage1.block1`, or of a block within it `stage1.block1.inner`. */
  readonly name: string
  /** What all of them read. */
  readonly input: number
  /** In the order in which `merge` reads their ends; the layers of each stand together. */
  readonly ways: readonly { readonly branch: Branch; readonly first: number; readonly end: number }[]
  readonly merge: number
}

export interface LayerGraph {
  /** Topological order; the first is the input, the last gives the class scores. */
  readonly layers: readonly Layer[]
  /** In the order in which they end. */
  readonly joins: readonly Join[]
  /** The rule that its weights are drawn by. */
  readonly initialization: Initialization
}

/** Id of the image in every graph. Nothing trains it, so no gradient goes there. */
export const imageId = 0
