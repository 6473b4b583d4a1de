/** The learning rate over the steps of a run, at its corners. */
import type { Recipe } from '../../../core/training/recipe.ts'

export interface SchedulePoint {
  readonly step: number
  readonly rate: number
}

/** Corners of the steps, from step 0 to the end; drops at or after the end never come. */
export function schedulePoints({ initial, divisor, after }: Recipe['learningRate'], totalSteps: number): SchedulePoint[] {
  const points: SchedulePoint[] = [{ step: 0, rate: initial }]
  let rate = initial
  for (const drop of after.filter((step) => step < totalSteps)) {
    points.push({ step: drop, rate })
    rate /= divisor
    points.push({ step: drop, rate })
  }
  points.push({ step: totalSteps, rate })
  return points
}

/** The range its curve is drawn in: from the lowest to the highest rate, with a little air; about the rate itself where it never drops. */
export function rateRange(points: readonly SchedulePoint[]): { min: number; max: number } {
  const rates = points.map((point) => point.rate)
  const min = Math.min(...rates)
  const max = Math.max(...rates)
  return min === max ? { min: min / 3, max: max * 3 } : { min: min / 1.3, max: max * 1.3 }
}
