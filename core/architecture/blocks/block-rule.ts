/**
 * What every kind of block defines, in one file: its fields, its size, what is wrong with it, its layers and its words. Editor, inspector,
 * lowering, limits and tables read it, and no other file names a kind.
 */
import type { z } from 'zod'
import type { GraphBuilder } from '../../graph/graph-builder.ts'
import type { MapSize } from '../map-size.ts'
import type { Problem } from '../problem.ts'
import type { Shortcut } from './shortcut.ts'

/** What stages of every kind have. */
export interface StageSize {
  readonly blocks: number
  readonly width: number
  readonly stride: number
}

/** One block of a stage on its way into the graph. */
export interface BlockSite {
  /** `stage1.block1`: its layers' names begin with it. */
  readonly name: string
  /** Of its stage, from 0. */
  readonly stage: number
  /** Within its stage, from 0. */
  readonly block: number
  readonly isLast: boolean
  /** The stage's own in its first block, else 1. */
  readonly stride: number
}

/** Where a stage stands, for what is wrong with it. */
export interface StageSite<S> {
  readonly index: number
  /** What goes into it. */
  readonly map: MapSize
  /** The stage before it, if that is of the same kind. */
  readonly before: S | undefined
}

/** Convolution or pooling by which a stage makes the map smaller, padded by half its kernel. */
export interface StageWindow {
  readonly kernel: number
  readonly stride: number
  readonly field: 'stride' | 'pool'
}

/** Layers of a block with its shortcut, and multiplications a pixel of the first and of a later block. Upper bounds. */
export interface BlockCosts {
  readonly layersPerBlock: number
  readonly first: number
  readonly later: number
}

/** A field of a kind's own, as the inspector shows it. */
export type StageField<S> = NumberField<S> | ChoiceField<S>

interface FieldWords<S> {
  /** As problems name it. */
  readonly field: keyof S & string
  readonly caption: string
  /** For a screen reader, where the caption alone does not tell. */
  readonly label?: string
  /** What its value means, below it. */
  note?(stage: S): string
}

interface NumberField<S> extends FieldWords<S> {
  readonly kind: 'number'
  readonly min: number
  readonly max: number
  value(stage: S): number
  change(value: number): Partial<S>
}

interface ChoiceField<S> extends FieldWords<S> {
  readonly kind: 'choice'
  choices(stage: S): readonly { readonly value: string; readonly label: string; readonly title?: string }[]
  value(stage: S): string
  /** `value` is one of the choices'. */
  change(value: string, stage: S): Partial<S>
}

export interface BlockRule<S extends StageSize> {
  readonly schema: z.ZodType<S>
  /** `Bottleneck`, and below it what that is. */
  readonly label: string
  readonly note: string
  /** What its width is the width of. */
  readonly widthCaption: string
  /** Its own fields, in the order of the inspector; blocks, width and stride come before them. */
  readonly fields: readonly StageField<S>[]
  /** A stage of this kind in place of one of another. */
  from(size: StageSize, shortcut: Shortcut): S
  /** The same layers without shortcuts. */
  plain(stage: S): S
  shortcut(stage: S): Shortcut
  /** Output channels of its blocks. */
  outputWidth(stage: S): number
  /** Weighted layers on the main path of a block, as depth is counted. */
  layers(stage: S): number
  /** What makes the map smaller, in the order in which it does. */
  windows(stage: S): readonly StageWindow[]
  /** `channels`: that enter the stage. */
  costs(stage: S, channels: number): BlockCosts
  problems(stage: S, site: StageSite<S>): Problem[]
  /** Adds the layers of one block after the newest one. */
  lower(builder: GraphBuilder, stage: S, site: BlockSite): void
  /** `basic of 3`, for tables: kind and own fields, without what other columns hold. */
  describe(stage: S): string
}
