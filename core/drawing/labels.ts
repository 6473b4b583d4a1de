/** Names at the ends of lines, kept apart so that each can be read. */

/** Text lines of 11 px need this much. */
export const labelDistance = 13

/**
 * Moves positions apart to at least `distance`, each as little as possible, within `min` to `max` where they all fit.
 * Order is kept; equal positions keep the order they are given in. Gives the new positions in the order of the old.
 */
export function spaceLabels(wanted: readonly number[], distance: number, min: number, max: number): number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b)
  const clusters: { first: number; count: number; start: number }[] = []
  order.forEach((label, rank) => {
    clusters.push({ first: rank, count: 1, start: within(wanted[label] ?? 0, min, max) })
    mergeOverlaps(clusters, wanted, order, distance, min, max)
  })
  const spaced: number[] = new Array<number>(wanted.length).fill(0)
  for (const { first, count, start } of clusters) {
    for (let offset = 0; offset < count; offset++) {
      const label = order[first + offset]
      if (label !== undefined) spaced[label] = start + offset * distance
    }
  }
  return spaced
}

/** Joins the last cluster with those before it while they overlap; a cluster stands where its members want to be on average. */
function mergeOverlaps(
  clusters: { first: number; count: number; start: number }[],
  wanted: readonly number[],
  order: readonly number[],
  distance: number,
  min: number,
  max: number,
): void {
  for (;;) {
    const last = clusters[clusters.length - 1]
    const before = clusters[clusters.length - 2]
    if (!last || !before || before.start + before.count * distance <= last.start) return
    const count = before.count + last.count
    let sum = 0
    for (let offset = 0; offset < count; offset++) sum += (wanted[order[before.first + offset] ?? 0] ?? 0) - offset * distance
    const start = within(sum / count, min, Math.max(min, max - (count - 1) * distance))
    clusters.splice(-2, 2, { first: before.first, count, start })
  }
}

const within = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))
