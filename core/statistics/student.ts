/** Student's t distribution ("The probable error of a mean", 1908). */
import { incompleteBeta } from './incomplete-beta.ts'

/** Probability of a value at least as far from 0 as t, on either side. `freedom` is positive and need not be whole. */
export function twoSidedP(t: number, freedom: number): number {
  return incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5)
}

/** The t that so much of the distribution lies within, on both sides together: 2.776 for 0.95 at 4 degrees of freedom. */
export function twoSidedQuantile(share: number, freedom: number): number {
  const outside = 1 - share
  let high = 1
  while (twoSidedP(high, freedom) > outside) high *= 2
  let low = high === 1 ? 0 : high / 2
  for (;;) {
    const middle = (low + high) / 2
    if (middle <= low || middle >= high) return middle
    if (twoSidedP(middle, freedom) > outside) low = middle
    else high = middle
  }
}
