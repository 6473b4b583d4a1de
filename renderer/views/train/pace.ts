/** How long a run takes here, from a run of the same network and batch that was measured here. */
import type { DatasetId } from '../../../core/datasets/dataset.ts'
import type { RunSummary } from '../../../core/store/run.ts'

export interface Pace {
  /** Median of a step, in milliseconds. */
  readonly stepMs: number
  /** The run it was measured in. */
  readonly run: RunSummary
}

/** The newest run with these counts, this data and this batch that has a step time; null where there is none. */
export function measuredPace(
  runs: readonly RunSummary[],
  wanted: { readonly parameters: number; readonly macs: number; readonly batchSize: number; readonly dataset: DatasetId },
): Pace | null {
  let newest: Pace | null = null
  for (const run of runs) {
    const { record, stepMs } = run
    if (stepMs === null || record.parameters !== wanted.parameters || record.macs !== wanted.macs) continue
    if (record.recipe.batchSize !== wanted.batchSize || record.dataset !== wanted.dataset) continue
    if (!newest || record.createdAt > newest.run.record.createdAt) newest = { stepMs, run }
  }
  return newest
}
