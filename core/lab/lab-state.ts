/** What the status bar shows of the lab. */
import { availableParallelism } from 'node:os'
import type { LabState } from '../api/contract/lab.ts'
import type { LabHandlers } from '../api/server.ts'
import { libraryWords } from '../transport/library-folder.ts'
import type { Library } from '../store/library.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import { folderBytes, freeBytes } from '../files/folder-size.ts'
import { memoryHere } from './memory-here.ts'
import type { Signal } from './signal.ts'
import { viewOf } from './views.ts'

/** Counting the files of a library of thousands of runs takes a while: often enough to see a download grow. */
const betweenSizesMs = 15_000

export interface LabStateSource {
  readonly library: Pick<Library, 'folder' | 'notices' | 'readOnly'>
  /** Where native TensorFlow is now: set-up may bring it while the lab runs. */
  runtime(): RuntimeLocation
  /** Host that a download is under way from, or null. */
  network(): string | null
  readonly changed: Signal
}

/** The stream `lab`. Sizes are counted only while somebody looks. */
export function labStateStream(source: LabStateSource): LabHandlers['streams']['lab'] {
  return (_parameters, changed) => {
    const timer = setInterval(changed, betweenSizesMs)
    let sizes: Pick<LabState, 'libraryBytes' | 'freeBytes'> | null = null
    let countedAt = -Infinity
    const read = async (): Promise<LabState> => {
      const now = performance.now()
      if (sizes === null || now - countedAt >= betweenSizesMs) {
        countedAt = now
        sizes = { libraryBytes: await folderBytes(source.library.folder), freeBytes: await freeBytes(source.library.folder) }
      }
      const { folder, notices, readOnly } = source.library
      return {
        ...engine(source.runtime()),
        network: source.network(),
        notices,
        libraryFolder: folder,
        readOnly: readOnly && { reason: readOnly.message, remedy: readOnly.remedy },
        libraryWords: libraryWords(folder),
        memoryBytes: memoryHere(),
        ...sizes,
      }
    }
    return viewOf(read, source.changed.watch(changed), () => clearInterval(timer))
  }
}

function engine(runtime: RuntimeLocation): Pick<LabState, 'engine' | 'hardware' | 'slow'> {
  const cores = availableParallelism() === 1 ? '1 core' : `${availableParallelism()} cores`
  if (runtime.kind === 'missing') {
    const reason = `Training runs in plain JavaScript, many times slower than native TensorFlow: ${runtime.reason}`
    return { engine: `CPU, ${cores}, JavaScript`, hardware: 'cpu', slow: { reason, remedy: runtime.remedy } }
  }
  const hardware = runtime.variant === 'gpu' ? 'GPU build' : `CPU, ${cores}`
  return { engine: `${hardware}, native TensorFlow ${runtime.version}`, hardware: runtime.variant, slow: null }
}
