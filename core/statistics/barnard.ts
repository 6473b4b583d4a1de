/**
 * Whether two shares differ by more than chance (Barnard, "A new test for 2×2 tables", 1945), where neither total of the outcomes was fixed beforehand: of n
 * seeds of each of two designs, how many train. With few seeds it finds more than Fisher's exact test, which takes the totals as given.
 */

export interface Share {
  /** Of `n`, so many did. */
  readonly count: number
  readonly n: number
}

/** Two-sided p by the score statistic with pooled variance; null where either has none. The chance that both are taken to share is the one that makes p largest. */
export function barnard(one: Share, other: Share): number | null {
  if (one.n === 0 || other.n === 0) return null
  const observed = Math.abs(score(one, other))
  const extreme: { readonly ways: number; readonly count: number }[] = []
  for (let a = 0; a <= one.n; a += 1)
    for (let b = 0; b <= other.n; b += 1)
      if (Math.abs(score({ count: a, n: one.n }, { count: b, n: other.n })) >= observed - 1e-9)
        extreme.push({ ways: choose(one.n, a) * choose(other.n, b), count: a + b })
  const all = one.n + other.n
  const chanceAt = (share: number): number =>
    extreme.reduce((sum, { ways, count }) => sum + ways * share ** count * (1 - share) ** (all - count), 0)
  return Math.min(1, largest(chanceAt))
}

/** Difference of the shares ÷ its standard error, if both were the same; 0 where all or none did. */
function score(one: Share, other: Share): number {
  const pooled = (one.count + other.count) / (one.n + other.n)
  const variance = pooled * (1 - pooled) * (1 / one.n + 1 / other.n)
  return variance === 0 ? 0 : (one.count / one.n - other.count / other.n) / Math.sqrt(variance)
}

function choose(n: number, k: number): number {
  let ways = 1
  for (let at = 1; at <= k; at += 1) ways = (ways * (n - k + at)) / at
  return ways
}

const grid = 512

/** Over shares from 0 to 1: the best of a grid, and between its neighbours by ever smaller steps. */
function largest(of: (share: number) => number): number {
  let best = 0
  for (let at = 0; at <= grid; at += 1) if (of(at / grid) > of(best)) best = at / grid
  for (let step = 1 / grid; step > 1e-9; step /= 2)
    for (const near of [best - step, best + step]) if (near >= 0 && near <= 1 && of(near) > of(best)) best = near
  return of(best)
}
