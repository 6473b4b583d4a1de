/** A whole architecture by arithmetic: what goes into each part and what each costs. A few blocks of a stage stand for all that are alike. */
import { sameShape } from '../graph/map-shape.ts'
import type { Shape } from '../graph/tensors.ts'
import type { Architecture } from './architecture.ts'
import { blockRule, countResidualBlocks, type Stage } from './blocks.ts'
import { headRule } from './heads.ts'
import { largestLayers } from './limits.ts'
import type { MapSize } from './map-size.ts'
import { outersAfter, walkOuter } from './outer-shortcuts.ts'
import { stemRule } from './stems.ts'
import { sumOf, walk, type Mistake, type Walked } from './walk.ts'

export interface WalkedPart extends Walked {
  /** What goes into it. */
  readonly map: MapSize
  /** Of a stage: its first block alone. */
  readonly first?: Walked
}

export interface WalkedNetwork {
  /** Null without a stem. */
  readonly stem: WalkedPart | null
  readonly stages: readonly WalkedPart[]
  readonly head: WalkedPart
  /** Shortcuts around stages that cannot be given the shape of what they lead around, by name. */
  readonly unjoined: readonly string[]
}

export function walkNetwork({ input, levels, stem, stages, head }: Architecture): WalkedNetwork {
  let map: MapSize = input
  const walkedStem = stem === null ? null : { ...walk(stemRule(stem.kind).steps(stem, map), shapeOf(map)), map }
  if (walkedStem !== null) map = mapOf(walkedStem.shape)
  const start = shapeOf(map)
  const unjoined: string[] = []
  const residualBlocks = countResidualBlocks(stages)
  const walkedStages = stages.map((stage, index) => {
    const before = map
    const outers = outersAfter(levels, stages, index)
    const { first, ...blocks } = walkStage(stage, index, before, { meetsOuter: outers.length > 0, residualBlocks })
    const walked = outers.reduce((sum, outer) => {
      const around = walkOuter(outer, outer.name === 'net' ? start : shapeOf(before), sum.shape)
      if (around === null) unjoined.push(outer.name)
      return around === null ? sum : { ...sumOf(sum, around), shape: sum.shape }
    }, blocks)
    map = mapOf(walked.shape)
    return { ...walked, first, map: before }
  })
  const walkedHead = { ...walk(headRule(head.kind).steps(head, map), shapeOf(map)), map }
  return { stem: walkedStem, stages: walkedStages, head: walkedHead, unjoined }
}

/** What a stage is told of the network that it stands in. */
export interface StageSurroundings {
  /** Whether shortcuts around it, or around all stages, end with its last block. */
  readonly meetsOuter: boolean
  readonly residualBlocks: number
}

function walkStage(stage: Stage, index: number, before: MapSize, within: StageSurroundings): { readonly first: Walked } & Walked {
  const rule = blockRule(stage.kind)
  const last = stage.blocks - 1
  const blockAt = (block: number, map: MapSize): Walked =>
    walk(
      rule.block(stage, {
        stage: index,
        block,
        isLast: block === last,
        stride: block === 0 ? stage.stride : 1,
        meetsOuter: block === last && within.meetsOuter,
        residualBlocks: within.residualBlocks,
        map,
      }),
      shapeOf(map),
    )
  const first = blockAt(0, before)
  let sum = first
  for (let block = 1; block <= last; block++) {
    const newest = blockAt(block, mapOf(sum.shape))
    // From here on all blocks but the last, which may end in something, are like this one; and of far too many, each counts as this one.
    const alike = (rule.countedFrom === undefined && sameShape(newest.shape, sum.shape)) || sum.layers > largestLayers
    const times = alike && block < last ? last - block : 1
    sum = added(sum, newest, times)
    block += times - 1
  }
  return { ...sum, first }
}

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

/** Weighted layers on the longest main path, as the field counts depth: 20 for ResNet-20. */
export function depthOf(architecture: Architecture): number {
  const { stem, stages, head } = walkNetwork(architecture)
  return [...(stem ? [stem] : []), ...stages, head].reduce((sum, { depth }) => sum + depth, 0)
}

function shapeOf({ height, width, channels }: MapSize): Shape {
  return [height, width, channels]
}

/** Features stand where a map was refused: they are taken as a map of one pixel. */
export function mapOf(shape: Shape): MapSize {
  return shape.length === 3
    ? { height: shape[0], width: shape[1], channels: shape[2] }
    : { height: 1, width: 1, channels: shape[0] }
}
