/** Shortcuts around whole stages, between the brackets and the arcs of blocks: up from one gap between stages, along, and down into another. */
import type { Levels } from './scene.ts'
import type { StackLayout } from './stack-layout.ts'
import type { OuterShortcut, StackModel } from './stack-model.ts'

export interface OuterArc {
  readonly outer: OuterShortcut
  readonly path: string
  /** x of the risers that join it to the spine, and their upper end. */
  readonly start: number
  readonly foot: number
  /** Where what it leads around meets it, on the spine. */
  readonly end: number
  /** The point at its middle, where a projection's square sits. */
  readonly middle: readonly [number, number]
}

/** px from the bracket to the highest, and from it to what lies within. */
const under = 10
const apart = 10
const radius = 6

const isAroundMore = ({ first, last }: OuterShortcut): boolean => last > first

/** Room that they take over the arcs of blocks, in px. */
export function outerRoom({ outers }: StackModel): number {
  return apart * new Set(outers.map(isAroundMore)).size
}

export function outerArcs(model: StackModel, { items }: Pick<StackLayout, 'items'>, levels: Pick<Levels, 'bracket'>): OuterArc[] {
  const hasMore = model.outers.some(isAroundMore)
  return model.outers.flatMap((outer) => {
    const more = isAroundMore(outer)
    const start = items.findIndex(({ part, block }) => part === outer.first && block !== null)
    const end = items.findLastIndex(({ part, block }) => part === outer.last && block !== null)
    const [before, first, last, after] = [items[start - 1], items[start], items[end], items[end + 1]]
    if (!before || !first || !last || !after) return []
    // One that ends where the next begins shares its riser; the one around all begins before the others and ends after them.
    const within = (left: number, right: number, share: number): number => left + (right - left) * share
    const x0 = within(before.x + before.w, first.x, more ? 0.15 : 0.45)
    const x1 = within(last.x + last.w, after.x, more ? 0.8 : 0.45)
    const y = levels.bracket + under + (hasMore && !more ? apart : 0)
    const f = (value: number): string => value.toFixed(1)
    const path = [
      `M${f(x0)} ${f(y + radius)}q0 ${-radius} ${radius} ${-radius}`,
      `H${f(x1 - radius)}q${radius} 0 ${radius} ${radius}`,
    ].join('')
    return [{ outer, path, start: x0, end: x1, foot: y + radius, middle: [(x0 + x1) / 2, y] as const }]
  })
}
