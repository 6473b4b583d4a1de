/** A run's checkpoints as a person looks at them: whether each is whole and finite, what was measured there, and their removal. */
import { lstatSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import { checkpointFolder, checkpointPath, describeCheckpoints, type CheckpointLister } from './checkpoints.ts'
import type { Columns } from './columns.ts'
import type { MetricsReader } from './metrics-reader.ts'
import { listIn } from './run-damage.ts'
import type { RunFolders } from './run-folders.ts'
import type { Checkpoint } from './run.ts'

export interface CheckpointRow extends Checkpoint {
  /** `unread`: by its header it is one; nobody has read it whole since it was written. `finite`: whole, and all its numbers are finite. */
  readonly state: 'unread' | 'finite' | 'unusable'
  /** Why nothing can go on from it, as the end of a sentence; null where it can. */
  readonly why: string | null
  /** Errors from 0 to 1, measured at its step; null where they were not, or were not finite. */
  readonly testError: number | null
  readonly validationError: number | null
}

export interface CheckpointTable {
  /** Newest first; those too that cannot be used. */
  rows(id: string): CheckpointRow[]
  /** Reads one whole. */
  verify(id: string, step: number): Promise<void>
  /**
   * Removes files for good; gives the bytes that are free now. Nobody may train the run. Throws a Failure: `newest-checkpoint` where it is the one that the
   * run goes on from and that was not agreed to, `no-checkpoint` where one is not there.
   */
  remove(id: string, steps: readonly number[], evenNewest: boolean): number
}

export interface CheckpointTableOptions {
  readonly folders: Pick<RunFolders, 'folder' | 'records'>
  readonly lister: CheckpointLister
  read(id: string): Pick<MetricsReader, 'evaluations'>
  /** Why nothing is written here; null where it may be. */
  readOnly(): Failure | null
  /** What was kept of the run does not hold any more. */
  changed(id: string): void
}

export function openCheckpointTable({ folders, lister, read, readOnly, changed }: CheckpointTableOptions): CheckpointTable {
  const rows = (id: string): CheckpointRow[] => {
    const record = folders.records().get(id)
    if (!record || record.recipe === null) return []
    const folder = folders.folder(id)
    const { usable, unusable } = listIn(folder, id, lister.list)
    const { test, validation } = read(id).evaluations
    const measured = (step: number) => ({ testError: errorAt(test, step), validationError: errorAt(validation, step) })
    const whole = describeCheckpoints(usable, record.recipe, record.stepsPerEpoch).map((one): CheckpointRow => ({
      ...one,
      ...measured(one.step),
      state: lister.isVerified(folder, one.step) ? 'finite' : 'unread',
      why: null,
    }))
    const broken = unusable.map(({ step, why }): CheckpointRow => {
      const file = lstatSync(checkpointPath(folder, step), { throwIfNoEntry: false })
      const [bytes, savedAt] = [file?.size ?? 0, file?.mtimeMs ?? 0]
      return { step, bytes, savedAt, kept: [], ...measured(step), state: 'unusable', why }
    })
    return [...whole, ...broken].sort((one, other) => other.step - one.step)
  }
  return {
    rows,
    async verify(id, step) {
      await lister.verify(folders.folder(id), step)
    },
    remove(id, steps, evenNewest) {
      const refusal = readOnly()
      if (refusal) throw refusal
      const all = rows(id)
      const missing = steps.find((step) => !all.some((one) => one.step === step))
      if (missing !== undefined)
        throw new Failure('no-checkpoint', `There is no checkpoint of step ${missing}.`, 'It may have been removed already.')
      const newest = all.find(({ state }) => state !== 'unusable')
      if (newest && steps.includes(newest.step) && !evenNewest)
        throw new Failure(
          'newest-checkpoint',
          `The checkpoint of step ${newest.step} is the one that the run goes on from.`,
          'Say so if it is to be deleted all the same: the run then cannot go on from where it is.',
        )
      for (const step of steps) rmSync(checkpointPath(folders.folder(id), step), { force: true })
      syncFolder(join(folders.folder(id), checkpointFolder))
      changed(id)
      return all.filter(({ step }) => steps.includes(step)).reduce((sum, { bytes }) => sum + bytes, 0)
    },
  }
}

function errorAt(columns: Columns<'step' | 'error'>, step: number): number | null {
  const error = columns.column('error')[columns.column('step').indexOf(step)]
  return error !== undefined && Number.isFinite(error) ? error : null
}
