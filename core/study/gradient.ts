/** The gradient by depth of a run, as its telemetry has it, and how much of it is left at the input. */

export interface GradientProfile {
  /** Counted from 1: the gradients are of the weights before that step. */
  readonly step: number
  /** Of layers with weights, rising. */
  readonly depths: readonly number[]
  /** Norms of the gradient by each layer's weights. */
  readonly norms: readonly number[]
}

/** Below this float32 holds nothing. */
const least = 1e-38

/**
 * By how many powers of ten the norm falls from the last layer to the first, along the straight line through its logarithms: below 0 where it grows. Null where fewer
 * than two layers have a finite one.
 */
export function decline({ depths, norms }: GradientProfile): number | null {
  const points = depths.flatMap((depth, at) => {
    const norm = norms[at] ?? NaN
    return Number.isFinite(norm) ? [{ depth, log: Math.log10(Math.max(least, norm)) }] : []
  })
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || first.depth === last.depth) return null
  const mean = (of: (point: (typeof points)[number]) => number): number =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length
  const [depth, log] = [mean((point) => point.depth), mean((point) => point.log)]
  const slope = mean((point) => (point.depth - depth) * (point.log - log)) / mean((point) => (point.depth - depth) ** 2)
  return slope * (last.depth - first.depth)
}

/** `1/250 of`, `8 times`, `1/10^9.3 of`, `all of`: the first layer's gradient beside the last one's. */
export function declineText(decades: number): string {
  const factor = 10 ** Math.abs(decades)
  const size = factor < 1000 ? String(Number(factor.toPrecision(2))) : `10^${Math.abs(decades).toFixed(1)}`
  if (size === '1') return 'all of'
  return decades > 0 ? `1/${size} of` : `${size} times`
}
