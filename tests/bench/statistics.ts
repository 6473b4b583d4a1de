/** The few numbers that a comparison of timings rests on. */

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** Smallest and largest ratio of the medians of turns done one after the other. */
export function ratioSpread(own: readonly number[], other: readonly number[], turn: number): [number, number] {
  const ratios: number[] = []
  for (let from = 0; from + turn <= Math.min(own.length, other.length); from += turn) {
    ratios.push(median(own.slice(from, from + turn)) / median(other.slice(from, from + turn)))
  }
  return [Math.min(...ratios), Math.max(...ratios)]
}
