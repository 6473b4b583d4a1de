/** The ruler of the depth dial: a log scale with ticks at whole numbers and published depths marked above it. */
export interface DialMark {
  readonly value: number
  readonly label: string
}

export interface DialScale {
  readonly max: number
  /** Numbers written under the ruler. */
  readonly labels: readonly number[]
  /** Numbers whose tick is longer. */
  readonly long: readonly number[]
}

/** For designs of 6n+2 layers: n up to 200, which is ResNet-1202. */
export const depthScale: DialScale = {
  max: 200,
  labels: [1, 2, 3, 5, 10, 20, 50, 100, 200],
  long: [1, 2, 3, 5, 10, 20, 50, 100, 200],
}

/** For the blocks of one stage: up to 40, a little beyond ResNet-152's longest. */
export const blocksScale: DialScale = {
  max: 40,
  labels: [1, 2, 3, 4, 6, 10, 20, 40],
  long: [1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40],
}

const margin = 6

/** Where a value stands on a ruler `width` px wide. */
export function dialX(value: number, scale: DialScale, width: number): number {
  return margin + ((width - 2 * margin) * Math.log2(Math.min(Math.max(1, value), scale.max))) / Math.log2(scale.max)
}

/** The whole number nearest to a place on the ruler. */
export function dialValue(x: number, scale: DialScale, width: number): number {
  const value = Math.round(2 ** (((x - margin) / (width - 2 * margin)) * Math.log2(scale.max)))
  return Math.max(1, Math.min(scale.max, value))
}

/** Whole numbers that get a tick: all up to 40, tens beyond. */
export function dialTicks(scale: DialScale): number[] {
  const ticks: number[] = []
  for (let value = 1; value <= scale.max; value += value < 40 ? 1 : 10) ticks.push(value)
  return ticks
}

/** Depths with the same value share a mark: "34, 50", or "34–152" when there are more than two. */
export function joinMarks(marks: readonly { value: number; depth: number }[]): DialMark[] {
  const byValue = new Map<number, number[]>()
  for (const { value, depth } of marks)
    byValue.set(
      value,
      [...(byValue.get(value) ?? []), depth].sort((a, b) => a - b),
    )
  return [...byValue].map(([value, depths]) => ({
    value,
    label: depths.length > 2 ? `${depths[0]}–${depths[depths.length - 1]}` : depths.join(', '),
  }))
}
