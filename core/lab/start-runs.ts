/** Runs are queued here, whoever asks for them: a person, or a plan. */
import { randomBytes } from 'node:crypto'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { Library } from '../store/library.ts'
import { newRunRecord, runId, type Predict, type RunRequest } from './new-run.ts'
import type { Supervisor } from './supervisor.ts'

export interface StartRunsOptions {
  readonly runs: Library['runs']
  readonly supervisor: Pick<Supervisor, 'startNext'>
  dataset(id: DatasetId): DatasetState
  predict: Predict
  changed(id: string): void
}

export type AskedRun = RunRequest & { readonly dataset: DatasetId }

/** Queues them all or, with the Failure thrown, none; `after`: a run that must have finished before. Gives their ids. */
export type StartRuns = (asked: readonly AskedRun[], after?: string | null) => string[]

export function createStartRuns({ runs, supervisor, dataset, predict, changed }: StartRunsOptions): StartRuns {
  return (asked, after = null) => {
    const askedAt = Date.now()
    const records = asked.map((run, index) => {
      // Those of one request are a millisecond apart, so that lists keep their order.
      const createdAt = askedAt + index
      const id = runId(run.name, createdAt, randomBytes(2).toString('hex'))
      return newRunRecord(run, dataset(run.dataset), { id, createdAt, origin: null }, predict)
    })
    for (const record of records) runs.add({ ...record, color: runs.nextColor() }, after)
    for (const { id } of records) changed(id)
    supervisor.startNext()
    return records.map(({ id }) => id)
  }
}
