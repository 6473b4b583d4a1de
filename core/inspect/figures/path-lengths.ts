/** Paths through residual blocks: through each of n blocks' branch, or around it (Veit et al. 2016, section 3). */

/** Share of the 2ⁿ paths that go through k branches, for k of 0 to n: a binomial distribution. */
export function pathShares(blocks: number): number[] {
  let share = 0.5 ** blocks
  return Array.from({ length: blocks + 1 }, (_, length) => {
    const own = share
    share = (share * (blocks - length)) / (length + 1)
    return own
  })
}

export interface EffectivePaths {
  readonly from: number
  readonly to: number
  readonly carried: number
  readonly share: number
}

/** The fewest neighbouring lengths that carry at least `enough` of all that is carried; of as few those that carry most. Null where nothing is. */
export function effectivePaths(shares: readonly number[], carried: readonly number[], enough: number): EffectivePaths | null {
  const sumOf = (values: readonly number[], from: number, to: number): number =>
    values.slice(from, to + 1).reduce((sum, value) => sum + value, 0)
  for (let width = 1; width <= carried.length; width += 1) {
    const stretches = Array.from({ length: carried.length - width + 1 }, (_, from) => {
      const to = from + width - 1
      return { from, to, carried: sumOf(carried, from, to), share: sumOf(shares, from, to) }
    })
    const most = stretches.reduce((one, other) => (other.carried > one.carried ? other : one))
    if (most.carried >= enough) return most
  }
  return null
}
