/** How long a run takes here, from a run of the same network that was measured here at the same work a step. */
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'

export interface Pace {
  /** Median of a step, in milliseconds. */
  readonly stepMs: number
  /** The run it was measured in. */
  readonly run: RunSummary
}

/** What of a recipe decides how much a step computes. */
export type StepRecipe = Pick<Recipe, 'batchSize' | 'accumulation' | 'precision' | 'activationCheckpointing' | 'kernels'>

const workOf = ({ batchSize, accumulation, precision, activationCheckpointing, kernels }: StepRecipe): string =>
  JSON.stringify([batchSize, accumulation, precision, activationCheckpointing, kernels])

/** The newest run with these counts and this data, and a step of the same work, that has a step time; null where there is none. */
export function measuredPace(
  runs: readonly RunSummary[],
  wanted: { readonly parameters: number; readonly macs: number; readonly recipe: StepRecipe; readonly dataset: DatasetId },
): Pace | null {
  let newest: Pace | null = null
  for (const run of runs) {
    const { record, stepMs } = run
    if (stepMs === null || record.parameters !== wanted.parameters || record.macs !== wanted.macs) continue
    if (record.dataset !== wanted.dataset || workOf(record.recipe) !== workOf(wanted.recipe)) continue
    if (!newest || record.createdAt > newest.run.record.createdAt) newest = { stepMs, run }
  }
  return newest
}
