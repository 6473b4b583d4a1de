/** How much of an order is left: Kendall's rank correlation (Kendall 1938). */

/** Of a permutation of 0 to n − 1 against that order itself: 1 where it is the same, −1 where it is turned around; 1 of fewer than two. */
export function kendallTau(order: readonly number[]): number {
  const pairs = (order.length * (order.length - 1)) / 2
  if (pairs === 0) return 1
  const agree = order.reduce((sum, one, at) => sum + order.slice(at + 1).filter((other) => other > one).length, 0)
  return (2 * agree) / pairs - 1
}
