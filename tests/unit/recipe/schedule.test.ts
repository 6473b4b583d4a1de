/** Oracle: He et al. 2016, section 4.2: rate 0.1, divided by 10 at 32k and 48k iterations, ended at 64k. */
import { expect, test } from 'vitest'
import { recipePresets } from '../../../core/recipe/presets.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import {
  evaluatesAfter,
  evaluationsLeft,
  learningRate,
  lengthInSteps,
  noProgress,
  stepsPerEpoch,
} from '../../../core/recipe/schedule.ts'

function preset(id: string): Recipe {
  const found = recipePresets().find((entry) => entry.id === id)
  if (!found) throw new Error(`no recipe ${id}`)
  return found.recipe
}

const he = preset('he-2016-cifar')
const rateAt = (recipe: Recipe, step: number): number => learningRate(recipe, step, 64_000, noProgress)

test('the paper’s learning rate, step by step at its drops', () => {
  const rates = [0, 31_999, 32_000, 47_999, 48_000, 63_999].map((step) => rateAt(he, step))
  const expected = [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]
  for (const [index, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[index] ?? 0, 12)
})

test('the order of the drops does not matter', () => {
  const swapped = { ...he, learningRate: { kind: 'steps' as const, initial: 0.1, divisor: 10, after: [48_000, 32_000] } }
  for (const step of [0, 32_000, 40_000, 60_000]) expect(rateAt(swapped, step)).toBe(rateAt(he, step))
})

test('50,000 images in batches of 128 are 391 steps, and 64k steps about 164 epochs', () => {
  expect(stepsPerEpoch(50_000, he)).toBe(391)
  expect(Math.round(64_000 / stepsPerEpoch(50_000, he))).toBe(164)
  // Half the images held out, two passes a step: 25,000 ÷ 256.
  expect(stepsPerEpoch(50_000, { batchSize: 128, accumulation: 2, validationImages: 25_000 })).toBe(98)
  expect(lengthInSteps({ unit: 'epochs', value: 2 }, 391)).toBe(782)
  expect(lengthInSteps({ unit: 'steps', value: 2 }, 391)).toBe(2)
})

test.each([
  [1000, 391],
  [782, 391],
  [100, 391],
  [400, 100],
  [1, 1],
])('evaluations of a run of %i steps, each %i, are those that are counted ahead', (total, cadence) => {
  const recipe = { ...he, evaluation: { unit: 'steps' as const, value: cadence } }
  let left = evaluationsLeft(recipe, 0, total, 391)
  for (let done = 1; done <= total; done += 1) {
    if (evaluatesAfter(recipe, done, total, 391)) left -= 1
    expect(evaluationsLeft(recipe, done, total, 391)).toBe(left)
  }
  expect(left).toBe(0)
  expect(evaluatesAfter(recipe, total, total, 391)).toBe(true)
})

test('every recipe that comes along is valid, and digits are never flipped', () => {
  for (const { recipe, datasets } of recipePresets()) {
    if (datasets.includes('mnist')) expect(recipe.augmentation.flip).toBe(false)
  }
  expect(recipePresets().map((entry) => entry.id)).toEqual([
    'quick-digits',
    'quick',
    'short',
    'he-2016-cifar',
    'he-2016-cifar-110',
    'zagoruyko-2016-cifar',
    'he-2016-imagenet',
  ])
})
