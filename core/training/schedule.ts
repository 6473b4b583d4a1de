/** What a recipe asks for at each step, as pure functions. Steps count from 0; "done" counts finished steps. */
import type { Length, Recipe } from './recipe.ts'

/** The learning rate of a step: the initial one, divided once for each of the steps `after` that has been reached. */
export function learningRate(recipe: Recipe, step: number): number {
  const { initial, divisor, after } = recipe.learningRate
  const drops = after.filter((drop) => step >= drop).length
  return initial / divisor ** drops
}

/** Steps in one pass over the training set; the last batch is filled from the next pass. */
export function stepsPerEpoch(trainCount: number, batchSize: number): number {
  return Math.ceil(trainCount / batchSize)
}

export function lengthInSteps(length: Length, epochSteps: number): number {
  return length.unit === 'steps' ? length.value : length.value * epochSteps
}

/** Whether the test set is evaluated once `done` steps are done: at the recipe's cadence, and always at the end. */
export function evaluatesAfter(recipe: Recipe, done: number, totalSteps: number, epochSteps: number): boolean {
  return done === totalSteps || done % lengthInSteps(recipe.evaluation, epochSteps) === 0
}

/** Evaluations still to come once `done` steps are done. */
export function evaluationsLeft(recipe: Recipe, done: number, totalSteps: number, epochSteps: number): number {
  const cadence = lengthInSteps(recipe.evaluation, epochSteps)
  const atCadence = Math.floor(totalSteps / cadence) - Math.floor(done / cadence)
  const atEnd = totalSteps % cadence === 0 || done >= totalSteps ? 0 : 1
  return atCadence + atEnd
}
