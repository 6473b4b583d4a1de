/** The schedule's preview against the function the trainer steps by. */
import { describe, expect, it } from 'vitest'
import { learningRate } from '../../../core/training/schedule.ts'
import { plannedRate } from '../../../renderer/views/run/run-panels.ts'
import { rateRange, schedulePoints } from '../../../renderer/views/train/schedule-points.ts'
import { recipePreset } from './samples.ts'

const { recipe } = recipePreset('he-2016-cifar')

/** The rate that a curve of corners shows at a step: that of the last corner at or before it. */
const shown = (points: readonly { step: number; rate: number }[], step: number): number =>
  points.findLast((point) => point.step <= step)?.rate ?? Number.NaN

describe('schedulePoints', () => {
  it('shows at every step what the trainer uses', () => {
    const points = schedulePoints(recipe.learningRate, 64_000)
    for (const step of [0, 1, 31_999, 32_000, 47_999, 48_000, 63_999]) {
      expect(shown(points, step)).toBeCloseTo(learningRate(recipe, step), 12)
    }
  })

  it('ends at the last step and leaves out drops that never come', () => {
    const points = schedulePoints(recipe.learningRate, 40_000)
    expect(points.at(-1)?.step).toBe(40_000)
    expect(points.filter((point) => point.step === 48_000)).toEqual([])
  })

  it('has a range to draw in even where the rate never changes', () => {
    const { min, max } = rateRange(schedulePoints({ ...recipe.learningRate, after: [] }, 100))
    expect(min).toBeLessThan(0.1)
    expect(max).toBeGreaterThan(0.1)
  })
})

describe('plannedRate', () => {
  it('goes on where the run is, with the drops still to come', () => {
    const { x, y } = plannedRate(recipe, 39_204, 64_000, 1)
    expect(x).toEqual([39_204, 48_000, 64_000])
    y.forEach((rate, index) => expect(rate).toBeCloseTo(learningRate(recipe, x[index] ?? 0), 12))
  })
})
