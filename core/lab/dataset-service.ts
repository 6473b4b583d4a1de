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
import { imagesAt, sampleImages } from '../datasets/sample.ts'
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

/** A download, until all that it does has ended, also after it was cancelled. */
interface Work {
  status: DatasetState['status']
  readonly abort: AbortController
  ended: Promise<void>
}

/** `folder` holds the decoded data sets and may not exist yet. */
export function createDatasetService(folder: string): DatasetService {
  const works = new Map<DatasetId, Work>()
  const failures = new Map<DatasetId, DatasetState['status']>()
  const changed = createSignal()

  const state = (id: DatasetId): DatasetState => describeDataset(id, folder, works.get(id)?.status ?? failures.get(id) ?? null)

  const download = async (id: DatasetId, work: Work): Promise<void> => {
    try {
      await ensureDataset(id, folder, {
        signal: work.abort.signal,
        onProgress(status) {
          work.status = status
          changed.emit()
        },
      })
    } catch (thrown) {
      if (!work.abort.signal.aborted) failures.set(id, failed(thrown))
    }
    works.delete(id)
    changed.emit()
  }

  const start = (id: DatasetId): void => {
    failures.delete(id)
    const { trainCount, testCount } = state(id)
    // Until the first byte is known of, it is being looked at.
    const status = { kind: 'decoding', done: 0, total: trainCount + testCount } as const
    const work: Work = { status, abort: new AbortController(), ended: Promise.resolve() }
    works.set(id, work)
    work.ended = download(id, work)
    changed.emit()
  }

  const cancel = (id: DatasetId): void => works.get(id)?.abort.abort()

  return {
    calls: {
      'datasets.download': async ({ id }) => {
        // One that was cancelled is at work for a moment more; what is asked for now is a download that arrives.
        while (works.get(id)?.abort.signal.aborted) await works.get(id)?.ended
        if (!works.has(id)) start(id)
        return null
      },
      'datasets.cancel': async ({ id }) => {
        cancel(id)
        await works.get(id)?.ended
        return null
      },
      'datasets.remove': ({ id }) => {
        if (works.has(id)) throw new Failure('busy', 'This data set is being downloaded.', 'Cancel the download first.')
        removeDataset(id, folder)
        rmSync(join(folder, `${id}.download`), { recursive: true, force: true })
        failures.delete(id)
        changed.emit()
        return null
      },
      'datasets.sample': ({ id, split, ...what }): ImageSample => sampleImages(openDataset(id, folder), split, what),
      'datasets.images': ({ id, split, places }): ImageSample => {
        const dataset = openDataset(id, folder)
        const { count } = dataset[split]
        if (places.some((place) => place >= count))
          throw new Failure(
            'no-image',
            `The ${split} images are ${count}; one beyond them was asked for.`,
            `Ask for places below ${count}.`,
          )
        return imagesAt(dataset, split, places)
      },
    },
    streams: { datasets: (_parameters, onChange) => viewOf(() => datasetIds.map(state), changed.watch(onChange)) },
    changed,
    state,
    host() {
      for (const { status } of works.values()) if (status.kind === 'downloading') return status.host
      return null
    },
    get busy() {
      return works.size > 0
    },
    cancelAll: () => datasetIds.forEach(cancel),
  }
}

function failed(thrown: unknown): DatasetState['status'] {
  if (thrown instanceof Failure) return { kind: 'failed', reason: thrown.message, remedy: thrown.remedy }
  return { kind: 'failed', reason: thrown instanceof Error ? thrown.message : String(thrown), remedy: 'Try again.' }
}
