/** Where figures of this engine and of PyTorch differ, in words. */

/** The promise: figures agree to this share of their size, or of 1 where they are smaller. */
const tolerance = 1e-4

export function apart(
  what: string,
  ours: readonly (number | null)[],
  theirs: readonly (number | null | undefined)[],
  within = tolerance,
): string[] {
  if (ours.length !== theirs.length) return [`${what}: ${ours.length} figures here, ${theirs.length} in PyTorch`]
  return ours.flatMap((here, at) => {
    const there = theirs[at] ?? NaN
    const isNear = Math.abs((here ?? NaN) - there) <= within * Math.max(1, Math.abs(there))
    return isNear ? [] : [`${what}, ${at}: ${here ?? 'not finite'} here, ${there} in PyTorch`]
  })
}

export function column<Key extends string>(rows: readonly Readonly<Record<Key, number | null>>[], key: Key): (number | null)[] {
  return rows.map((row) => row[key])
}
