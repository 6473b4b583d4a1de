/** Figures over a run's last steps. The list, the run's page, the comparison, the command line and the time left all have them from here. */
import { median } from '../prediction/median.ts'

/** Figures are over so many last steps. */
export const recentSteps = 50

/** Mean of the last values before `end`, those of them that are finite; null where none is. */
export function recentMean(values: Float64Array, end = values.length): number | null {
  return finiteMean(values, Math.max(0, end - recentSteps), Math.min(end, recentSteps))
}

/** Mean of those that are finite among so many values from one on, in a ring; null where none is. Taken for each drawn point, so nothing is copied. */
export function finiteMean(ring: Float64Array, first: number, count: number): number | null {
  let sum = 0
  let finite = 0
  for (let index = 0; index < count; index += 1) {
    const value = ring[(first + index) % ring.length] ?? NaN
    if (!Number.isFinite(value)) continue
    sum += value
    finite += 1
  }
  return finite === 0 ? null : sum / finite
}

/** Median of the last values, those of them that are finite; null where none is. */
export function recentMedian(values: Float64Array): number | null {
  return median(recent(values, values.length))
}

function recent(values: Float64Array, end: number): Float64Array {
  return values.subarray(Math.max(0, end - recentSteps), end).filter(Number.isFinite)
}
