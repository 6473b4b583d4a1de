/** Whether the files of a run that library.db does not know of tell of its end. */
import type { CheckpointLister } from './checkpoints.ts'
import type { MetricsReader } from './metrics-reader.ts'
import { listIn, metricsDamage } from './run-damage.ts'
import type { RunEnd } from './run-end.ts'
import { committedOutcome, isEndOf } from './run-summary.ts'
import type { RunRecord } from './run.ts'

/** The attempts before its last of a run that tells of none, null before the first; `known` where it does, or where nothing can tell. */
export function attemptsWithoutEnd(
  record: RunRecord,
  folder: string,
  end: RunEnd | null,
  reader: MetricsReader,
  list: CheckpointLister['list'],
): number | null | 'known' {
  const { attempts } = reader
  if ((end && isEndOf(end, attempts)) || committedOutcome(attempts)) return 'known'
  if (metricsDamage(folder, record, reader, listIn(folder, record.id, list)) !== null) return 'known'
  const last = attempts.at(-1)
  return last ? last.attempt - 1 : null
}
