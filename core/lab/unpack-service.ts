/** Files of whole runs, brought into the library. */
import type { LabHandlers } from '../api/server.ts'
import { unpackRuns } from '../import/unpack.ts'
import { createKeyedWork, type KeyedWork } from './keyed-work.ts'
import type { Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface UnpackService extends Pick<KeyedWork, 'changed' | 'busy' | 'close'> {
  readonly calls: Pick<LabHandlers['calls'], 'runs.unpack' | 'runs.cancelUnpack'>
  readonly streams: Pick<LabHandlers['streams'], 'unpacking'>
}

export interface UnpackServiceOptions {
  readonly libraryFolder: string
  /** Told of each run that came. */
  readonly runsChanged: Pick<Signal<string>, 'emit'>
}

export function createUnpackService({ libraryFolder, runsChanged }: UnpackServiceOptions): UnpackService {
  const work = createKeyedWork()
  return {
    ...work,
    get busy() {
      return work.busy
    },
    calls: {
      async 'runs.unpack'({ key, path }) {
        const runs = await work.run(key, (on) => unpackRuns(path, libraryFolder, on))
        for (const { id, outcome } of runs) if (outcome === 'new') runsChanged.emit(id)
        return runs
      },
      'runs.cancelUnpack'({ key }) {
        work.cancel(key)
        return null
      },
    },
    streams: {
      unpacking: ({ key }, onChange) => viewOf(() => work.progressOf(key), work.changed.watch(onChange)),
    },
  }
}
