/** `data`: the data sets there are, and bringing one to this computer. */
import type { LabClient } from '../api/contract.ts'
import type { DatasetState } from '../datasets/describe.ts'
import { bytesText } from '../text/bytes-text.ts'
import { cancelsDownload, getDataset } from './get-dataset.ts'
import { ask, snapshot } from './lab-client.ts'
import { count, counted, table } from './text.ts'
import { nearestNames } from '../text/near.ts'
import { UsageError } from './usage.ts'
import type { TrainContext } from './watch.ts'

/** Prints the data sets; with `json` one a line, as the contract has it. */
export async function listDatasets(client: LabClient, json: boolean, print: (line: string) => void): Promise<void> {
  const states = await snapshot(client, 'datasets', {})
  if (json) for (const state of states) print(JSON.stringify(state))
  else print(table(['data', 'name', 'training', 'test', 'images', 'classes', 'here'], states.map(row), [2, 3, 5]))
}

function row(state: DatasetState): string[] {
  const { id, name, trainCount, testCount, height, width, channels, classes } = state
  return [
    id,
    name,
    count(trainCount),
    count(testCount),
    `${height}×${width}×${channels}`,
    String(classes.length),
    whereabouts(state),
  ]
}

function whereabouts({ status }: DatasetState): string {
  switch (status.kind) {
    case 'absent':
      return status.downloadBytes === 0 ? 'comes along, not decoded yet' : `no, ${bytesText(status.downloadBytes)} to download`
    case 'downloading':
      return `downloading, ${bytesText(status.doneBytes)} of ${bytesText(status.totalBytes)}`
    case 'decoding':
      return `decoding, ${count(status.done)} of ${counted(status.total, 'image')}`
    case 'ready':
      return `yes, ${bytesText(status.bytes)}`
    case 'failed':
      return `no. ${status.reason} ${status.remedy}`
  }
}

/** Downloads a data set, unless it is here; Ctrl-C cancels and keeps what has arrived. */
export async function downloadDataset(name: string, { client, output, note, onInterrupt }: TrainContext): Promise<void> {
  const states = await snapshot(client, 'datasets', {})
  const state = states.find(({ id }) => id === name)
  if (!state) {
    const names = states.map(({ id }) => id)
    const near = nearestNames(name, names)
    throw new UsageError(`There is no data set named ${name}. There are ${(near.length > 0 ? near : names).join(', ')}.`)
  }
  onInterrupt(cancelsDownload, async () => void (await ask(client, 'datasets.cancel', { id: state.id })))
  await getDataset(client, state.id, (now) => output.dataset(now))
  note(`${state.name} is here.`)
}
