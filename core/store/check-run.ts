/** A run's files read whole: what lists learn of a run they learn from headers and ends. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { checkpointFolder, checkpointLister, checkpointPath, checkpointSteps, putAside } from './checkpoints.ts'
import { isUnreadable, openForReading, runDatabase, scalarsDatabase, type DatabaseKind } from './database.ts'
import { metricsFile } from './run-folder.ts'
import { scalarsFile } from './scalars.ts'
import type { RunDamage, RunSummary } from './run.ts'

/** The damage that lists tell, and what only shows where every byte is read. */
export async function checkRun(folder: string, { damage }: Pick<RunSummary, 'damage'>): Promise<RunDamage[]> {
  const known = new Set(damage.map(({ file }) => file))
  const found = [...damage]
  const add = (file: string, reason: string | null, remedy: string): void => {
    if (reason !== null && !known.has(file)) found.push({ file, reason, remedy })
  }
  const databases = [
    [metricsFile, runDatabase],
    [scalarsFile, scalarsDatabase],
  ] as const
  for (const [file, kind] of databases) {
    add(file, databaseProblem(join(folder, file), kind), 'A copy from a backup can be put in its place.')
  }
  const { verify } = checkpointLister()
  for (const step of stepsIn(folder)) {
    add(
      checkpointPath('', step),
      await verify(folder, step),
      'check --repair puts it aside; the run goes on from an older one once that is agreed to.',
    )
  }
  return found
}

/** Gives the files that were put aside, under names that end in `.damaged`: checkpoints that nothing can go on from. Nothing is removed. */
export function repairRun(folder: string, damage: readonly RunDamage[]): string[] {
  const steps = stepsIn(folder).filter((step) => damage.some(({ file }) => file === checkpointPath('', step)))
  for (const step of steps) putAside(folder, step)
  return steps.map((step) => checkpointPath('', step))
}

/** A folder of checkpoints that cannot be read is told with the run. */
function stepsIn(folder: string): number[] {
  return existsSync(join(folder, checkpointFolder)) ? checkpointSteps(folder) : []
}

function databaseProblem(path: string, kind: DatabaseKind): string | null {
  try {
    const opened = openForReading(path, kind)
    if (opened === null) return null
    try {
      const said: unknown = opened.connection.pragma('integrity_check(1)', { simple: true })
      return said === 'ok' ? null : String(said)
    } finally {
      opened.connection.close()
    }
  } catch (thrown) {
    if (isUnreadable(thrown)) return thrown instanceof Error ? thrown.message : String(thrown)
    throw thrown
  }
}
