/** Whether two means differ by more than chance, where the spreads need not be equal (Welch, "The generalization of Student's problem", 1947). */
import type { Sample } from './sample.ts'
import { twoSidedP } from './student.ts'

export interface WelchTest {
  readonly t: number
  /** Degrees of freedom by Welch and Satterthwaite. */
  readonly freedom: number
  /** Two-sided. */
  readonly p: number
}

/** Of the mean of `sample` less that of `baseline`; null where either has one value only, or neither has any spread. */
export function welch(sample: Sample, baseline: Sample): WelchTest | null {
  const [one, other] = [squaredError(sample), squaredError(baseline)]
  if (one === null || other === null || one + other === 0) return null
  const t = (sample.mean - baseline.mean) / Math.sqrt(one + other)
  const freedom = (one + other) ** 2 / (one ** 2 / (sample.n - 1) + other ** 2 / (baseline.n - 1))
  return { t, freedom, p: twoSidedP(t, freedom) }
}

function squaredError({ standardError }: Sample): number | null {
  return standardError === null ? null : standardError ** 2
}
