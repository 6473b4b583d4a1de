/** Figures over a run's last steps. The list, the run's page, the comparison, the command line and the time left all have them from here. */
import { median } from '../prediction/median.ts'

/** Figures are over so many last steps. */
export const recentSteps = 50

/** Mean of the last values before `end`, those of them that are finite; null where none is. */
export function recentMean(values: Float64Array, end = values.length): number | null {
  const finite = recent(values, end)
  return finite.length === 0 ? null : finite.reduce((sum, value) => sum + value, 0) / finite.length
}

/** Median of the last values, those of them that are finite; null where none is. */
export function recentMedian(values: Float64Array): number | null {
  return median(recent(values, values.length))
}

function recent(values: Float64Array, end: number): Float64Array {
  return values.subarray(Math.max(0, end - recentSteps), end).filter(Number.isFinite)
}
