/** A step that leaves no trace, to see whether there is memory for it; and if not, how many images there is memory for. */
import { Failure } from '../files/failure.ts'
import { withinMemory } from './memory.ts'
import { isOutOfMemory, outOfMemory } from './out-of-memory.ts'
import type { TrainingProgram } from './program.ts'
import type { Recipe } from './recipe.ts'

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

/** In words, with the largest batch that there is memory for: half of the recipe's, a quarter and so on, each tried. */
export async function explainOutOfMemory(recipe: Recipe, make: MakeProgram): Promise<Failure> {
  const fits = await largestBatch(recipe, make)
  const happened = `A step of ${recipe.batchSize} images takes more memory than there is.`
  if (fits === null) {
    return new Failure(outOfMemory, `${happened} Not even one image fits.`, 'Close other programs, or train a smaller network.')
  }
  const passes = Math.ceil((recipe.batchSize * recipe.accumulation) / fits)
  return new Failure(
    outOfMemory,
    `${happened} ${fits} fit.`,
    `Train with a batch of ${fits}, accumulated ${passes} times for the same step; or compute activations again instead of keeping them; or close other programs.`,
  )
}

async function largestBatch(recipe: Recipe, make: MakeProgram): Promise<number | null> {
  for (let batchSize = Math.floor(recipe.batchSize / 2); batchSize >= 1; batchSize = Math.floor(batchSize / 2)) {
    let program: TrainingProgram | null = null
    try {
      program = await make({ ...recipe, batchSize })
      // Every step takes the same, whatever its rate.
      await dryStep(program, recipe, 0, 0)
      return batchSize
    } catch (thrown) {
      if (!isOutOfMemory(thrown)) throw thrown
    } finally {
      program?.dispose()
    }
  }
  return null
}
