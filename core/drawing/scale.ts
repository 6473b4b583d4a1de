/** Axes of charts as plain numbers: a range, its ticks, and the way between values and pixels. */

export interface Scale {
  readonly min: number
  readonly max: number
  readonly log: boolean
  readonly ticks: readonly number[]
}

/** Steps between ticks that read well, per decade. */
const steps = [1, 2, 2.5, 5, 10]

/** The smallest step that reads well and divides `span` into at most `most` parts. */
export function niceStep(span: number, most: number): number {
  const rough = span / Math.max(1, most)
  const decade = 10 ** Math.floor(Math.log10(rough))
  const step = steps.find((candidate) => candidate * decade >= rough * (1 - 1e-9)) ?? 10
  return step * decade
}

/** Multiples of a nice step inside the range, free of rounding noise. */
export function ticksWithin(min: number, max: number, most: number): number[] {
  return ticksEvery(niceStep(max - min, most), min, max)
}

function ticksEvery(step: number, min: number, max: number): number[] {
  const first = Math.ceil(min / step - 1e-9)
  const last = Math.floor(max / step + 1e-9)
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => Number(((first + index) * step).toPrecision(12)))
}

/** A linear axis whose ends are ticks. Starts at zero unless the values keep far above it; one value alone is seen from zero. */
export function linearScale(low: number, high: number, most: number): Scale {
  const top = high > 0 ? high : 1
  const from = low > 0.5 * top && high - low > 1e-6 * top ? low : Math.min(0, low)
  const span = top - from || top
  const step = niceStep(span, most)
  const min = Math.floor(from / step + 1e-9) * step
  const max = Math.ceil(top / step - 1e-9) * step
  return { min, max, log: false, ticks: ticksEvery(step, min, max) }
}

const leads: readonly (readonly number[])[] = [[1, 2, 5], [1, 3], [1]]

/**
 * A logarithmic axis around positive values, with ticks at 1, 2, 5 or 1, 3 or 1 of each decade, as many as have room; over a range too
 * narrow for those at multiples of a nice step.
 */
export function logScale(low: number, high: number, most: number): Scale {
  const min = low > 0 ? low : 1e-4
  const max = high > min ? high : min * 10
  const few = logTicks(min, max, [1, 2, 5])
  if (few.length < 3) {
    const even = ticksWithin(min, max, Math.max(2, Math.floor(most / 2)))
    return { min, max, log: true, ticks: few.length > even.length && few.length <= most ? few : even }
  }
  for (const lead of leads) {
    const ticks = logTicks(min, max, lead)
    if (ticks.length <= most && ticks.length > 0) return { min, max, log: true, ticks }
  }
  const decades = logTicks(min, max, [1])
  const every = Math.ceil(decades.length / Math.max(1, most))
  return { min, max, log: true, ticks: decades.filter((_, index) => index % every === 0) }
}

function logTicks(min: number, max: number, lead: readonly number[]): number[] {
  const ticks: number[] = []
  for (let power = Math.floor(Math.log10(min)); power <= Math.ceil(Math.log10(max)); power++) {
    for (const digit of lead) {
      const tick = Number((digit * 10 ** power).toPrecision(6))
      if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.push(tick)
    }
  }
  return ticks
}

/** Where a value stands on the axis: itself, or its logarithm; what is too small for a logarithmic axis stays just below it. */
export function position(scale: Scale, value: number): number {
  return scale.log ? Math.log10(Math.max(value, scale.min / 10)) : value
}

/** From a value to pixels between `start` (of min) and `end` (of max). */
export function toPixel(scale: Scale, value: number, start: number, end: number): number {
  const min = position(scale, scale.min)
  return start + ((position(scale, value) - min) / (position(scale, scale.max) - min)) * (end - start)
}

/** From pixels back to a value. */
export function fromPixel(scale: Scale, pixel: number, start: number, end: number): number {
  const [min, max] = [position(scale, scale.min), position(scale, scale.max)]
  const at = min + ((pixel - start) / (end - start)) * (max - min)
  return scale.log ? 10 ** at : at
}

/** The finite values in rising order; only those above zero where the axis is logarithmic. */
export function sortedFinite(values: ArrayLike<number>, positive: boolean): Float64Array {
  const kept = new Float64Array(values.length)
  let count = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index] ?? Number.NaN
    if (Number.isFinite(value) && (!positive || value > 0)) kept[count++] = value
  }
  return kept.subarray(0, count).sort()
}

/** The value that `share` of the sorted values keep below or at; null when there are none. */
export function quantile(sorted: Float64Array, share: number): number | null {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? null
}
