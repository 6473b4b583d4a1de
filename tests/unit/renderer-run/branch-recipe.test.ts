import { expect, test } from 'vitest'
import { recipeProblems } from '../../../core/recipe/check.ts'
import { recipeSchema, type Recipe } from '../../../core/recipe/recipe.ts'
import { learningRate, noProgress } from '../../../core/recipe/schedule.ts'
import { branchRecipe } from '../../../core/api/branch-recipe.ts'
import { runRecord } from '../renderer-runs/samples.ts'

const schedules: Recipe['learningRate'][] = [
  { kind: 'steps', initial: 0.1, divisor: 10, after: [32_000, 48_000] },
  { kind: 'cosine', initial: 0.1, final: 0.001 },
  { kind: 'one-cycle', initial: 0.01, peak: 0.4, final: 0.001, rise: 0.3 },
  { kind: 'plateau', initial: 0.1, divisor: 10, patience: 5, least: 0.001 },
]

test('as it is, the recipe is the parent’s', () => {
  const record = runRecord()
  expect(branchRecipe(record, { factor: 1, totalSteps: 64_000 })).toEqual(record.recipe)
})

test.each(schedules)('every rate of $kind is multiplied', (schedule) => {
  const record = runRecord({ recipe: { ...runRecord().recipe, learningRate: schedule } })
  const branched = branchRecipe(record, { factor: 0.1, totalSteps: 64_000 })
  expect(recipeSchema.safeParse(branched).success).toBe(true)
  for (const step of [0, 10_000, 32_000, 63_999]) {
    const before = learningRate(record.recipe, step, 64_000, { ...noProgress, warmedUpAt: 0 })
    expect(learningRate(branched, step, 64_000, { ...noProgress, warmedUpAt: 0 })).toBeCloseTo(before / 10, 10)
  }
})

test('another length counts from the parent’s first step, and the name says that something was changed', () => {
  const branched = branchRecipe(runRecord(), { factor: 1, totalSteps: 70_000 })
  expect(branched).toMatchObject({
    name: 'he-2016-cifar, changed',
    basedOn: 'he-2016-cifar',
    length: { unit: 'steps', value: 70_000 },
  })
})

test('a drop that a shorter branch does not come to is left out: the recipe can be trained', () => {
  const branched = branchRecipe(runRecord(), { factor: 1, totalSteps: 40_000 })
  expect(branched.learningRate).toMatchObject({ after: [32_000] })
  expect(recipeProblems(branched, { trainCount: 50_000, height: 32 })).toEqual([])
})
