/** Which part of the stack is selected, and which stages with it. Pure: what a click, an arrow or Ctrl A makes of it. */
import type { PartId } from '../../../core/drawing/stack-layout.ts'

export interface Chosen {
  /** What the inspector and the unfolded block belong to; one of the stages where any is selected. */
  readonly lead: PartId
  /** Where a range begins that Shift extends. */
  readonly anchor: PartId
  /** Selected stages, ascending; empty where stem or head is selected. */
  readonly stages: readonly number[]
}

/** `one` alone, everything `to` it from the anchor, or it in or out of the others. */
export type SelectHow = 'one' | 'to' | 'toggle'

export function chooseOne(part: PartId): Chosen {
  return { lead: part, anchor: part, stages: typeof part === 'number' ? [part] : [] }
}

export function chooseStages(stages: readonly number[], lead = stages.at(-1)): Chosen {
  return lead === undefined ? chooseOne('head') : { lead, anchor: stages[0] ?? lead, stages }
}

/** Stem and head stand alone: they have nothing in common with stages that could be set. */
export function choose(chosen: Chosen, part: PartId, how: SelectHow): Chosen {
  const { anchor, stages } = chosen
  if (how === 'one' || typeof part !== 'number' || typeof anchor !== 'number') return chooseOne(part)
  if (how === 'to') return { lead: part, anchor, stages: range(anchor, part) }
  if (!stages.includes(part)) return { lead: part, anchor: part, stages: [...stages, part].sort((a, b) => a - b) }
  const left = stages.filter((stage) => stage !== part)
  const lead = left.findLast((stage) => stage < part) ?? left[0]
  return lead === undefined ? chosen : { lead, anchor: lead, stages: left }
}

/** The same in a stack of so many stages: an edit or undo may have left fewer. */
export function chosenAmong(chosen: Chosen, count: number): Chosen {
  if (typeof chosen.lead !== 'number' || chosen.stages.every((stage) => stage < count)) return chosen
  const left = chosen.stages.filter((stage) => stage < count)
  if (left.length > 0) return chooseStages(left)
  return chooseOne(count > 0 ? count - 1 : 'head')
}

function range(one: number, other: number): number[] {
  const first = Math.min(one, other)
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, index) => first + index)
}
