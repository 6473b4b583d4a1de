/** A forest of regression trees over the unit cube (Breiman 2001): each tree grown whole on a sample drawn with replacement, each split the one that leaves the least variance. */
import { randomFrom } from './random.ts'

/** A box of the cube, where a tree says one value. */
export interface Leaf {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly value: number
}

export interface Example {
  /** A place from 0 to 1 for each axis. */
  readonly at: readonly number[]
  readonly value: number
}

/** The leaves of each tree; they fill the cube. The same for the same seed. */
export function growForest(examples: readonly Example[], trees: number, seed: number): Leaf[][] {
  const axes = examples[0]?.at.length ?? 0
  return Array.from({ length: trees }, (_, tree) => {
    const random = randomFrom(seed, tree)
    const drawn = examples.flatMap(() => examples[Math.floor(random() * examples.length)] ?? [])
    return grow(drawn, Array<number>(axes).fill(0), Array<number>(axes).fill(1))
  })
}

function grow(examples: readonly Example[], low: readonly number[], high: readonly number[]): Leaf[] {
  const split = bestSplit(examples)
  if (split === null) return [{ low, high, value: mean(examples) }]
  const { axis, at } = split
  return [
    ...grow(
      examples.filter((one) => (one.at[axis] ?? 0) <= at),
      low,
      moved(high, axis, at),
    ),
    ...grow(
      examples.filter((one) => (one.at[axis] ?? 0) > at),
      moved(low, axis, at),
      high,
    ),
  ]
}

/** Null where the examples are of one value, or at one place. */
function bestSplit(examples: readonly Example[]): { readonly axis: number; readonly at: number } | null {
  const all = examples.reduce((sum, { value }) => sum + value, 0)
  const isPure = examples.every(({ value }) => value === examples[0]?.value)
  let best: { axis: number; at: number; gain: number } | null = null
  for (let axis = 0; !isPure && axis < (examples[0]?.at.length ?? 0); axis += 1) {
    const sorted = [...examples].sort((one, other) => (one.at[axis] ?? 0) - (other.at[axis] ?? 0))
    let left = 0
    for (const [index, { at, value }] of sorted.entries()) {
      left += value
      const here = at[axis] ?? 0
      const next = sorted[index + 1]?.at[axis]
      if (next === undefined || next === here) continue
      const count = index + 1
      // The more the squares of the means count, the less variance is left within.
      const gain = left ** 2 / count + (all - left) ** 2 / (sorted.length - count)
      if (best === null || gain > best.gain) best = { axis, at: (here + next) / 2, gain }
    }
  }
  return best
}

/** The window's engine may be older than `with` of arrays. */
const moved = (corner: readonly number[], axis: number, at: number): number[] =>
  corner.map((place, index) => (index === axis ? at : place))

const mean = (examples: readonly Example[]): number =>
  examples.reduce((sum, { value }) => sum + value, 0) / Math.max(1, examples.length)
