/** What the lane under the drawing shows: the layers of the unfolded block, or of stem or head. */
import { formatCounted } from '../../format.ts'
import type { PartId } from './stack-layout.ts'
import type { ShortcutForm, StackLayer, StackModel } from './stack-model.ts'

export interface LaneContent {
  readonly title: string
  readonly note: string
  readonly layers: readonly StackLayer[]
  readonly shortcut: ShortcutForm
}

/** Null when nothing is unfolded. Stem and head have no blocks: they are unfolded while they are selected. */
export function laneOf(model: StackModel, part: PartId, open: number | null): LaneContent | null {
  if (part === 'stem' && model.stem)
    return { title: 'Stem', note: 'before the stages', layers: model.stem.layers, shortcut: 'none' }
  if (part === 'head') return { title: 'Head', note: 'after the stages', layers: model.head.layers, shortcut: 'none' }
  const block = typeof part === 'number' && open !== null ? model.stages[part]?.blocks[open] : undefined
  if (!block) return null
  const note = `${formatCounted(block.convolutions, 'layer')} deep`
  return { title: `Stage ${block.stage + 1}, block ${block.index + 1}`, note, layers: block.layers, shortcut: block.shortcut }
}
