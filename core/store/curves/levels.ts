/**
 * The pyramid of a series: buckets of 16 steps, four of which become one of the next level, and so on. A bucket is kept once a step beyond it has
 * come, and never changes; so a look reads as many buckets as it draws, whatever the length of the run.
 */
import { BucketBuilder, merged, type Bucket, type SeriesState } from './buckets.ts'

const lowestWidth = 16
const fanIn = 4

/** Steps of a bucket. */
export const widthOf = (level: number): number => lowestWidth * fanIn ** level

/** The highest level whose buckets are no wider; null where only single steps are narrow enough. */
export function levelWithin(width: number): number | null {
  if (width < lowestWidth) return null
  let level = 0
  while (widthOf(level + 1) <= width) level += 1
  return level
}

export const parentOf = (index: number): number => Math.floor(index / fanIn)

/** What of a pyramid is not closed yet, as it was left. */
export interface OpenLevels {
  readonly state: SeriesState
  /** By the level of the children: what has come so far of the bucket above them; null where none of it has. */
  readonly parents: readonly (Bucket | null)[]
}

/** Builds the pyramid of a series as its values come, by rising steps. */
export class LevelsBuilder {
  private readonly parents: (Bucket | null)[]
  private readonly lowest: BucketBuilder
  private readonly keep: (level: number, bucket: Bucket) => void

  constructor({ state, parents }: OpenLevels, keep: (level: number, bucket: Bucket) => void) {
    this.parents = [...parents]
    this.keep = keep
    this.lowest = new BucketBuilder(lowestWidth, state, (bucket) => this.closed(0, bucket))
  }

  add(step: number, time: number, value: number): void {
    this.lowest.add(step, time, value)
  }

  private closed(level: number, bucket: Bucket): void {
    this.keep(level, bucket)
    const index = parentOf(bucket.index)
    const before = this.parents[level] ?? null
    // Where steps are missing its last child may never have come.
    if (before !== null && before.index !== index) this.closed(level + 1, before)
    const parent = before?.index === index ? merged(before, bucket) : { ...bucket, index }
    const isWhole = bucket.index === index * fanIn + fanIn - 1
    this.parents[level] = isWhole ? null : parent
    if (isWhole) this.closed(level + 1, parent)
  }
}
