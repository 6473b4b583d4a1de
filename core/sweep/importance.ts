/**
 * How much of the spread of the errors each field makes by itself: functional analysis of variance on a random forest (Hutter, Hoos & Leyton-Brown 2014, algorithm 2).
 * For each tree the mean over all other fields is formed exactly, from the volumes of its leaves; what no field makes alone, they make together.
 */
import { unitOf } from './axis.ts'
import { growForest, type Leaf } from './forest.ts'
import type { Space } from './grid.ts'
import { ranked, type Trial } from './trial.ts'

export interface Importance {
  /** By field, largest first: share of the variance, 0 to 1. */
  readonly fields: readonly { readonly field: string; readonly share: number }[]
  /** What they make together beyond that. */
  readonly together: number
  /** Trials that it was told from. */
  readonly trials: number
}

/** Fewer say nothing. */
export const fewestTrials = 8
/** A forest of more is no better, and takes seconds. */
const mostTrials = 300
const trees = 64

/** Null of fewer than `fewestTrials` that were trained whole, and where all of them have one error. */
export function importanceOf(space: Space, trials: readonly Trial[]): Importance | null {
  const whole = thinned(ranked(trials))
  if (whole.length < fewestTrials) return null
  const fields = [...space.keys()]
  const examples = whole.map(({ note, sample }) => ({
    at: [...space].map(([field, axis]) => unitOf(axis, note.values[field]) ?? 0.5),
    value: sample.mean,
  }))
  const shares = growForest(examples, trees, 1).flatMap((leaves) => sharesOf(leaves, fields.length) ?? [])
  const counted = shares.length / fields.length
  if (counted === 0) return null
  const means = fields.map((field, axis) => ({
    field,
    share: shares.filter((_, index) => index % fields.length === axis).reduce((sum, share) => sum + share, 0) / counted,
  }))
  return {
    fields: means.sort((one, other) => other.share - one.share),
    together: Math.max(0, 1 - means.reduce((sum, { share }) => sum + share, 0)),
    trials: whole.length,
  }
}

/** Of a long list as many as are taken, evenly from best to worst. */
function thinned<T>(list: readonly T[]): T[] {
  const count = Math.min(mostTrials, list.length)
  return Array.from({ length: count }, (_, index) => list[Math.floor((index * list.length) / count)]).flatMap((one) => one ?? [])
}

/** Of one tree, a share for each axis; null for a tree that says one value everywhere. */
function sharesOf(leaves: readonly Leaf[], axes: number): number[] | null {
  const volumes = leaves.map(({ low, high }) => low.reduce((volume, from, axis) => volume * ((high[axis] ?? 1) - from), 1))
  const mean = leaves.reduce((sum, { value }, index) => sum + value * (volumes[index] ?? 0), 0)
  const total = leaves.reduce((sum, { value }, index) => sum + (value - mean) ** 2 * (volumes[index] ?? 0), 0)
  if (total <= 1e-18) return null
  return Array.from({ length: axes }, (_, axis) => marginalVariance(leaves, volumes, axis, mean) / total)
}

function marginalVariance(leaves: readonly Leaf[], volumes: readonly number[], axis: number, mean: number): number {
  const cuts = [...new Set(leaves.flatMap(({ low, high }) => [low[axis] ?? 0, high[axis] ?? 1]))].sort((a, b) => a - b)
  let variance = 0
  for (const [index, from] of cuts.entries()) {
    const to = cuts[index + 1]
    if (to === undefined) break
    const middle = (from + to) / 2
    const marginal = leaves.reduce((sum, { low, high, value }, place) => {
      const [begin, end] = [low[axis] ?? 0, high[axis] ?? 1]
      return middle < begin || middle >= end ? sum : sum + (value * (volumes[place] ?? 0)) / (end - begin)
    }, 0)
    variance += (to - from) * (marginal - mean) ** 2
  }
  return variance
}
