/**
 * Residual networks of residual networks (Zhang et al. 2018, RoR): shortcuts around whole stages and around all of them, beside those of
 * blocks. Every addition comes before the one activation that follows the outermost (equations 2 and 3).
 */
import { z } from 'zod'
import type { GraphBuilder } from '../graph/graph-builder.ts'
import type { Branch, Place } from '../graph/layer-graph.ts'
import { sameShape } from '../graph/map-shape.ts'
import type { Shape } from '../graph/tensors.ts'
import type { Stage } from './blocks.ts'
import { lowerSteps } from './lower-steps.ts'
import { layer, type Step } from './steps.ts'
import { walk, type Walked } from './walk.ts'

/** 1: of blocks alone; 2: around all stages too; 3: around each stage as well. The paper's m. */
export const levelsSchema = z.union([z.literal(1), z.literal(2), z.literal(3)])

export type Levels = z.infer<typeof levelsSchema>

/** A shortcut around something, and what follows its addition. */
interface Outer {
  /** `stage2` or `net`. */
  readonly name: string
  /** Of its projection, where it has one. */
  readonly stride: number
  readonly activates: boolean
}

/** The shortcuts that end with a stage, the inner first. `index`: of the stage. */
export function outersAfter(levels: Levels, stages: readonly Stage[], index: number): Outer[] {
  const isLast = index === stages.length - 1
  const ofStage = { name: `stage${index + 1}`, stride: stages[index]?.stride ?? 1, activates: !isLast }
  const ofNet = { name: 'net', stride: stages.reduce((all, { stride }) => all * stride, 1), activates: true }
  return [...(levels === 3 ? [ofStage] : []), ...(levels > 1 && isLast ? [ofNet] : [])]
}

/** The identity, or a projection where the shapes differ (option B). */
function shortcutSteps({ stride }: Outer, from: Shape, to: Shape): Step[] {
  if (sameShape(from, to)) return []
  const width = to[to.length - 1] ?? 1
  return [
    layer('conv', 'shortcut.conv', { kernel: 1, width, stride, padding: 0, bias: false }),
    layer('batchNorm', 'shortcut.bn', {}),
  ]
}

/** Around what goes from the layer `start` to the newest one. `place` is that of the block that ends there. */
export function lowerOuter(builder: GraphBuilder, outer: Outer, start: number, place: (branch: Branch) => Place): void {
  const { name, activates } = outer
  const branch = builder.last
  const first = branch + 1
  const steps = shortcutSteps(outer, builder.shapeOf(start), builder.shapeOf(branch))
  const end = lowerSteps(builder, steps, start, { name, place }, 'shortcut')
  const merge = builder.appendTo([branch, end], 'add', `${name}.add`, {}, place('main'))
  const ways = [
    { branch: 'main', first: start + 1, end: branch },
    { branch: 'shortcut', first, end },
  ] as const
  builder.join({ name, input: start, ways, merge })
  if (activates) builder.append('relu', `${name}.relu`, {}, place('main'))
}

/** The same by arithmetic, beside what it leads around; null where the shortcut cannot be given that shape. */
export function walkOuter(outer: Outer, from: Shape, to: Shape): Walked | null {
  const around = walk(shortcutSteps(outer, from, to), from)
  if (around.mistakes.length > 0 || !sameShape(around.shape, to)) return null
  const after = walk(outer.activates ? [layer('relu', 'relu', {})] : [], to)
  return {
    ...around,
    depth: 0,
    layers: around.layers + 1 + after.layers,
    activations: around.activations + to.reduce((product, side) => product * side, 1) + after.activations,
  }
}
