/** A short series that is in memory, as evaluations are: there are so few that no pyramid is kept of them. */
import type { CurveSource } from './read-curve.ts'

export function columnSource(steps: Float64Array, times: Float64Array, values: Float64Array): CurveSource {
  return {
    stepFrom: (step) => steps[firstIndexFrom(steps, step)] ?? null,
    stepUpTo: (step) => steps[firstIndexFrom(steps, Math.floor(step) + 1) - 1] ?? null,
    values: (first, last) =>
      Array.from(steps.subarray(firstIndexFrom(steps, first), firstIndexFrom(steps, last + 1)), (step, at) => {
        const index = firstIndexFrom(steps, first) + at
        return [step, times[index] ?? NaN, values[index] ?? NaN]
      }),
    valuesBefore(step, count) {
      const end = firstIndexFrom(steps, step)
      return [...values.subarray(Math.max(0, end - count), end)]
    },
    buckets: () => [],
    bucketBefore: () => null,
  }
}

/** Index of the first step that is at least `step`. */
function firstIndexFrom(steps: Float64Array, step: number): number {
  let low = 0
  let high = steps.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((steps[middle] ?? Infinity) < step) low = middle + 1
    else high = middle
  }
  return low
}
