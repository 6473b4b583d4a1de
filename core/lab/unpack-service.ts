/** Files of whole runs, brought into the library while the lab goes on with other things. */
import type { Unpacking } from '../api/contract/imports.ts'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import { unpackRuns } from '../import/unpack.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface UnpackService {
  readonly calls: Pick<LabHandlers['calls'], 'runs.unpack' | 'runs.cancelUnpack'>
  readonly streams: Pick<LabHandlers['streams'], 'unpacking'>
  readonly changed: Signal
  readonly busy: boolean
  close(): void
}

export interface UnpackServiceOptions {
  readonly libraryFolder: string
  /** Told of each run that came. */
  readonly runsChanged: Pick<Signal<string>, 'emit'>
}

interface UnderWay {
  readonly abort: AbortController
  progress: Unpacking
}

export function createUnpackService({ libraryFolder, runsChanged }: UnpackServiceOptions): UnpackService {
  const underWay = new Map<string, UnderWay>()
  const changed = createSignal()

  return {
    calls: {
      async 'runs.unpack'({ key, path }) {
        if (underWay.has(key))
          throw new Failure('unpack-busy', 'This file is being unpacked already.', 'Wait for it, or cancel it.')
        const one: UnderWay = { abort: new AbortController(), progress: { done: 0, total: 0, remainingMs: null } }
        underWay.set(key, one)
        changed.emit()
        const begun = performance.now()
        const told = (done: number, total: number): void => {
          one.progress = { done, total, remainingMs: ((performance.now() - begun) / done) * (total - done) }
          changed.emit()
        }
        try {
          const runs = await unpackRuns(path, libraryFolder, { told, signal: one.abort.signal })
          for (const { id, outcome } of runs) if (outcome === 'new') runsChanged.emit(id)
          return runs
        } finally {
          underWay.delete(key)
          changed.emit()
        }
      },
      'runs.cancelUnpack'({ key }) {
        underWay.get(key)?.abort.abort()
        return null
      },
    },
    streams: {
      unpacking: ({ key }, onChange) => viewOf(() => underWay.get(key)?.progress ?? null, changed.watch(onChange)),
    },
    changed,
    get busy() {
      return underWay.size > 0
    },
    close: () => underWay.forEach(({ abort }) => abort.abort()),
  }
}
