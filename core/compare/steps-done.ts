/** How far a run is, in every list and on every ruler. */
import type { RunSummary } from '../store/run.ts'

/** Steps done; of one that waits in the queue, those of the checkpoint that it will go on from. */
export function stepsDone({ status, resumesFrom }: Pick<RunSummary, 'status' | 'resumesFrom'>): number {
  return status.kind === 'queued' ? (resumesFrom ?? 0) : status.step
}
