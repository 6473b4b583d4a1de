/** The last values of a series, finite or not, as many as the figures of a run are over. */
import { finiteMean, recentSteps } from '../recent-steps.ts'

export class RecentValues {
  /** In a ring, so that taking one in moves no other. */
  private readonly ring = new Float64Array(recentSteps)
  private taken = 0

  /** `before`: the last values so far, oldest first. */
  constructor(before: readonly number[] = []) {
    for (const value of before) this.add(value)
  }

  add(value: number): void {
    this.ring[this.taken % recentSteps] = value
    this.taken += 1
  }

  /** NaN where none of them is finite. */
  mean(): number {
    const oldest = this.taken <= recentSteps ? 0 : this.taken % recentSteps
    return finiteMean(this.ring, oldest, Math.min(this.taken, recentSteps)) ?? NaN
  }
}
