/** The gradient by depth of a run, as its telemetry has it: how large it is at the first layers, and at the last. */

export interface GradientProfile {
  /** Counted from 1: the gradients are of the weights before that step. */
  readonly step: number
  /** Of layers with weights, rising. */
  readonly depths: readonly number[]
  /** Norms of the gradient by each layer's weights. */
  readonly norms: readonly number[]
}

/** Below this float32 holds nothing: a norm of 0 is taken to be so small. */
const least = 1e-38

/** Powers of ten of the norm at the first layer and at the last. */
export interface GradientEnds {
  readonly first: number
  readonly last: number
}

/** On the straight line through the logarithms by depth, so that no single layer decides. Null where fewer than two layers have a finite norm. */
export function gradientEnds({ depths, norms }: GradientProfile): GradientEnds | null {
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
  const at = (where: number): number => log + slope * (where - depth)
  return { first: at(first.depth), last: at(last.depth) }
}

/** `0.53`, `420`, `5.0 × 10⁻¹⁰`; 0 where float32 holds nothing so small. */
export function normText(power: number): string {
  if (power < Math.log10(least) + 0.1) return '0'
  if (Math.abs(power) < 4) return String(Number((10 ** power).toPrecision(2)))
  const whole = Math.floor(power)
  return `${(10 ** (power - whole)).toFixed(1)} × 10${raised(whole)}`
}

/** `⁻¹²` */
function raised(exponent: number): string {
  const figures = '⁰¹²³⁴⁵⁶⁷⁸⁹'
  return Array.from(String(exponent), (sign) => (sign === '-' ? '⁻' : (figures[Number(sign)] ?? ''))).join('')
}
