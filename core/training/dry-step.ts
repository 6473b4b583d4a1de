/** A step that leaves no trace, to see whether there is memory for it; and if not, how many images there is memory for. */
import { Failure } from '../files/failure.ts'
import { withinMemory } from '../tensorflow/process-memory.ts'
import { countText, countedText } from '../text/count-text.ts'
import { outOfMemory } from './out-of-memory.ts'
import type { TrainingProgram } from '../tensorflow/program.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { imagesPerStep } from '../recipe/schedule.ts'

/** Makes a program for a recipe. */
export type MakeProgram = (recipe: Recipe) => Promise<TrainingProgram>

/** Does one step, measured as much as any, and puts the state back. Throws what the program throws. */
export async function dryStep(program: TrainingProgram, recipe: Recipe, step: number, rate: number): Promise<void> {
  const state = program.readState()
  const take = (): void => void program.step({ step, rate, telemetry: recipe.telemetryEvery > 0 })
  // A graphics card's driver reserves addresses far beyond what it takes.
  if (program.usesGpu) take()
  else await withinMemory(take)
  program.writeState(state)
}

/** In words, with the largest batch that `fits`: about half of the recipe's, a quarter and so on, each tried. */
export async function explainOutOfMemory(recipe: Recipe, fits: (batchSize: number) => Promise<boolean>): Promise<Failure> {
  const images = imagesPerStep(recipe)
  const happened = `A step of ${countedText(recipe.batchSize, 'image')} takes more memory than there is.`
  let batchSize = aboutHalf(recipe.batchSize, images)
  while (batchSize >= 1 && !(await fits(batchSize))) batchSize = aboutHalf(batchSize, images)
  if (batchSize < 1) {
    return new Failure(outOfMemory, `${happened} Not even one image fits.`, 'Close other programs, or train a smaller network.')
  }
  const passes = Math.round(images / batchSize)
  const made = passes * batchSize
  const step = made === images ? ' for the same step' : `: steps of ${countedText(made, 'image')} instead of ${countText(images)}`
  return new Failure(
    outOfMemory,
    `${happened} ${countText(batchSize)} ${batchSize === 1 ? 'fits' : 'fit'}.`,
    `Train with a batch of ${countText(batchSize)}, accumulated ${countedText(passes, 'time')}${step}; or compute activations again instead of keeping them; or close other programs.`,
  )
}

/** The largest batch up to half of one that divides the images of a step; where that is far less than half, the half itself. 0 after 1. */
function aboutHalf(batchSize: number, images: number): number {
  const half = Math.floor(batchSize / 2)
  for (let size = half; size >= 1 && size >= batchSize / 5; size--) if (images % size === 0) return size
  return half
}
