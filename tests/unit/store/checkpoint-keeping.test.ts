/** Which checkpoints stay. Oracle: the rule as a person reads it, applied to all that was ever written. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkpointsToRemove, describeCheckpoints, type ListedCheckpoint } from '../../../core/store/checkpoints.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { recipeSchema } from '../../../core/recipe/recipe.ts'

const epochSteps = 10
const bytes = 100
const plenty = 1e9

const anyRules = fc.record({
  last: fc.integer({ min: 1, max: 4 }),
  best: fc.boolean(),
  archive: fc.option(
    fc.record({ unit: fc.constantFrom('steps' as const, 'epochs' as const), value: fc.integer({ min: 1, max: 5 }) }),
  ),
})
type Rules = typeof anyRules extends fc.Arbitrary<infer T> ? T : never

/** Steps and errors as a run might write them, oldest first; few different errors, so that equal ones are common. */
const anyHistory = fc
  .array(fc.record({ after: fc.integer({ min: 1, max: 7 }), error: fc.option(fc.constantFrom(0.1, 0.2, 0.3)) }), {
    maxLength: 25,
  })
  .map((saves) => {
    let step = 0
    return saves.map(({ after, error }): ListedCheckpoint => ({ step: (step += after), bytes, savedAt: step, error }))
  })

function recipeOf(rules: Rules): Recipe {
  return recipeSchema.parse({
    name: 'kept',
    batchSize: 8,
    length: { unit: 'steps', value: 1000 },
    optimizer: { kind: 'sgd', momentum: 0, weightDecay: 0 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
    inputScaling: 'channel-mean-std',
    augmentation: { pad: 0, flip: false },
    evaluation: { unit: 'steps', value: 10 },
    checkpoints: { every: { unit: 'steps', value: 1 }, budgetMegabytes: 1, ...rules },
    seed: 1,
  })
}

/** What is on the disk, newest first, when after each write what need not stay is removed. */
function keepAlong(history: readonly ListedCheckpoint[], recipe: Recipe, budget: number): ListedCheckpoint[] {
  let there: ListedCheckpoint[] = []
  for (const written of history) {
    there = [written, ...there]
    const removed = new Set(checkpointsToRemove(describeCheckpoints(there, recipe, epochSteps), budget))
    there = there.filter(({ step }) => !removed.has(step))
  }
  return there
}

test('what is kept are the last ones, the earliest of the lowest error, and every one at the archive’s steps', () => {
  fc.assert(
    fc.property(anyHistory, anyRules, (history, rules) => {
      const newestFirst = history.toReversed()
      const lowest = Math.min(...history.flatMap(({ error }) => error ?? []))
      const best = rules.best ? history.find(({ error }) => error === lowest) : undefined
      const every = rules.archive && rules.archive.value * (rules.archive.unit === 'epochs' ? epochSteps : 1)
      const wanted = newestFirst.filter(
        (one, index) => index < rules.last || one === best || (every !== null && one.step % every === 0),
      )
      expect(keepAlong(history, recipeOf(rules), plenty)).toEqual(wanted)
    }),
  )
})

test('the budget holds whenever more than the newest is there, the newest is always there, and the best goes last', () => {
  fc.assert(
    fc.property(anyHistory, anyRules, fc.integer({ min: 0, max: 12 * bytes }), (history, rules, budget) => {
      const recipe = recipeOf(rules)
      const there = keepAlong(history, recipe, budget)
      expect(there[0]).toEqual(history.at(-1))
      if (there.length > 1) expect(there.length * bytes).toBeLessThanOrEqual(budget)

      const described = describeCheckpoints(history.toReversed(), recipe, epochSteps)
      const removed = new Set(checkpointsToRemove(described, budget))
      const best = described.slice(1).find(({ kept }) => kept.includes('best'))
      const stays = described.filter(({ step }) => !removed.has(step))
      if (best && removed.has(best.step)) expect(stays).toHaveLength(1)
      // Nothing is removed for the budget that would have had a place.
      const dispensable = described.some(({ kept, step }) => kept.length > 0 && removed.has(step))
      if (dispensable) expect((stays.length + 1) * bytes).toBeGreaterThan(budget)
    }),
  )
})
