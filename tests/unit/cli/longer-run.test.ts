/** What `resume --more` says of a run whose schedule has ended. */
import { expect, test } from 'vitest'
import { nothingLearned } from '../../../core/cli/controls.ts'
import { runSummary } from '../renderer-runs/samples.ts'

const drops = runSummary()
const cosine = runSummary({ recipe: { ...drops.record.recipe, learningRate: { kind: 'cosine', initial: 0.1, final: 0 } } })

const typed = (words: string): string => `npm run lab -- ${words}`

test('steps beyond a cosine that ended at 0 learn nothing: said, with the branch that would', () => {
  expect(nothingLearned(cosine, 1000, typed)).toMatch(/ended at rate 0 by step 64,000.* branch one --step N --steps 65000/)
})

test('nothing is said where they learn, or where none is asked for', () => {
  expect(nothingLearned(drops, 1000, typed)).toBeNull()
  expect(nothingLearned(cosine, 0, typed)).toBeNull()
})
