/** What the stack drawing shows of an architecture: parts, blocks and layers with their shapes and costs, all derived. */
import type { Architecture } from '../architecture/architecture.ts'
import type { Stage } from '../architecture/blocks.ts'
import type { LayerAnalysis } from '../graph/analysis.ts'
import type { LayerPicture } from '../graph/layer-rule.ts'

/** Rows, columns, channels. */
export type Map3 = readonly [number, number, number]

export interface Cost {
  readonly parameters: number
  /** For one image. */
  readonly macs: number
  /** Numbers kept in memory for the backward pass, for one image, where nothing is computed again. */
  readonly activations: number
}

/** How a block's input reaches its end: not at all, as it is, changed in value, with channels of zeros, or by weights. */
export type ShortcutForm = 'none' | 'identity' | 'changed' | 'zeros' | 'projection'

/** The mark in which the ways of a block meet. */
export type JoinMark = Extract<LayerPicture, 'sum' | 'product' | 'gate' | 'concatenation'>

/** One step along a block: weighted layers that stand side by side. */
export interface BlockColumn {
  readonly ways: number
  /** The most groups that one of them divides its channels into; 1 for none. */
  readonly groups: number
}

export interface ShortcutPicture {
  readonly shortcut: ShortcutForm
  /** What the shortcut does, where it is not the identity: "1×1", "×0.5". */
  readonly shortcutWords: string
}

/** What the cell of a block looks like. */
export interface BlockPicture extends ShortcutPicture {
  readonly columns: readonly BlockColumn[]
  /** Of its columns, how many stand before its ways part and before they meet; null where it is one chain. */
  readonly around: readonly [number, number] | null
  /** In what it ends; null where it is one chain. */
  readonly join: JoinMark | null
  /** Where layers that decide how much of others passes act: within its branch, or where it ends; null where there are none. */
  readonly gate: 'inside' | 'end' | null
}

export interface StackBlock extends Cost, BlockPicture {
  readonly stage: number
  readonly index: number
  readonly input: Map3
  readonly output: Map3
  readonly stride: number
  readonly layers: readonly LayerAnalysis[]
}

export interface StackStage extends Cost {
  readonly index: number
  readonly stage: Stage
  readonly input: Map3
  readonly output: Map3
  readonly blocks: readonly StackBlock[]
  /** Pooling at its end, which is a cell of its own. */
  readonly pool: PoolCell | null
  /** First and last of its layers as the field counts depth, from 1. */
  readonly depth: readonly [number, number]
  /** Pixels of the image one value of its output sees, along a side. */
  readonly receptiveField: number
}

export interface PoolCell {
  readonly output: Map3
  readonly stride: number
}

/** Convolutions of a stem that follow one another, or a pooling. */
export interface StemCell extends PoolCell {
  readonly role: 'conv' | 'pool'
  readonly columns: readonly BlockColumn[]
  readonly costs: Cost
  readonly layers: readonly LayerAnalysis[]
}

export interface StackStem extends Cost {
  readonly cells: readonly StemCell[]
  readonly output: Map3
  readonly receptiveField: number
  readonly layers: readonly LayerAnalysis[]
}

/** One thin cell of the head: pooling or flattening, a hidden layer, class scores. */
export interface HeadPart extends Cost {
  readonly label: string
  /** Rows of its output; 1 for features. */
  readonly rows: number
  readonly features: number
}

/** A shortcut around whole stages, by index: from before the first to after the last. */
export interface OuterShortcut extends ShortcutPicture {
  readonly first: number
  readonly last: number
}

export interface StackHead extends Cost {
  readonly parts: readonly HeadPart[]
  /** Layers with weights. */
  readonly depth: number
  readonly layers: readonly LayerAnalysis[]
}

export interface StackModel extends Cost {
  readonly architecture: Architecture
  readonly input: Map3
  readonly stem: StackStem | null
  readonly stages: readonly StackStage[]
  /** Those around one stage before the one around all. */
  readonly outers: readonly OuterShortcut[]
  readonly head: StackHead
  /** Layers as the field counts them: convolutions on the main path and fully connected layers. */
  readonly depth: number
}
