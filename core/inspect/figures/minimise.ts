/** The least of a smooth convex function: L-BFGS with a backtracking line search (Nocedal & Wright 2006, algorithms 7.4 and 3.1). */

/** Value and gradient at a place. */
export type Differentiable = (at: Float64Array) => { readonly value: number; readonly gradient: Float64Array }

export interface Minimum {
  readonly at: Float64Array
  readonly value: number
  readonly steps: number
}

/** Pairs of steps and changes that stand for the curvature. */
const remembered = 10
const sufficient = 1e-4
const mostHalvings = 30

/** Until no part of the gradient is larger than `tolerance`, or a step brings nothing, or after `most` steps. */
export function minimise(of: Differentiable, from: Float64Array, tolerance: number, most: number): Minimum {
  let at = from
  let { value, gradient } = of(at)
  const pairs: { step: Float64Array; change: Float64Array; curvature: number }[] = []
  for (let steps = 0; steps < most; steps += 1) {
    if (gradient.every((part) => Math.abs(part) <= tolerance)) return { at, value, steps }
    const direction = downhill(gradient, pairs)
    const slope = dot(direction, gradient)
    let length = pairs.length === 0 ? 1 / Math.max(1, Math.sqrt(dot(gradient, gradient))) : 1
    let next: { at: Float64Array; value: number; gradient: Float64Array } | null = null
    for (let halving = 0; halving < mostHalvings && next === null; halving += 1, length /= 2) {
      const tried = at.map((part, index) => part + length * (direction[index] ?? 0))
      const there = of(tried)
      if (there.value <= value + sufficient * length * slope) next = { at: tried, ...there }
    }
    if (next === null) return { at, value, steps }
    const step = difference(next.at, at)
    const change = difference(next.gradient, gradient)
    const curvature = dot(step, change)
    if (curvature > 1e-12) pairs.push({ step, change, curvature })
    if (pairs.length > remembered) pairs.shift()
    ;({ at, value, gradient } = next)
  }
  return { at, value, steps: most }
}

/** Against the gradient, by the curvature that the pairs tell of. */
function downhill(
  gradient: Float64Array,
  pairs: readonly { step: Float64Array; change: Float64Array; curvature: number }[],
): Float64Array {
  const direction = gradient.map((part) => -part)
  const shares: number[] = []
  for (const { step, change, curvature } of [...pairs].reverse()) {
    const share = dot(step, direction) / curvature
    shares.unshift(share)
    direction.forEach((part, index) => (direction[index] = part - share * (change[index] ?? 0)))
  }
  const last = pairs.at(-1)
  if (last !== undefined) {
    const scale = last.curvature / dot(last.change, last.change)
    direction.forEach((part, index) => (direction[index] = scale * part))
  }
  pairs.forEach(({ step, change, curvature }, at) => {
    const share = (shares[at] ?? 0) - dot(change, direction) / curvature
    direction.forEach((part, index) => (direction[index] = part + share * (step[index] ?? 0)))
  })
  return direction
}

function difference(one: Float64Array, other: Float64Array): Float64Array {
  return one.map((part, index) => part - (other[index] ?? 0))
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0
  one.forEach((part, index) => (sum += part * (other[index] ?? 0)))
  return sum
}
