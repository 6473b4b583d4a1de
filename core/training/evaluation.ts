/** An evaluation of all images that are not trained on: the test set, and those held out from the training images if there are any. */
import type { Evaluation, Split, TrainingProgram } from '../tensorflow/program.ts'
import type { Recipe } from '../recipe/recipe.ts'

export interface SplitResult extends Evaluation {
  readonly split: Split
}

export interface EvaluationRequest {
  readonly program: TrainingProgram
  readonly testCount: number
  readonly record: { readonly recipe: Pick<Recipe, 'validationImages'> }
}

/**
 * The first of the results is the one that the run follows. After each batch `goesOn` gets the part done, from 0 to 1, and says whether to go on:
 * when it does not, the result is null.
 */
export async function evaluateSplits(
  { program, testCount, record }: EvaluationRequest,
  goesOn: (part: number) => Promise<boolean>,
): Promise<[SplitResult, ...SplitResult[]] | null> {
  const held = record.recipe.validationImages
  const ended = new Error('The evaluation was ended early.')
  const look = async (images: number): Promise<void> => {
    if (!(await goesOn(images / (held + testCount)))) throw ended
  }
  try {
    await look(0)
    if (held === 0) return [{ split: 'test', ...(await program.evaluate('test', look)) }]
    const validation = await program.evaluate('validation', look)
    const test = await program.evaluate('test', (images) => look(held + images))
    return [
      { split: 'validation', ...validation },
      { split: 'test', ...test },
    ]
  } catch (thrown) {
    if (thrown === ended) return null
    throw thrown
  }
}

/**
 * "Validation error 9.10 %, loss 0.3120; test error 9.36 %, loss 0.3214." Says so where a loss is not finite, and where these layers are as they were drawn:
 * the figures are of them then, not of what was imported.
 */
export function evaluationText(results: readonly SplitResult[], untrained: readonly string[]): string {
  const text = results
    .map(({ split, loss, error }) =>
      Number.isFinite(loss)
        ? `${split} error ${(100 * error).toFixed(2)} %, loss ${loss.toFixed(4)}`
        : `${split} loss is not finite, which gives no error`,
    )
    .join('; ')
  const isNew =
    untrained.length === 0 ? '' : ` ${untrained.join(', ')} ${untrained.length === 1 ? 'is' : 'are'} new and not trained yet.`
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${isNew}`
}
