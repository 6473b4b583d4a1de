/** What is known of a figure that was measured several times. */
import { twoSidedQuantile } from './student.ts'

/** Mean and spread of n values. Of one value there is no spread: what would say one is null. */
export interface Sample {
  readonly n: number
  readonly mean: number
  readonly least: number
  readonly most: number
  /** Standard deviation of what was drawn from, estimated with n − 1. */
  readonly std: number | null
  /** Of the mean: std ÷ √n. */
  readonly standardError: number | null
  /** Half of the interval that holds the true mean in 95 of 100 samples, by Student's t. */
  readonly halfInterval: number | null
}

const confidence = 0.95

/** Null of no values. They are finite. */
export function sampleOf(values: readonly number[]): Sample | null {
  const n = values.length
  if (n === 0) return null
  // Equal values are their mean exactly, and have no spread; rounding would give them some.
  const [first = 0] = values
  const mean = first + values.reduce((sum, value) => sum + (value - first), 0) / n
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const std = n < 2 ? null : Math.sqrt(squares / (n - 1))
  const standardError = std === null ? null : std / Math.sqrt(n)
  const halfInterval = standardError === null ? null : standardError * studentFactor(n - 1)
  return { n, mean, least: Math.min(...values), most: Math.max(...values), std, standardError, halfInterval }
}

/** By degrees of freedom: every point of a band asks for the same few. */
const factors = new Map<number, number>()

function studentFactor(freedom: number): number {
  const factor = factors.get(freedom) ?? twoSidedQuantile(confidence, freedom)
  factors.set(freedom, factor)
  return factor
}
