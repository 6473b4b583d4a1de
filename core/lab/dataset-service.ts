/** Data sets of the lab: their states, downloads under way, and pictures to look at. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatasetState } from '../datasets/describe.ts'
import type { ImageSample } from '../datasets/sample.ts'
import type { LabHandlers } from '../api/server.ts'
import { openDataset, removeDataset } from '../datasets/cache.ts'
import { datasetIds } from '../datasets/catalogue.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { describeDataset } from '../datasets/describe.ts'
import { ensureDataset } from '../datasets/ensure.ts'
import { sampleImages } from '../datasets/sample.ts'
import { Failure } from '../files/failure.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

type DatasetCall = Extract<keyof LabHandlers['calls'], `datasets.${string}`>

export interface DatasetService {
  readonly calls: Pick<LabHandlers['calls'], DatasetCall>
  readonly streams: Pick<LabHandlers['streams'], 'datasets'>
  readonly changed: Signal
  state(id: DatasetId): DatasetState
  /** Host that a download is under way from, or null. */
  host(): string | null
  /** Whether a download or decoding is under way. */
  readonly busy: boolean
  /** Ends what is under way; what has arrived is kept. */
  cancelAll(): void
}

interface Work {
  status: DatasetState['status']
  readonly abort: AbortController | null
}

/** `folder` holds the decoded data sets and may not exist yet. */
export function createDatasetService(folder: string): DatasetService {
  const works = new Map<DatasetId, Work>()
  const changed = createSignal()

  const state = (id: DatasetId): DatasetState => describeDataset(id, folder, works.get(id)?.status ?? null)
  const isUnderWay = (id: DatasetId): boolean => (works.get(id)?.abort ?? null) !== null
  const tell = (id: DatasetId, work: Work | null): void => {
    if (work === null) works.delete(id)
    else works.set(id, work)
    changed.emit()
  }

  const download = async (id: DatasetId, abort: AbortController): Promise<void> => {
    try {
      await ensureDataset(id, folder, {
        signal: abort.signal,
        onProgress: (status) => tell(id, { status, abort }),
      })
      tell(id, null)
    } catch (thrown) {
      if (abort.signal.aborted) tell(id, null)
      else tell(id, { status: failed(thrown), abort: null })
    }
  }

  const cancel = (id: DatasetId): void => works.get(id)?.abort?.abort()

  return {
    calls: {
      'datasets.download': ({ id }) => {
        if (isUnderWay(id)) return null
        const abort = new AbortController()
        const { trainCount, testCount } = state(id)
        // Until the first byte is known of, it is being looked at.
        tell(id, { status: { kind: 'decoding', done: 0, total: trainCount + testCount }, abort })
        void download(id, abort)
        return null
      },
      'datasets.cancel': ({ id }) => {
        cancel(id)
        return null
      },
      'datasets.remove': ({ id }) => {
        if (isUnderWay(id)) throw new Failure('busy', 'This data set is being downloaded.', 'Cancel the download first.')
        removeDataset(id, folder)
        rmSync(join(folder, `${id}.download`), { recursive: true, force: true })
        tell(id, null)
        return null
      },
      'datasets.sample': ({ id, split, ...what }): ImageSample => sampleImages(openDataset(id, folder), split, what),
    },
    streams: { datasets: (_parameters, onChange) => viewOf(() => datasetIds.map(state), changed.watch(onChange)) },
    changed,
    state,
    host() {
      for (const { status } of works.values()) if (status.kind === 'downloading') return status.host
      return null
    },
    get busy() {
      return datasetIds.some(isUnderWay)
    },
    cancelAll: () => datasetIds.forEach(cancel),
  }
}

function failed(thrown: unknown): DatasetState['status'] {
  if (thrown instanceof Failure) return { kind: 'failed', reason: thrown.message, remedy: thrown.remedy }
  return { kind: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown), remedy: 'Try again.' }
}
