/** The few numbers that a comparison of timings rests on. */
import { median as medianOf } from '../../core/prediction/median.ts'

/** NaN of none. */
export function median(values: readonly number[]): number {
  return medianOf(values) ?? NaN
}

export type Spread = readonly [least: number, most: number]

export function spreadOf(values: readonly number[]): Spread {
  return [Math.min(...values), Math.max(...values)]
}

/** Smallest and largest ratio of the medians of turns done one after the other; null where no two were. */
export function ratioSpread(over: readonly number[], under: readonly number[], turn: number): Spread | null {
  const ratios: number[] = []
  for (let from = 0; from + turn <= Math.min(over.length, under.length); from += turn) {
    ratios.push(median(over.slice(from, from + turn)) / median(under.slice(from, from + turn)))
  }
  return ratios.length === 0 ? null : spreadOf(ratios)
}
