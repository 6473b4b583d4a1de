/** The time a run took by the clock on the wall, in every list and on every ruler. */
import type { RunSummary } from '../store/run.ts'

/**
 * Milliseconds from its start to its end, or to now; null before it has started. A clock that was set back meanwhile does not make it less than
 * nothing, nor than the time that was spent training.
 */
export function wallMs(
  { startedAt, endedAt, trainedMs }: Pick<RunSummary, 'startedAt' | 'endedAt' | 'trainedMs'>,
  now: number,
): number | null {
  return startedAt === null ? null : Math.max(0, trainedMs ?? 0, (endedAt ?? now) - startedAt)
}
