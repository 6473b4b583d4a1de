/** Two stacks drawn at one scale, so that what is as large looks as large. */
import { fitStack, octaveFor, type StackLayout } from '../design/stack-layout.ts'
import { levelsFor, topFor, type Levels } from '../design/scene.ts'
import type { StackModel } from '../design/stack-model.ts'

export interface TwoStacks {
  readonly before: StackLayout
  readonly after: StackLayout
  readonly levels: Levels
  /** Of the wider one. */
  readonly width: number
}

/** `height`: of the canvas that both share, in px. */
export function twoStacks(before: StackModel, after: StackModel, available: number, height: number): TwoStacks {
  const [one, other] = [before, after].map((model) => fitStack(model, available, 'auto')) as [StackLayout, StackLayout]
  const k = Math.min(one.k, other.k)
  const atScale = (model: StackModel, layout: StackLayout): StackLayout =>
    layout.k === k ? layout : fitStack(model, (layout.width * k) / layout.k, 'auto')
  const layouts = { before: atScale(before, one), after: atScale(after, other) }
  const rows = Math.max(before.input[0], after.input[0])
  // Half of it each; what the tracks take in the Design view is not needed here.
  const octave = octaveFor(height, rows)
  const top = Math.max(topFor(layouts.before.items, octave), topFor(layouts.after.items, octave))
  return { ...layouts, levels: levelsFor(height, rows, top, 0), width: Math.max(layouts.before.width, layouts.after.width) }
}
