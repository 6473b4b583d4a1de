/** The table of block kinds. A kind is defined once, in its file under blocks/; adding one that lacks a rule does not compile. */
import { z } from 'zod'
import { basic } from './blocks/basic.ts'
import type { BlockRule } from './blocks/block-rule.ts'
import { bottleneck } from './blocks/bottleneck.ts'
import { conv } from './blocks/conv.ts'
import { dense } from './blocks/dense.ts'
import { fixup } from './blocks/fixup.ts'
import { highway } from './blocks/highway.ts'
import { inceptionMixed } from './blocks/inception-mixed.ts'
import { inceptionResnet } from './blocks/inception-resnet.ts'
import { shortcutSchema, type Shortcut } from './blocks/shortcut.ts'

export const stageSchema = z.discriminatedUnion('kind', [
  basic.schema,
  bottleneck.schema,
  conv.schema,
  dense.schema,
  highway.schema,
  fixup.schema,
  inceptionMixed.schema,
  inceptionResnet.schema,
])

/** Complete: every field has a value. */
export type Stage = z.output<typeof stageSchema>
/** As a person or a file writes it: what is usual may be left out. */
export type WrittenStage = z.input<typeof stageSchema>
export type StageKind = Stage['kind']

/** In the order in which they are offered. */
export const blockRules = {
  basic,
  bottleneck,
  conv,
  dense,
  highway,
  fixup,
  'inception-mixed': inceptionMixed,
  'inception-resnet': inceptionResnet,
} satisfies { [K in StageKind]: BlockRule<Extract<Stage, { kind: K }>> }

/** CIFAR's first stage (He et al. 2016, section 4.2): what a design begins with. */
export const firstStage: Stage = basic.from({ blocks: 3, width: 16, stride: 1 }, 'A')

export const stageKinds = Object.keys(blockRules) as readonly StageKind[]

/** The rule of a stage's kind. TypeScript cannot see that a stage and the rule of its kind are a pair: here it is told so. */
export function blockRule(kind: StageKind): BlockRule<Stage> {
  return blockRules[kind] as unknown as BlockRule<Stage>
}

/** Whether its shortcuts are those of the options A, B, C and none. */
export function takesShortcut(stage: Stage): stage is Stage & { readonly shortcut: Shortcut } {
  return 'shortcut' in stage && shortcutSchema.safeParse(stage.shortcut).success
}

/** Whether anything leads around its blocks. */
export function isResidual(stage: Stage): boolean {
  return blockRule(stage.kind).shortcut(stage) !== 'none'
}

/** Blocks of all stages that something leads around. */
export function countResidualBlocks(stages: readonly Stage[]): number {
  return stages.filter(isResidual).reduce((sum, { blocks }) => sum + blocks, 0)
}
