/** Marks between the cells: funnels where the resolution changes, and the shapes under the gaps between stages. */
import { shapeText } from '../text/shape-text.ts'
import { cellHeight, type StackLayout } from './stack-layout.ts'
import { figuresWidth, withoutCollisions, type Levels, type ShapeLabel } from './scene.ts'
import type { Map3, StackModel } from './stack-model.ts'

/** Two hairlines that join the corners of neighbours of different height. */
export interface Funnel {
  readonly x0: number
  readonly x1: number
  readonly top0: number
  readonly top1: number
  readonly bottom0: number
  readonly bottom1: number
}

export function funnelsOf(layout: StackLayout, levels: Levels): Funnel[] {
  const half = (rows: number): number => cellHeight(rows, levels.octave) / 2
  return layout.items.flatMap((item, index) => {
    const before = layout.items[index - 1]
    if (!before || before.size === item.size) return []
    const [from, to] = [half(before.size), half(item.size)]
    const { spine } = levels
    return [
      { x0: before.x + before.w, x1: item.x, top0: spine - from, top1: spine - to, bottom0: spine + from, bottom1: spine + to },
    ]
  })
}

/** The output's shape of input, stem and each stage, at the middle of the gap that follows it. */
export function shapeLabelsOf(model: StackModel, layout: StackLayout, levels: Levels): ShapeLabel[] {
  const { spans } = layout
  const labels: ShapeLabel[] = []
  const image = shapeText(model.input)
  labels.push({ part: 'input', x: 14 - figuresWidth(image) / 2, text: image, leadX: 0, leadFrom: null })
  spans.forEach((span, index) => {
    const next = spans[index + 1]
    const shape = outputOf(model, span.part)
    if (!next || !shape) return
    const text = shapeText(shape)
    const leadX = (span.x1 + next.x0) / 2
    const leadFrom = levels.spine + cellHeight(shape[0], levels.octave) / 2 - 6
    labels.push({ part: span.part, x: Math.max(leadX, figuresWidth(text) / 2), text, leadX, leadFrom })
  })
  return withoutCollisions(labels)
}

function outputOf(model: StackModel, part: number | string): Map3 | null {
  if (typeof part === 'number') return model.stages[part]?.output ?? null
  return part === 'stem' ? (model.stem?.output ?? null) : null
}
