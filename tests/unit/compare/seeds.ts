/** Runs of one design with several seeds, for tests. */
import type { RunRecord, RunStatus, TrainedRun } from '../../../core/store/run.ts'
import { runSummary } from '../renderer-runs/samples.ts'

/** A run a test error, seeds from 1 on. */
export function seeds(name: string, errors: readonly number[], changes: Partial<RunRecord> = {}): TrainedRun[] {
  return errors.map((testError, index) => seeded(name, index + 1, changes, undefined, { testError }))
}

export function seeded(
  name: string,
  seed: number,
  changes: Partial<RunRecord> = {},
  status?: RunStatus,
  figures: Partial<Omit<TrainedRun, 'record'>> = {},
): TrainedRun {
  const { recipe } = runSummary(changes).record
  const record = { ...changes, id: `${name}-${seed}`, name: `${name}, seed ${seed}`, recipe: { ...recipe, seed } }
  return runSummary({ createdAt: seed, ...record }, status, figures)
}
