/**
 * What every kind of block defines, in one file: its fields, its layers, what is wrong with it and its words. Editor, inspector, lowering,
 * limits, tables and the drawing read it, and no other file names a kind.
 */
import type { z } from 'zod'
import type { MapSize } from '../map-size.ts'
import type { PartField } from '../part-field.ts'
import type { Problem } from '../problem.ts'
import type { Step } from '../steps.ts'
import type { Shortcut } from './shortcut.ts'

/** What stages of every kind have. */
export interface StageSize {
  readonly blocks: number
  readonly width: number
  readonly stride: number
}

/** One block of a stage, where it stands. */
export interface BlockSite {
  /** Of its stage, from 0. */
  readonly stage: number
  /** Within its stage, from 0. */
  readonly block: number
  readonly isLast: boolean
  /** The stage's own in its first block, else 1. */
  readonly stride: number
  /** Whether a shortcut around the whole stage is added to it: what it does after its own addition is done after that one instead. */
  readonly meetsOuter: boolean
  /** Of the whole network: blocks that something leads around. */
  readonly residualBlocks: number
  /** What goes into it. */
  readonly map: MapSize
}

/** Where a stage stands, for what is wrong with it. */
export interface StageSite<S> {
  readonly index: number
  /** What goes into it. */
  readonly map: MapSize
  /** The stage before it, if that is of the same kind. */
  readonly before: S | undefined
}

export interface BlockRule<S extends StageSize> {
  readonly schema: z.ZodType<S>
  /** `Bottleneck`, and below it what that is. */
  readonly label: string
  readonly note: string
  /** What its blocks are called in a line: "6 basic, 256". */
  readonly word: string
  /** What its width is the width of. */
  readonly widthCaption: string
  /** Its own fields, in the order of the inspector; blocks, width and stride come before them. */
  readonly fields: readonly PartField<S>[]
  /** A stage of this kind in place of one of another. */
  from(size: StageSize, shortcut: Shortcut): S
  /** The same layers without shortcuts, and without what begins a branch as nothing: nothing would pass. */
  plain(stage: S): S
  /** Where its kind has other connections than shortcuts, which a plain twin keeps: why. */
  readonly notPlain?: string
  shortcut(stage: S): Shortcut
  /** Where that is no option of He et al.: `gated`, `concatenated`; as tables show it. */
  shortcutText?(stage: S): string
  /** What a stage has once, after its last block, taken off: `{ pool: null }`. Left out where its kind has nothing there. */
  readonly withoutEnd?: Partial<S>
  /** What changes in a stage whose blocks are counted from another one on, where it is not the same in all; below 0 from one before the first. */
  countedFrom?(stage: S, block: number): Partial<S>
  /** The layers of one block. */
  block(stage: S, site: BlockSite): readonly Step[]
  /** What is wrong with it beside its windows, which are looked at for every kind alike. */
  problems(stage: S, site: StageSite<S>): Problem[]
  /** `basic of 3`, for tables: kind and own fields, without what other columns hold. */
  describe(stage: S): string
}
