/** The line that smoothing draws. */

/**
 * Exponential average without the pull to its start: after n values it is Σ βⁿ⁻ⁱxᵢ ÷ Σ βⁿ⁻ⁱ, kept as the average and n, from which the sum of
 * weights follows; so it goes on from what was kept of it as if it had never stopped, and a constant stays that very number. Values that are not
 * finite are left out.
 */
export class ExponentialAverage {
  /** NaN before the first. */
  value: number
  /** Finite values so far. */
  seen: number
  private readonly smoothing: number
  /** From so many values on the sum of weights is, as a number, what it comes to in the end. */
  private readonly settled: number

  constructor(smoothing: number, value = NaN, seen = 0) {
    this.smoothing = smoothing
    this.value = value
    this.seen = seen
    this.settled = Math.ceil(Math.log(2 ** -54) / Math.log(smoothing))
  }

  add(value: number): void {
    if (!Number.isFinite(value)) return
    this.seen += 1
    const past = this.seen < this.settled ? this.smoothing ** this.seen : 0
    const weight = (1 - past) / (1 - this.smoothing)
    this.value = this.seen === 1 ? value : this.value + (value - this.value) / weight
  }
}
