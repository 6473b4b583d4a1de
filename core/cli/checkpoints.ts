/** `checkpoints`: what a run can go on from, and deleting it to free space. */
import type { LabClient } from '../api/contract.ts'
import type { CheckpointRow } from '../store/checkpoint-table.ts'
import { bytesText } from '../text/bytes-text.ts'
import { dateAndTime } from '../text/date-text.ts'
import { visibleText } from '../text/visible-text.ts'
import type { Tell } from './controls.ts'
import { findRun } from './find-run.ts'
import { count, percent, table } from './text.ts'
import { UsageError } from './usage.ts'

export interface CheckpointOptions {
  /** Steps of those to delete. */
  readonly delete?: readonly number[]
  readonly evenNewest?: boolean
}

/** Prints the checkpoints of a run, newest first, once each was read whole; with `json` one a line. */
export async function listCheckpoints(
  client: LabClient,
  named: string,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const { record } = await findRun(client, named)
  const rows = await allRead(client, record.id)
  if (json) for (const row of rows) print(JSON.stringify({ run: record.id, ...row }))
  else if (rows.length === 0) print(`${visibleText(record.name)} has no checkpoints.`)
  else print(table(['step', 'written', 'size', 'state', 'test error', 'kept as'], rows.map(cells), [0, 2, 4]))
}

/** For good. Throws a UsageError where the run goes on from one of them and that was not agreed to. */
export async function deleteCheckpoints(
  client: LabClient,
  named: string,
  { delete: steps = [], evenNewest = false }: CheckpointOptions,
  tell: Tell,
): Promise<void> {
  const { record } = await findRun(client, named)
  const reply = await client.call('runs.removeCheckpoints', { id: record.id, steps: [...steps], evenNewest })
  if (!reply.ok) {
    const { code, message, remedy } = reply.error
    if (code !== 'newest-checkpoint') throw new Error(`${message} ${remedy}`)
    throw new UsageError(`${message} With --even-newest it is deleted; the run then cannot go on from where it is.`)
  }
  const { bytes } = reply.value
  const words = steps.length === 1 ? 'One checkpoint' : `${count(steps.length)} checkpoints`
  tell(
    { event: 'checkpoints-deleted', run: record.id, steps, bytes },
    `${words} of ${record.name} deleted: ${bytesText(bytes)} are free.`,
  )
}

function allRead(client: LabClient, id: string): Promise<CheckpointRow[]> {
  return new Promise((resolve, reject) => {
    const end = client.subscribe(
      'checkpoints',
      { id },
      (rows) => {
        if (rows.some(({ state }) => state === 'unread')) return
        end()
        resolve(rows)
      },
      (error) => reject(new Error(`${error.message} ${error.remedy}`)),
    )
  })
}

function cells({ step, savedAt, bytes, state, why, testError, kept }: CheckpointRow): string[] {
  const words = why === null ? state : `unusable: ${visibleText(why)}`
  return [count(step), dateAndTime(savedAt), bytesText(bytes), words, percent(testError), kept.join(', ')]
}
