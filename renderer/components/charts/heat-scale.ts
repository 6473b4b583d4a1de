/** From a value to one of seven strengths, and from many layers to few rows of pixels. Pure. */
import { quantile, sortedFinite } from '../../../core/drawing/scale.ts'

export const strengths = 7

export interface HeatScale {
  readonly log: boolean
  /** Value at which the weakest strength begins, and at which the strongest ends. */
  readonly low: number
  readonly high: number
  /** Whether some values lie outside: a few far from all others would take all strengths for themselves. */
  readonly below: boolean
  readonly above: boolean
  readonly notFinite: boolean
}

/** Null where no value can be placed. */
export function heatScale(values: Float32Array, log: boolean): HeatScale | null {
  const sorted = sortedFinite(values, log)
  const low = quantile(sorted, 0.002)
  const high = quantile(sorted, 0.998)
  const smallest = sorted[0]
  const largest = sorted.at(-1)
  if (low === null || high === null || smallest === undefined || largest === undefined) return null
  const notFinite = values.some((value) => !Number.isFinite(value))
  // Ends that read the same are one value: what is left between them is rounding, and would be drawn as if it were something.
  if (readAlike(low, high))
    return { log, low, high: low, below: !readAlike(smallest, low), above: !readAlike(largest, low), notFinite }
  return { log, low, high, below: smallest < low || values.some((value) => value < low), above: largest > high, notFinite }
}

function readAlike(one: number, other: number): boolean {
  return Number(one.toPrecision(4)) === Number(other.toPrecision(4))
}

/** 0, the weakest, to 6; −1 for what is not finite. */
export function strengthOf({ log, low, high }: HeatScale, value: number): number {
  if (!Number.isFinite(value)) return -1
  if (high === low && readAlike(value, low)) return (strengths - 1) / 2
  if (value >= high) return strengths - 1
  if (value <= low) return 0
  const share = log ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low)
  return Math.min(strengths - 1, Math.floor(share * strengths))
}

/**
 * Strength of every pixel row of one step. Where layers outnumber the rows, a row shows the strongest of its layers, or that one of them is
 * not finite: what stands out is not averaged away.
 */
export function rowStrengths(scale: HeatScale, values: Float32Array, rows: number): Int8Array {
  const out = new Int8Array(rows)
  for (let row = 0; row < rows; row++) {
    const from = Math.floor((row * values.length) / rows)
    const to = Math.max(from + 1, Math.floor(((row + 1) * values.length) / rows))
    let strongest = 0
    for (let index = from; index < to && strongest >= 0; index++) {
      const strength = strengthOf(scale, values[index] ?? NaN)
      strongest = strength < 0 ? -1 : Math.max(strongest, strength)
    }
    out[row] = strongest
  }
  return out
}

/**
 * Edges of the columns of measured steps: halfway to their neighbours. One more than there are steps. The outer ones stand at the first and
 * the last step: there are none before and after.
 */
export function columnEdges(steps: Float64Array): Float64Array {
  const count = steps.length
  const at = (index: number): number => steps[index] ?? 0
  if (count < 2) return Float64Array.of(at(0) - 0.5, at(0) + 0.5)
  return Float64Array.from({ length: count + 1 }, (_, index) => {
    if (index === 0) return at(0)
    return index === count ? at(count - 1) : (at(index - 1) + at(index)) / 2
  })
}

export interface Group {
  readonly name: string
  readonly first: number
  readonly count: number
}

/** Stem, stages and head, as stretches of rows, from the names of layers or blocks. */
export function groupsOf(names: readonly string[]): Group[] {
  const groups: { name: string; first: number; count: number }[] = []
  names.forEach((name, index) => {
    const part = name.split('.')[0] ?? name
    const last = groups.at(-1)
    if (last?.name === part) last.count += 1
    else groups.push({ name: part, first: index, count: 1 })
  })
  return groups.map((group) => ({ ...group, name: group.name.replace(/^stage(\d+)$/, 'stage $1') }))
}
