/** What is wrong with the files of a run's folder. It is told with the run, and with no other; the run is shown as far as it can be. */
import { closeSync } from 'node:fs'
import { join } from 'node:path'
import { OddFileError, openRegular } from '../files/regular-file.ts'
import { checkpointFolder, checkpointPath, type CheckpointList, type CheckpointLister } from './checkpoints.ts'
import type { MetricsReader } from './metrics-reader.ts'
import { endFile, readRunEndFile } from './run-end.ts'
import { readRemarksFile, remarksFile } from './remarks.ts'
import { metricsFile, trainerLogFile } from './run-folder.ts'
import { firstStep } from './origin.ts'
import type { RunDamage, RunRecord } from './run.ts'
import type { SmallFile } from './small-file.ts'
import { readWantedFile, wantedFile } from './wanted-steps.ts'
import { logDamage } from './write-ahead-log.ts'

const leftAsItIs = 'It was left as it is; a copy from a backup can be put in its place.'

/** A run's checkpoints, and why their folder cannot be read. */
export function listIn(
  runFolder: string,
  run: string,
  list: CheckpointLister['list'],
): CheckpointList & { readonly odd: string | null } {
  try {
    return { ...list(runFolder, run), odd: null }
  } catch (thrown) {
    if (thrown instanceof OddFileError) return { usable: [], unusable: [], odd: thrown.message }
    throw thrown
  }
}

/** Why metrics that nobody writes to cannot be read, or are not there any more, as the end of a sentence; null where they can. */
export function metricsDamage(
  runFolder: string,
  { origin }: Pick<RunRecord, 'origin'>,
  { damage, attempts }: Pick<MetricsReader, 'damage' | 'attempts'>,
  { usable }: Pick<CheckpointList, 'usable'>,
): string | null {
  const newest = usable[0]?.step ?? 0
  const isGone = attempts.length === 0 && newest > firstStep(origin)
  const gone = isGone ? `it has no rows any more, though the run has a checkpoint of step ${newest}` : null
  return damage ?? logDamage(join(runFolder, metricsFile)) ?? gone
}

/** `metrics`: why they cannot be read. `settled`: nobody writes to the folder, so that rows and checkpoints can be held against each other. */
export function damageIn(
  runFolder: string,
  { origin }: Pick<RunRecord, 'origin'>,
  { steps, attempts }: Pick<MetricsReader, 'steps' | 'attempts'>,
  checkpoints: CheckpointList & { readonly odd: string | null },
  metrics: string | null,
  settled: boolean,
): RunDamage[] {
  const found: RunDamage[] = []
  const tell = (file: string, why: string | null, remedy = leftAsItIs): void => {
    if (why !== null) found.push({ file, reason: why, remedy })
  }
  tell(metricsFile, metrics)
  const kept = Math.max(checkpoints.usable[0]?.step ?? 0, attempts.at(-1)?.end?.step ?? 0)
  const measured = steps.column('step').at(-1) ?? 0
  if (settled && metrics === null && kept > Math.max(measured, firstStep(origin))) {
    tell(metricsFile, `it ends at step ${measured}, though the run came to step ${kept}`)
  }
  tell(checkpointFolder, checkpoints.odd)
  for (const { step, why } of checkpoints.unusable) {
    tell(checkpointPath('', step), why, 'The run does not go on from it; a copy from a backup can be put in its place.')
  }
  tell(endFile, damageOf(readRunEndFile(runFolder)))
  tell(wantedFile, damageOf(readWantedFile(runFolder)))
  found.push(...remarksDamage(runFolder))
  tell(trainerLogFile, unreadable(join(runFolder, trainerLogFile)))
  return found
}

/** Why what a person said of it cannot be read. */
export function remarksDamage(runFolder: string): RunDamage[] {
  const reason = damageOf(readRemarksFile(runFolder))
  return reason === null ? [] : [{ file: remarksFile, reason, remedy: 'It was left as it is: mend it, or move it away.' }]
}

/** What of the folder cannot be read, but for what is told of in its own words. */
export function unsized(unread: readonly string[]): RunDamage[] {
  return unread
    .filter((path) => path !== checkpointFolder)
    .map((file) => ({
      file,
      reason: 'this user may not read it, so its size is not counted',
      remedy: 'Make it readable to you, or move it out of the folder.',
    }))
}

function damageOf(file: SmallFile<unknown>): string | null {
  return file.kind === 'damaged' ? file.why : null
}

function unreadable(path: string): string | null {
  try {
    const file = openRegular(path)
    if (file !== null) closeSync(file)
    return null
  } catch (thrown) {
    if (thrown instanceof OddFileError) return thrown.message
    throw thrown
  }
}
