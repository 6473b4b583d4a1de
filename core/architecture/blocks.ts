/** The table of block kinds. A kind is defined once, in its file under blocks/; adding one that lacks a rule does not compile. */
import { z } from 'zod'
import { basic } from './blocks/basic.ts'
import type { BlockRule } from './blocks/block-rule.ts'
import { bottleneck } from './blocks/bottleneck.ts'
import { conv } from './blocks/conv.ts'
import { inceptionMixed } from './blocks/inception-mixed.ts'
import { inceptionResnet } from './blocks/inception-resnet.ts'
import type { Shortcut } from './blocks/shortcut.ts'

export const stageSchema = z.discriminatedUnion('kind', [
  basic.schema,
  bottleneck.schema,
  conv.schema,
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

/** Whether its kind has shortcuts, be the option none. */
export function takesShortcut(stage: Stage): stage is Stage & { readonly shortcut: Shortcut } {
  return 'shortcut' in stage
}

/** Whether anything leads around its blocks. */
export function isResidual(stage: Stage): boolean {
  return blockRule(stage.kind).shortcut(stage) !== 'none'
}
