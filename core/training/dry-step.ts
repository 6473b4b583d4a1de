/** A step that leaves no trace, to see whether there is memory for it; and if not, how many images there is memory for. */
import { Failure } from '../files/failure.ts'
import { withinMemory } from '../tensorflow/process-memory.ts'
import { outOfMemory } from './out-of-memory.ts'
import type { TrainingProgram } from '../tensorflow/program.ts'
import type { Recipe } from '../recipe/recipe.ts'

/** Makes a program for a recipe. */
export type MakeProgram = (recipe: Recipe) => Promise<TrainingProgram>

/** Does one step, measured as much as any, and puts the state back. Throws what the program throws. */
export async function dryStep(program: TrainingProgram, recipe: Recipe, step: number, rate: number): Promise<void> {
  const state = program.readState()
  const take = (): void => void program.step({ step, rate, telemetry: recipe.telemetryEvery > 0 })
  // A graphics card's driver reserves addresses far beyond what it takes.
  if (program.device.includes('GPU')) take()
  else await withinMemory(take)
  program.writeState(state)
}

/** In words, with the largest batch that `fits`: half of the recipe's, a quarter and so on, each tried. */
export async function explainOutOfMemory(recipe: Recipe, fits: (batchSize: number) => Promise<boolean>): Promise<Failure> {
  const happened = `A step of ${recipe.batchSize} images takes more memory than there is.`
  let batchSize = Math.floor(recipe.batchSize / 2)
  while (batchSize >= 1 && !(await fits(batchSize))) batchSize = Math.floor(batchSize / 2)
  if (batchSize < 1) {
    return new Failure(outOfMemory, `${happened} Not even one image fits.`, 'Close other programs, or train a smaller network.')
  }
  const passes = Math.ceil((recipe.batchSize * recipe.accumulation) / batchSize)
  return new Failure(
    outOfMemory,
    `${happened} ${batchSize} fit.`,
    `Train with a batch of ${batchSize}, accumulated ${passes} times for the same step; or compute activations again instead of keeping them; or close other programs.`,
  )
}
