/** A whole architecture by arithmetic: what goes into each part and what each costs. It is walked once: architectures are immutable. */
import type { Architecture } from './architecture.ts'
import { countResidualBlocks } from './blocks.ts'
import { headRule } from './heads.ts'
import { mapOf, shapeOf, type MapSize } from './map-size.ts'
import { outersAfter, walkOuter } from './outer-shortcuts.ts'
import { stemRule } from './stems.ts'
import { sumOf, walk, type Walked } from './walk.ts'
import { walkStage } from './walk-stage.ts'

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

const known = new WeakMap<Architecture, WalkedNetwork>()

export function walkNetwork(architecture: Architecture): WalkedNetwork {
  const before = known.get(architecture)
  if (before !== undefined) return before
  const walked = walkParts(architecture)
  known.set(architecture, walked)
  return walked
}

function walkParts({ input, levels, stem, stages, head }: Architecture): WalkedNetwork {
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

/** Weighted layers on the longest main path, as the field counts depth: 20 for ResNet-20. */
export function depthOf(architecture: Architecture): number {
  const { stem, stages, head } = walkNetwork(architecture)
  return [...(stem ? [stem] : []), ...stages, head].reduce((sum, { depth }) => sum + depth, 0)
}
