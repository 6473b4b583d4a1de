/**
 * Parzen estimators: how likely a value is among some that were seen, each with a kernel, and one kernel for what nobody has tried yet (Bergstra et al.
 * 2011, section 4). Kernels of numbers are normal, cut at the ends of the range, as wide as the gaps to their neighbours; of choices each adds one to its own.
 */
import type { Value } from '../plan/part-of.ts'
import { bounds, scaled, unscaled, type Axis } from './axis.ts'
import { normalDensity, normalDraw, normalShare } from './normal.ts'

export interface Estimator {
  draw(random: () => number): Value
  /** Logarithm of the density, or of the probability of a choice or a whole number. */
  logLikelihood(value: Value): number
}

/** `seen`: values of the axis, oldest first. */
export function estimatorOf(axis: Axis, seen: readonly Value[]): Estimator {
  return axis.kind === 'choice' ? ofChoices(axis.values, seen) : ofNumbers(axis, seen)
}

/** The newest so many count fully; older ones less and less (as hyperopt and Optuna have it), so that what is found late is not outvoted. */
const fullyCounted = 25

function weightsOf(count: number): number[] {
  const fading = Math.max(0, count - fullyCounted)
  return Array.from({ length: count }, (_, index) => (index < fading ? 1 / count + ((1 - 1 / count) * index) / fading : 1))
}

function ofChoices(values: readonly Value[], seen: readonly Value[]): Estimator {
  const weights = weightsOf(seen.length)
  // Each value begins with its share of one, so that none is ruled out.
  const counts = values.map(
    (value) => 1 / values.length + seen.reduce<number>((sum, one, index) => sum + (one === value ? (weights[index] ?? 0) : 0), 0),
  )
  const total = counts.reduce((sum, count) => sum + count, 0)
  return {
    draw: (random) => values[pick(counts, random)] ?? '',
    logLikelihood: (value) => Math.log((counts[values.indexOf(value)] ?? 0) / total),
  }
}

interface Kernel {
  readonly mean: number
  readonly width: number
  readonly weight: number
}

function ofNumbers(axis: Extract<Axis, { kind: 'number' }>, seen: readonly Value[]): Estimator {
  const { low, high } = bounds(axis)
  const kernels = kernelsOf(
    seen.flatMap((value) => (typeof value === 'number' ? [scaled(axis, value)] : [])),
    low,
    high,
  )
  const total = kernels.reduce((sum, { weight }) => sum + weight, 0)
  const within = ({ mean, width }: Kernel, from: number, to: number): number =>
    normalShare((to - mean) / width) - normalShare((from - mean) / width)
  const likelihood = (value: number): number => {
    const at = scaled(axis, value)
    const sum = kernels.reduce((all, kernel) => {
      const inside = within(kernel, low, high)
      const own = axis.whole
        ? within(kernel, scaled(axis, value - 0.5), scaled(axis, value + 0.5))
        : normalDensity((at - kernel.mean) / kernel.width) / kernel.width
      return all + (kernel.weight / total) * (own / inside)
    }, 0)
    return Math.log(Math.max(sum, 1e-300))
  }
  return {
    draw(random) {
      const { mean, width } = kernels[
        pick(
          kernels.map(({ weight }) => weight),
          random,
        )
      ] ?? { mean: low, width: 0 }
      // Half of the mass of a kernel or more lies within, since its middle does.
      for (;;) {
        const at = mean + width * normalDraw(random)
        if (at >= low && at <= high) return unscaled(axis, at)
      }
    },
    logLikelihood: (value) => (typeof value === 'number' ? likelihood(value) : -Infinity),
  }
}

/** One for each value and one over the whole range; none is narrower than the range by its number, so that few values do not say too much. */
function kernelsOf(values: readonly number[], low: number, high: number): Kernel[] {
  const range = high - low
  const prior: Kernel = { mean: (low + high) / 2, width: range, weight: 1 }
  const weights = weightsOf(values.length)
  const narrowest = range / Math.min(100, values.length + 2)
  const sorted = [...values, prior.mean].sort((one, other) => one - other)
  return [
    ...values.map((mean, index): Kernel => {
      const place = sorted.indexOf(mean)
      const left = mean - (sorted[place - 1] ?? low)
      const right = (sorted[place + 1] ?? high) - mean
      const width = Math.min(range, Math.max(narrowest, left, right))
      return { mean, width, weight: weights[index] ?? 1 }
    }),
    prior,
  ]
}

function pick(weights: readonly number[], random: () => number): number {
  let rest = random() * weights.reduce((sum, weight) => sum + weight, 0)
  const found = weights.findIndex((weight) => (rest -= weight) < 0)
  return found < 0 ? weights.length - 1 : found
}
