/** Lowering: from the architecture a person edits to the LayerGraph that everything else reads. */
import type { Architecture } from './architecture.ts'
import { blockRule, countResidualBlocks, type Stage } from './blocks.ts'
import { headRule } from './heads.ts'
import { mapOf } from './map-size.ts'
import { lowerSteps } from './lower-steps.ts'
import { lowerOuter, outersAfter } from './outer-shortcuts.ts'
import type { Problem } from './problem.ts'
import { findProblems } from './problems.ts'
import { stemRule } from './stems.ts'
import type { Step } from './steps.ts'
import type { StageSurroundings } from './walk-stage.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import type { Branch, LayerGraph, Place } from '../graph/layer-graph.ts'
import { sameShape } from '../graph/map-shape.ts'
import type { Shape } from '../graph/tensors.ts'

export type Lowered = { ok: true; graph: LayerGraph; problems: readonly Problem[] } | { ok: false; problems: readonly Problem[] }

/**
 * Gives the LayerGraph, or what prevents it: only an architecture without errors has one. Warnings come along.
 * Names follow the architecture and are stable: `stem.conv`, `stage1.block1.conv1`, `head.fc`.
 */
export function lower(architecture: Architecture): Lowered {
  const problems = findProblems(architecture)
  if (problems.some((problem) => problem.severity === 'error')) return { ok: false, problems }
  const { input, initialization, levels, stem, stages, head } = architecture
  const builder = new GraphBuilder([input.height, input.width, input.channels], initialization)
  if (stem !== null) {
    const steps = stemRule(stem.kind).steps(stem, mapOf(builder.shapeOf(builder.last)))
    lowerSteps(builder, steps, builder.last, { name: 'stem', place: () => ({ part: 'stem' }) })
  }
  const start = builder.last
  const residualBlocks = countResidualBlocks(stages)
  stages.forEach((stage, index) => {
    const before = builder.last
    const outers = outersAfter(levels, stages, index)
    lowerStage(builder, stage, index, { meetsOuter: outers.length > 0, residualBlocks })
    const place = (branch: Branch): Place => ({ part: 'stage', stage: index, block: stage.blocks - 1, branch })
    for (const outer of outers) lowerOuter(builder, outer, outer.name === 'net' ? start : before, place)
  })
  const steps = headRule(head.kind).steps(head, mapOf(builder.shapeOf(builder.last)))
  lowerSteps(builder, steps, builder.last, { name: 'head', place: () => ({ part: 'head' }) })
  return { ok: true, graph: builder.graph(), problems }
}

function lowerStage(builder: GraphBuilder, stage: Stage, index: number, within: StageSurroundings): void {
  const rule = blockRule(stage.kind)
  /** Of the block before: the shape that it began with, and its steps. */
  let before: { readonly shape: Shape; readonly steps: readonly Step[] } = { shape: builder.shapeOf(builder.last), steps: [] }
  for (let block = 0; block < stage.blocks; block++) {
    const isLast = block === stage.blocks - 1
    const shape = builder.shapeOf(builder.last)
    // Between the first and the last, blocks that begin with the same shape are the same, to their very steps: what reads the graph can tell.
    const isAgain = rule.countedFrom === undefined && block > 1 && !isLast && sameShape(before.shape, shape)
    const steps = isAgain
      ? before.steps
      : rule.block(stage, {
          stage: index,
          block,
          isLast,
          stride: block === 0 ? stage.stride : 1,
          meetsOuter: isLast && within.meetsOuter,
          residualBlocks: within.residualBlocks,
          map: mapOf(shape),
        })
    const place = (branch: Branch): Place => ({ part: 'stage', stage: index, block, branch })
    lowerSteps(builder, steps, builder.last, { name: `stage${index + 1}.block${block + 1}`, place })
    before = { shape, steps }
  }
}
