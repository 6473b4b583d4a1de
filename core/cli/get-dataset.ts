/** A data set on this computer: downloaded when it is not there, because the person named it. */
import type { LabClient } from '../api/contract.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { ask } from './lab-client.ts'

/** What is said when Ctrl-C cancels a download. */
export const cancelsDownload = 'Cancelling: what has arrived is kept.'

/** Resolves with the data set once it is ready; `show` gets every state on the way. Rejects with the reason and remedy when it fails. */
export function getDataset(client: LabClient, id: DatasetId, show: (state: DatasetState) => void): Promise<DatasetState> {
  return new Promise((resolve, reject) => {
    let asked = false
    let underWay = false
    const settle = (end: () => void): void => {
      stop()
      end()
    }
    const stop = client.subscribe('datasets', {}, (states) => {
      const state = states.find((entry) => entry.id === id)
      if (state === undefined) {
        settle(() => reject(new Error(`The lab knows no data set named ${id}.`)))
        return
      }
      show(state)
      const { status } = state
      if (status.kind === 'downloading' || status.kind === 'decoding') underWay = true
      if (status.kind === 'ready') settle(() => resolve(state))
      else if (status.kind === 'failed' && asked) settle(() => reject(new Error(`${status.reason} ${status.remedy}`)))
      else if (status.kind === 'absent' && underWay)
        settle(() => reject(new Error(`The download of ${state.name} was cancelled.`)))
      else if ((status.kind === 'absent' || status.kind === 'failed') && !asked) {
        asked = true
        ask(client, 'datasets.download', { id }).catch((thrown: unknown) => settle(() => reject(thrown)))
      }
    })
  })
}
