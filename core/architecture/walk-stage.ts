/** A stage by arithmetic: a few of its blocks stand for all, where those are alike, or each as much larger as the one before it. */
import { sameShape } from '../graph/map-shape.ts'
import type { Shape } from '../graph/tensors.ts'
import { blockRule, type Stage } from './blocks.ts'
import { largestLayers } from './limits.ts'
import { mapOf, shapeOf, type MapSize } from './map-size.ts'
import { walk, type Mistake, type Walked } from './walk.ts'

/** What a stage is told of the network that it stands in. */
export interface StageSurroundings {
  /** Whether shortcuts around it, or around all stages, end with its last block. */
  readonly meetsOuter: boolean
  readonly residualBlocks: number
}

export interface WalkedStage extends Walked {
  /** Its first block alone. */
  readonly first: Walked
}

export function walkStage(stage: Stage, index: number, before: MapSize, within: StageSurroundings): WalkedStage {
  const rule = blockRule(stage.kind)
  const last = stage.blocks - 1
  const blockAt = (block: number, shape: Shape): Walked =>
    walk(
      rule.block(stage, {
        stage: index,
        block,
        isLast: block === last,
        stride: block === 0 ? stage.stride : 1,
        meetsOuter: block === last && within.meetsOuter,
        residualBlocks: within.residualBlocks,
        map: mapOf(shape),
      }),
      shape,
    )
  const first = blockAt(0, shapeOf(before))
  const others: Walked[] = []
  const isCounted = rule.countedFrom !== undefined
  let sum = first
  for (let block = 1; block <= last; block++) {
    const newest = blockAt(block, sum.shape)
    others.push(newest)
    // Between this one and the last: what that may end in, no other has.
    const between = Math.max(0, last - 1 - block)
    // Of far too many, each counts as this one.
    const alike = (!isCounted && sameShape(newest.shape, sum.shape)) || sum.layers > largestLayers
    sum = added(sum, newest, alike ? 1 + between : 1)
    const more = alike || isCounted ? null : growth(others, between, (shape) => blockAt(last - 1, shape))
    if (more !== null) sum = added(sum, more, 1)
    if (alike || more !== null) block += between
  }
  return { ...sum, first }
}

/**
 * What the next `count` blocks come to together, where each adds as many channels, and costs as much more, as the one before it; null where they
 * do not. `walked` are those before them; `farthest` gives the last of the next ones from what goes into it.
 */
function growth(walked: readonly Walked[], count: number, farthest: (before: Shape) => Walked): Walked | null {
  const [a, b, c] = walked.slice(-3)
  if (c === undefined || b === undefined || a === undefined || count < 2) return null
  const by = c.shape.map((side, axis) => side - (b.shape[axis] ?? 0))
  const grown = (times: number): Shape | null => {
    const [height, width, channels] = c.shape
    if (channels === undefined || width === undefined || by[0] !== 0 || by[1] !== 0) return null
    return [height, width, channels + times * (by[2] ?? 0)]
  }
  const [into, out] = [grown(count - 1), grown(count)]
  const isSteady = costs.every((cost) => isNear(c[cost] - b[cost], b[cost] - a[cost]))
  if (into === null || out === null || !isSteady || c.mistakes.length > 0) return null
  const end = farthest(into)
  const isSo = sameShape(end.shape, out) && costs.every((cost) => isNear(end[cost], c[cost] + count * (c[cost] - b[cost])))
  if (!isSo || end.mistakes.length > 0) return null
  const together = (cost: Cost): number => count * c[cost] + ((count * (count + 1)) / 2) * (c[cost] - b[cost])
  return {
    shape: end.shape,
    layers: together('layers'),
    depth: together('depth'),
    parameters: together('parameters'),
    macs: together('macs'),
    activations: together('activations'),
    mistakes: [],
  }
}

const costs = ['layers', 'depth', 'parameters', 'macs', 'activations'] as const
type Cost = (typeof costs)[number]

/** Equal, as far as numbers of that size are exact. */
const isNear = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 4 * Number.EPSILON * Math.max(Math.abs(one), Math.abs(other))

function added(sum: Walked, block: Walked, times: number): Walked {
  return {
    shape: block.shape,
    layers: sum.layers + times * block.layers,
    depth: sum.depth + times * block.depth,
    parameters: sum.parameters + times * block.parameters,
    macs: sum.macs + times * block.macs,
    activations: sum.activations + times * block.activations,
    mistakes: [...sum.mistakes, ...withoutRepeats(block.mistakes, sum.mistakes)],
  }
}

/** A mistake that blocks share is told once. */
function withoutRepeats(mistakes: readonly Mistake[], told: readonly Mistake[]): Mistake[] {
  return mistakes.filter(({ kind, step }) => !told.some((other) => other.kind === kind && other.step.name === step.name))
}
