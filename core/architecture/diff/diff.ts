/**
 * The structural difference of two designs: stem, stages and their blocks, head, each the same, added, removed, changed or moved, with the
 * fields that changed. It is data: applied to the one design it gives the other.
 */
import { architectureSchema, type Architecture } from '../architecture.ts'
import type { Stage } from '../blocks.ts'
import type { Stem } from '../stems.ts'
import { alignStages, type StagePair } from './align.ts'
import { alignBlocks, blockTexts, type StageBlocks } from './blocks.ts'
import { differingFields, withFields, type FieldDifference } from './fields.ts'

export type StemDifference =
  | { readonly state: 'same' }
  | { readonly state: 'changed'; readonly fields: readonly FieldDifference[] }
  | { readonly state: 'added' | 'removed'; readonly stem: Stem }

/** Positions count from 0. */
export type StageDifference =
  | {
      readonly state: 'same' | 'changed' | 'moved'
      readonly before: number
      readonly after: number
      /** Empty unless changed. */
      readonly fields: readonly FieldDifference[]
      readonly blocks: StageBlocks
    }
  | {
      readonly state: 'added'
      readonly before: null
      readonly after: number
      readonly stage: Stage
      readonly blocks: StageBlocks
    }
  | {
      readonly state: 'removed'
      readonly before: number
      readonly after: null
      readonly stage: Stage
      readonly blocks: StageBlocks
    }

export interface ArchitectureDifference {
  /** Of the design itself: its name, and whatever else belongs to no part. */
  readonly whole: readonly FieldDifference[]
  readonly input: readonly FieldDifference[]
  readonly stem: StemDifference
  /** In the order of both stacks; a stage that was moved stands where it is after. */
  readonly stages: readonly StageDifference[]
  readonly head: readonly FieldDifference[]
}

/** What turns `before` into `after`; the other way round the same, inverted. Linear in the layers of both. */
export function diffArchitectures(before: Architecture, after: Architecture): ArchitectureDifference {
  const [textsBefore = [], textsAfter = []] = blockTexts(before, after)
  const stageOf = (pair: StagePair): StageDifference[] => {
    const from = pair.before === null ? undefined : before.stages[pair.before]
    const to = pair.after === null ? undefined : after.stages[pair.after]
    const blocks = alignBlocks(textsBefore[pair.before ?? -1] ?? [], textsAfter[pair.after ?? -1] ?? [])
    if (from && to && pair.before !== null && pair.after !== null) {
      const fields = differingFields(from, to)
      const state = pair.moved ? 'moved' : fields.length > 0 ? 'changed' : 'same'
      return [{ state, before: pair.before, after: pair.after, fields, blocks }]
    }
    if (to && pair.after !== null) return [{ state: 'added', before: null, after: pair.after, stage: to, blocks }]
    return from && pair.before !== null ? [{ state: 'removed', before: pair.before, after: null, stage: from, blocks }] : []
  }
  return {
    whole: differingFields(wholeOf(before), wholeOf(after)),
    input: differingFields(before.input, after.input),
    stem: stemDifference(before.stem, after.stem),
    stages: alignStages(before.stages, after.stages).flatMap(stageOf),
    head: differingFields(before.head, after.head),
  }
}

function wholeOf({ input: _input, stem: _stem, stages: _stages, head: _head, ...whole }: Architecture): object {
  return whole
}

function stemDifference(before: Stem | null, after: Stem | null): StemDifference {
  if (before === null) return after === null ? { state: 'same' } : { state: 'added', stem: after }
  if (after === null) return { state: 'removed', stem: before }
  const fields = differingFields(before, after)
  return fields.length > 0 ? { state: 'changed', fields } : { state: 'same' }
}

/** Whether the two are the same network; names aside. */
export function isSameNetwork({ whole, input, stem, stages, head }: ArchitectureDifference): boolean {
  return (
    whole.every(({ field }) => field === 'name') &&
    input.length === 0 &&
    stem.state === 'same' &&
    stages.every(({ state }) => state === 'same') &&
    head.length === 0
  )
}

/** The design that `before` was compared with. Throws a ZodError where the difference is one of other designs. */
export function applyDifference(before: Architecture, difference: ArchitectureDifference): Architecture {
  const { whole, input, stem, stages, head } = difference
  const placed = stages.flatMap((stage) => {
    if (stage.state === 'removed') return []
    if (stage.state === 'added') return [{ at: stage.after, stage: stage.stage }]
    return [{ at: stage.after, stage: withFields(before.stages[stage.before] ?? {}, stage.fields) }]
  })
  return architectureSchema.parse({
    ...withFields(wholeOf(before), whole),
    input: withFields(before.input, input),
    stem: stemAfter(before.stem, stem),
    stages: placed.sort((one, other) => one.at - other.at).map(({ stage }) => stage),
    head: withFields(before.head, head),
  })
}

function stemAfter(before: Stem | null, difference: StemDifference): object | null {
  switch (difference.state) {
    case 'same':
      return before
    case 'added':
      return difference.stem
    case 'removed':
      return null
    case 'changed':
      return withFields(before ?? {}, difference.fields)
  }
}
