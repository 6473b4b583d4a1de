/** The summary of a run, of all that is in its folder. */
import { folderSizeNow } from '../files/folder-size.ts'
import type { CheckpointLister } from './checkpoints.ts'
import { summarizeElsewhere } from './elsewhere-summary.ts'
import type { MetricsReader } from './metrics-reader.ts'
import { readRemarks } from './remarks.ts'
import { damageIn, listIn, metricsDamage, remarksDamage, unsized } from './run-damage.ts'
import type { RunEnd } from './run-end.ts'
import { summarize, type Place } from './run-summary.ts'
import type { ElsewhereRecord, RunRecord, RunSummary } from './run.ts'
import { openScalars, scalarsFile } from './scalars.ts'
import { readWantedSteps } from './wanted-steps.ts'

export interface RunToSummarize {
  readonly record: RunRecord
  readonly folder: string
  /** What the library knows of it; null when it has ended. */
  readonly place: Place | null
  readonly end: RunEnd | null
  readonly reader: MetricsReader
  readonly list: CheckpointLister['list']
}

export function makeSummary({ record, folder, place, end, reader, list }: RunToSummarize): RunSummary {
  const { steps, evaluations, controls, attempts } = reader
  const checkpoints = listIn(folder, record.id, list)
  const unreadable = place === null ? metricsDamage(folder, record, reader, checkpoints) : reader.damage
  const { bytes, unread } = folderSizeNow(folder)
  return summarize({
    record,
    steps,
    evaluations,
    controls,
    attempts,
    unreadable,
    damage: [...damageIn(folder, record, reader, checkpoints, unreadable, place === null), ...unsized(unread)],
    end,
    pending: place,
    resumesFrom: checkpoints.usable[0]?.step ?? null,
    wantedSteps: readWantedSteps(folder),
    bytes,
    remarks: readRemarks(folder),
  })
}

/** Nothing is written to it any more, so it is read once. */
export function makeElsewhereSummary(record: ElsewhereRecord, folder: string): RunSummary {
  const scalars = openScalars(folder)
  try {
    const { bytes, unread } = folderSizeNow(folder)
    const remedy = 'It was left as it is; import the event files again, or put a copy from a backup in its place.'
    const unreadable = scalars.damage === null ? [] : [{ file: scalarsFile, reason: scalars.damage, remedy }]
    const damage = [...unreadable, ...remarksDamage(folder), ...unsized(unread)]
    return summarizeElsewhere({ record, scalars, damage, bytes, remarks: readRemarks(folder) })
  } finally {
    scalars.close()
  }
}
