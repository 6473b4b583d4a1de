/** What the stack drawing shows of an architecture: parts, blocks and layers with their shapes and costs, all derived. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { Stage } from '../../../core/architecture/blocks.ts'

/** Rows, columns, channels. */
export type Map3 = readonly [number, number, number]

export interface Cost {
  readonly parameters: number
  /** For one image. */
  readonly macs: number
  /** Numbers kept in memory for the backward pass, for one image, where nothing is computed again. */
  readonly activations: number
}

/** How a block's input reaches its end. */
export type ShortcutForm = 'none' | 'identity' | 'zeros' | 'projection'

export interface StackLayer extends Cost {
  readonly name: string
  /** "conv 3×3", "BN", "add". */
  readonly label: string
  readonly kind: string
  readonly stride: number
  readonly outputShape: readonly number[]
  readonly branch: 'main' | 'shortcut'
}

export interface StackBlock extends Cost {
  readonly stage: number
  readonly index: number
  readonly input: Map3
  readonly output: Map3
  readonly stride: number
  readonly shortcut: ShortcutForm
  /** Convolutions on the main path. */
  readonly convolutions: number
  readonly layers: readonly StackLayer[]
}

export interface StackStage extends Cost {
  readonly index: number
  readonly stage: Stage
  readonly input: Map3
  readonly output: Map3
  readonly blocks: readonly StackBlock[]
  /** Max-pooling at its end. */
  readonly pool: { readonly output: Map3; readonly stride: number } | null
  /** First and last of its layers as the field counts depth, from 1. */
  readonly depth: readonly [number, number]
  /** Pixels of the image one value of its output sees, along a side. */
  readonly receptiveField: number
}

export interface StackStem extends Cost {
  readonly conv: Map3
  readonly stride: number
  readonly pool: { readonly output: Map3; readonly stride: number } | null
  readonly output: Map3
  readonly receptiveField: number
  readonly layers: readonly StackLayer[]
}

export interface StackHead extends Cost {
  /** Pooling or flattening, hidden layers, class scores: one thin cell each. */
  readonly parts: readonly (Cost & { readonly label: string; readonly features: number })[]
  readonly layers: readonly StackLayer[]
}

export interface StackModel extends Cost {
  readonly architecture: Architecture
  readonly input: Map3
  readonly stem: StackStem | null
  readonly stages: readonly StackStage[]
  readonly head: StackHead
  /** Layers as the field counts them: convolutions on the main path and fully connected layers. */
  readonly depth: number
}
