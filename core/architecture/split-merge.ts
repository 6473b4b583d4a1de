/**
 * Splitting a stage into two of the same layers, and merging neighbours that differ in nothing but blocks. What a stage has once stays
 * where it was: the stride in the first block, what its kind has after the last block (`withoutEnd`) at the end.
 */
import type { Architecture } from './architecture.ts'
import { blockRule, stageSchema, type Stage } from './blocks.ts'
import { selectedStages, type Selection } from './edit-selection.ts'
import { changed, withStages } from './edit.ts'
import { mostBlocks, mostStages } from './limits.ts'
import { differencesOf, stagesName } from './stage-words.ts'

/** Why the stage cannot be split, as a short phrase; null where it can. */
export function whyNotSplit({ stages }: Architecture, index: number): string | null {
  if (stages.length >= mostStages) return `${mostStages} stages are the most`
  return (stages[index]?.blocks ?? 0) < 2 ? `stage ${index + 1} has one block` : null
}

/** Splits a stage before its block `at`, counted from 0, or in halves. The same architecture where it cannot be. */
export function splitStage(architecture: Architecture, index: number, at?: number): Architecture {
  const stage = architecture.stages[index]
  if (stage === undefined || whyNotSplit(architecture, index) !== null) return architecture
  const rule = blockRule(stage.kind)
  const first = at !== undefined && at > 0 && at < stage.blocks ? at : Math.ceil(stage.blocks / 2)
  const parts = [
    changed(stage, { ...rule.withoutEnd, blocks: first }),
    changed(stage, { stride: 1, blocks: stage.blocks - first, ...rule.countedFrom?.(stage, first) }),
  ]
  return withStages(
    architecture,
    architecture.stages.flatMap((other, position) => (position === index ? parts : [other])),
  )
}

/** Why the selected stages cannot be made one, as a short phrase; null where they can. */
export function whyNotMerge(architecture: Architecture, selection: Selection): string | null {
  const places = selection.filter((at) => at < architecture.stages.length)
  const stages = selectedStages(architecture, places)
  if (stages.length < 2) return 'no stage comes after it'
  const gap = places.findIndex((at, index) => index > 0 && at !== (places[index - 1] ?? 0) + 1)
  if (gap > 0) return `${inSentence(places.slice(gap - 1, gap + 1))} are not neighbours`
  for (const [index, stage] of stages.entries()) {
    const next = stages[index + 1]
    const reason = next && whatParts(stage, next, places.slice(index, index + 2))
    if (reason) return reason
  }
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0)
  return blocks > mostBlocks ? `together they have ${blocks} blocks, and ${mostBlocks} are the most` : null
}

/** Makes one stage of the selected ones. The same architecture where that cannot be. */
export function mergeStages(architecture: Architecture, selection: Selection): Architecture {
  const stages = selectedStages(architecture, selection)
  const [first, last] = [stages[0], stages.at(-1)]
  if (!first || !last || whyNotMerge(architecture, selection) !== null) return architecture
  const blocks = stages.reduce((sum, stage) => sum + stage.blocks, 0)
  const counted = blockRule(last.kind).countedFrom?.(last, last.blocks - blocks)
  const merged = changed(last, { stride: first.stride, blocks, ...counted })
  return withStages(
    architecture,
    architecture.stages.flatMap((stage, at) => (at === selection[0] ? [merged] : selection.includes(at) ? [] : [stage])),
  )
}

/** What keeps two neighbours from being one stage; null where nothing does. */
function whatParts(one: Stage, next: Stage, places: Selection): string | null {
  const [at = 0, after = 0] = places
  if (one.kind !== next.kind) return `${inSentence(places)} differ in ${firstDifference(one, next)}`
  const rule = blockRule(one.kind)
  const end = rule.withoutEnd ?? {}
  const open = changed(one, end)
  if (!same(open, one)) return `stage ${at + 1} ends with what only a last block has, ${firstDifference(open, one)}`
  if (next.stride > 1) return `stage ${after + 1} has stride ${next.stride}, which only a first block has`
  const counted = changed(next, rule.countedFrom?.(next, -one.blocks) ?? {})
  const alike = changed(counted, { ...end, blocks: one.blocks, stride: one.stride })
  return same(one, alike) ? null : `${inSentence(places)} differ in ${firstDifference(one, alike)}`
}

function firstDifference(one: Stage, other: Stage): string {
  const difference = differencesOf(one, other)[0]
  return difference ? `${difference.caption}: ${difference.from}, ${difference.to}` : 'what no field shows'
}

/** The schema puts the fields in its order, whatever order they were made in. */
const same = (one: Stage, other: Stage): boolean =>
  JSON.stringify(stageSchema.parse(one)) === JSON.stringify(stageSchema.parse(other))

const inSentence = (selection: Selection): string => stagesName(selection).replace(/^S/, 's')
