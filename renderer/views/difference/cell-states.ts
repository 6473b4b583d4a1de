/** What a difference says of each cell and part of one of the two stacks. */
import type { ArchitectureDifference } from '../../../core/architecture/diff/diff.ts'
import type { BlockState } from '../../../core/architecture/diff/blocks.ts'
import type { Item, PartId } from '../../../core/drawing/stack-layout.ts'

export type CellState = BlockState | 'moved'
export type Side = 'before' | 'after'

export interface CellStates {
  of(item: Item): CellState
  ofPart(part: PartId): CellState
}

/** Beside its colour each has a sign and a word. */
export const stateSigns: Readonly<Record<CellState, string>> = { same: '', changed: '≠', added: '+', removed: '−', moved: '⇄' }

export function cellStates({ input, stem, stages, head }: ArchitectureDifference, side: Side): CellStates {
  const byStage = new Map(stages.flatMap((stage) => (stage[side] === null ? [] : [[stage[side], stage] as const])))
  const changed = (fields: readonly unknown[]): CellState => (fields.length > 0 ? 'changed' : 'same')

  function ofPart(part: PartId): CellState {
    if (part === 'input') return changed(input)
    if (part === 'head') return changed(head)
    if (part === 'stem') return stem.state
    const stage = byStage.get(part)
    if (!stage) return 'same'
    return stage.state === 'same' && stage.blocks[side].some((state) => state !== 'same') ? 'changed' : stage.state
  }
  /** Of a node or sheaf that stands for many blocks: what they have in common, else that something is changed. */
  function of({ part, block, count }: Item): CellState {
    if (typeof part !== 'number') return ofPart(part)
    const stage = byStage.get(part)
    if (!stage || !block || stage.state === 'moved') return ofPart(part)
    const states = stage.blocks[side].slice(block.index, block.index + count)
    const [first = 'same'] = states
    return states.every((state) => state === first) ? first : 'changed'
  }
  return { of, ofPart }
}
