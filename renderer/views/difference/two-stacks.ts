/** Two stacks drawn at one scale, so that what is as large looks as large. */
import { cellHeight, fitStack, type StackLayout } from '../../../core/drawing/stack-layout.ts'
import { outerRoom } from '../../../core/drawing/outer-arcs.ts'
import { levelsFor, topFor, type Levels } from '../../../core/drawing/scene.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'

export interface TwoStacks {
  readonly before: StackLayout
  readonly after: StackLayout
  readonly levels: Levels
  /** Of the wider one. */
  readonly width: number
}

const smallestOctave = 17
const largestOctave = 44
/** Room under the cells of each stack, in px. */
const underneath = 60

/** `height`: of the canvas that both share, in px. */
export function twoStacks(before: StackModel, after: StackModel, available: number, height: number): TwoStacks {
  const [one, other] = [before, after].map((model) => fitStack(model, available, 'auto')) as [StackLayout, StackLayout]
  const k = Math.min(one.k, other.k)
  const atScale = (model: StackModel, layout: StackLayout): StackLayout =>
    layout.k === k ? layout : fitStack(model, (layout.width * k) / layout.k, 'auto')
  const layouts = { before: atScale(before, one), after: atScale(after, other) }
  const rows = Math.max(before.input[0], after.input[0])
  const topAt = (octave: number): number =>
    Math.max(topFor(layouts.before.items, octave, outerRoom(before)), topFor(layouts.after.items, octave, outerRoom(after)))
  // Each has half of it, with its names above, and shapes, signs and words under it.
  const room = height / 2 - topAt(smallestOctave) - underneath
  const octave = Math.max(smallestOctave, Math.min(largestOctave, (room - cellHeight(1, 0)) / Math.log2(Math.max(2, rows))))
  const top = topAt(octave)
  const bottom = top + cellHeight(rows, octave)
  const levels = { ...levelsFor(height, rows, top, 0), octave, spine: (top + bottom) / 2, bottom, shapes: bottom + 18 }
  return { ...layouts, levels, width: Math.max(layouts.before.width, layouts.after.width) }
}
