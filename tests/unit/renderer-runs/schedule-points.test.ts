/** The schedule's preview against the function the trainer steps by. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { onSteps } from '../../../renderer/components/charts/x-axis.ts'
import { learningRate, noProgress } from '../../../core/recipe/schedule.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { plannedRate } from '../../../renderer/views/run/run-panels.ts'
import { onlyTold, possibleRates, rateRange, schedulePoints } from '../../../renderer/views/train/schedule-points.ts'
import { anyRecipe } from '../recipe/any-recipe.ts'
import { recipePreset, runSummary } from './samples.ts'

const { recipe } = recipePreset('he-2016-cifar')
const ahead = { ...noProgress, warmedUpAt: 0 }

/** The rate that a line of points shows at a step: between two of them as if the line were straight. */
function shown(points: readonly { step: number; rate: number }[], step: number): number {
  const after = points.findIndex((point) => point.step > step)
  const [from, to] = [points[after - 1], points[after]]
  if (!from || !to) return points.at(-1)?.rate ?? Number.NaN
  return from.rate + ((to.rate - from.rate) * (step - from.step)) / (to.step - from.step)
}

describe('schedulePoints', () => {
  it('shows at every drop what the trainer uses before and after it', () => {
    const points = schedulePoints(recipe, 64_000)
    for (const step of [0, 1, 31_999, 32_000, 47_999, 48_000, 63_999]) {
      expect(shown(points, step)).toBeCloseTo(learningRate(recipe, step, 64_000, noProgress), 12)
    }
  })

  it('is at its points what the trainer uses, for every schedule and warm-up', () => {
    fc.assert(
      fc.property(anyRecipe, fc.integer({ min: 1, max: 5000 }), fc.nat(5000), (any, total, at) => {
        const from = at % total
        const points = schedulePoints(any, total, from)
        expect(points[0]?.step).toBe(from)
        expect(points.at(-1)).toEqual({ step: total, rate: learningRate(any, total - 1, total, ahead) })
        for (const [index, { step, rate }] of points.slice(0, -1).entries()) {
          const drops = points[index + 1]?.step === step
          expect(rate).toBe(learningRate(any, drops ? step - 1 : step, total, ahead))
          expect(points[index + 1]?.step).toBeGreaterThanOrEqual(step)
        }
      }),
    )
  })

  it('follows a curve closely: never further off than a hundredth of the highest rate', () => {
    const { recipe: short } = recipePreset('short')
    const total = 30 * 391
    const warm: Recipe = {
      ...short,
      learningRate: { kind: 'cosine', initial: 0.1, final: 0 },
      warmUp: { kind: 'linear', steps: 400, from: 0 },
    }
    for (const curved of [short, warm]) {
      const points = schedulePoints(curved, total)
      for (let step = 0; step < total; step += 7) {
        expect(Math.abs(shown(points, step) - learningRate(curved, step, total, noProgress))).toBeLessThan(0.001)
      }
    }
  })

  it('ends at the last step and leaves out drops that never come', () => {
    const points = schedulePoints(recipe, 40_000)
    expect(points.at(-1)?.step).toBe(40_000)
    expect(points.filter((point) => point.step === 48_000)).toEqual([])
  })

  it('has a range to draw in even where the rate never changes, or ends at 0', () => {
    const range = (rates: readonly number[]) => rateRange(rates)
    expect(range([0.1]).min).toBeLessThan(0.1)
    expect(range([0.1]).max).toBeGreaterThan(0.1)
    expect(range([0.1, 0]).min).toBeGreaterThan(0)
  })
})

describe('what only training tells', () => {
  it('is nothing for the paper’s schedule, its wait for 110 layers, and the drops of a plateau rule', () => {
    expect(onlyTold(recipe)).toBeNull()
    const { recipe: deep } = recipePreset('he-2016-cifar-110')
    expect(onlyTold(deep)).toBe('0.01 before that, until the training error is below 0.8: when, only training tells')
    expect(possibleRates(deep)).toEqual([0.01])
    const plateau: Recipe = { ...recipe, learningRate: { kind: 'plateau', initial: 0.1, divisor: 10, patience: 5, least: 0.005 } }
    expect(onlyTold(plateau)).toContain('÷ 10 each time 5 evaluations bring no lower error')
    expect(possibleRates(plateau)).toEqual([expect.closeTo(0.01, 12) as number, 0.005])
  })
})

describe('plannedRate', () => {
  it('goes on where the run is, with the drops still to come, times what the person multiplied it by', () => {
    const run = runSummary({}, { kind: 'running', step: 39_204 }, { rateScale: 2 })
    const { x, y } = plannedRate(run, onSteps(1))
    expect(x).toEqual([39_204, 48_000, 48_000, 63_999, 64_000])
    expect(y.map((rate) => Number(rate.toPrecision(9)))).toEqual([0.02, 0.02, 0.002, 0.002, 0.002])
  })

  it('holds the last rate where the run trains longer than was planned', () => {
    const run = runSummary({}, { kind: 'running', step: 60_000 }, { totalSteps: 70_000 })
    expect(plannedRate(run, onSteps(1)).x.at(-1)).toBe(70_000)
    expect(plannedRate(run, onSteps(1)).y.at(-1)).toBeCloseTo(0.001, 12)
  })
})
