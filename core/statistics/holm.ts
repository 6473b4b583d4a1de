/** Holm's correction of several tests at once ("A simple sequentially rejective multiple test procedure", 1979). */

/** Each p, in the order given, made larger so that any of them below α is false at most with probability α over all of them together. */
export function holm(ps: readonly number[]): number[] {
  const smallestFirst = ps.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p)
  const corrected = Array.from(ps)
  let least = 0
  smallestFirst.forEach(({ p, index }, rank) => {
    least = Math.max(least, Math.min(1, p * (ps.length - rank)))
    corrected[index] = least
  })
  return corrected
}
