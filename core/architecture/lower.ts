/** Lowering: from the architecture a person edits to the LayerGraph that everything else reads. */
import type { Architecture, Stem } from './architecture.ts'
import { blockRule, type Stage } from './blocks.ts'
import { paddingOf } from './map-size.ts'
import type { Problem } from './problem.ts'
import { findProblems } from './problems.ts'
import { GraphBuilder } from '../graph/graph-builder.ts'
import type { LayerGraph, Place } from '../graph/layer-graph.ts'

export type Lowered = { ok: true; graph: LayerGraph; problems: readonly Problem[] } | { ok: false; problems: readonly Problem[] }

/**
 * Gives the LayerGraph, or what prevents it: only an architecture without errors has one. Warnings come along.
 * Names follow the architecture and are stable: `stem.conv`, `stage1.block1.conv1`, `head.fc`.
 */
export function lower(architecture: Architecture): Lowered {
  const problems = findProblems(architecture)
  if (problems.some((problem) => problem.severity === 'error')) return { ok: false, problems }
  const { input, stem, stages, head } = architecture
  const builder = new GraphBuilder([input.height, input.width, input.channels])
  if (stem !== null) lowerStem(builder, stem)
  stages.forEach((stage, index) => lowerStage(builder, stage, index))
  lowerHead(builder, head)
  return { ok: true, graph: builder.graph(), problems }
}

function lowerStem(builder: GraphBuilder, { kernel, width, stride, pool }: Stem): void {
  const place: Place = { part: 'stem' }
  builder.append('conv', 'stem.conv', { kernel, width, stride, padding: paddingOf({ kernel }), bias: false }, place)
  builder.append('batchNorm', 'stem.bn', {}, place)
  builder.append('relu', 'stem.relu', {}, place)
  if (pool !== null) builder.append('maxPool', 'stem.pool', { ...pool, padding: paddingOf(pool) }, place)
}

function lowerStage(builder: GraphBuilder, stage: Stage, index: number): void {
  const rule = blockRule(stage.kind)
  for (let block = 0; block < stage.blocks; block++) {
    const name = `stage${index + 1}.block${block + 1}`
    const stride = block === 0 ? stage.stride : 1
    rule.lower(builder, stage, { name, stage: index, block, isLast: block === stage.blocks - 1, stride })
  }
}

function lowerHead(builder: GraphBuilder, { pool, hidden, classes }: Architecture['head']): void {
  const place: Place = { part: 'head' }
  if (pool === 'global-average') builder.append('globalAveragePool', 'head.pool', {}, place)
  else builder.append('flatten', 'head.flatten', {}, place)
  hidden.forEach((width, index) => {
    builder.append('linear', `head.fc${index + 1}`, { width }, place)
    builder.append('relu', `head.relu${index + 1}`, {}, place)
  })
  builder.append('linear', 'head.fc', { width: classes }, place)
}
