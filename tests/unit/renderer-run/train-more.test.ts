/** What "Train more" starts is what stands beside its button, and a schedule that has ended is told of. */
import { expect, test } from 'vitest'
import { recipeWords } from '../../../core/recipe/rows.ts'
import { newEnd, trainedLonger } from '../../../renderer/views/run/train-more.ts'
import { runSummary } from '../renderer-runs/samples.ts'

const paper = runSummary()
const { recipe } = paper.record
const cosine = runSummary({ recipe: { ...recipe, learningRate: { kind: 'cosine', initial: 0.1, final: 0 } } })

test('the new end counts from the steps that it trains now, which may be more than planned', () => {
  const longerBefore = { ...paper, totalSteps: 65_560 }
  const longer = trainedLonger(longerBefore, 3000 * 391)
  expect(longer.totalSteps).toBe(65_560 + 3000 * 391)
  expect(newEnd(longerBefore, longer)).toBe('Up to step 1,238,560 in place of 65,560')
})

test('a cosine that has ended at 0 learns nothing more; one that ends above, or drops, do', () => {
  expect(trainedLonger(cosine, 100)).toMatchObject({
    learnsNothing: true,
    rateWords: expect.stringMatching(/last rate holds, 0\.$/),
  })
  const above = { ...recipe, learningRate: { kind: 'cosine', initial: 0.1, final: 0.001 } as const }
  expect(trainedLonger(runSummary({ recipe: above }), 100).learnsNothing).toBe(false)
  expect(trainedLonger(paper, 100)).toMatchObject({ learnsNothing: false, rateWords: expect.stringMatching(/rate is 0\.001\.$/) })
})

test('the rate is told as a person multiplied it', () => {
  expect(trainedLonger({ ...paper, rateScale: 10 }, 100).rateWords).toMatch(/0\.01\.$/)
})

test('the recipe in effect says the length it trains now', () => {
  const length = (totalSteps: number): string | undefined =>
    recipeWords(recipe, { plannedSteps: 64_000, totalSteps }).find(({ name }) => name === 'Length')?.value
  expect(length(64_000)).toBe('64,000 steps')
  expect(length(67_000)).toBe('67,000 steps, planned 64,000 steps')
})
