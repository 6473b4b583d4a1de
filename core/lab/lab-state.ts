/** What the status bar shows of the lab. */
import { availableParallelism } from 'node:os'
import type { LabState } from '../api/contract/lab.ts'
import type { LabHandlers } from '../api/server.ts'
import { libraryWords } from '../transport/library-folder.ts'
import type { Library, Notice } from '../store/library.ts'
import type { RuntimeLocation } from '../tensorflow/runtime-location.ts'
import { folderBytes } from '../files/folder-size.ts'
import type { FirstReading } from './first-reading.ts'
import { memoryHere } from './memory-here.ts'
import type { Signal } from './signal.ts'
import { viewOf } from './views.ts'

/** Counting the files of a library of thousands of runs takes a while: often enough to see a download grow. */
const betweenSizesMs = 15_000

export interface LabStateSource {
  readonly library: Pick<Library, 'folder' | 'notices' | 'readOnly'>
  /** Beside those of the library. */
  readonly notices: readonly Notice[]
  /** Where native TensorFlow is now: set-up may bring it while the lab runs. */
  runtime(): RuntimeLocation
  /** Host that a download is under way from, or null. */
  network(): string | null
  readonly reading: Pick<FirstReading, 'progress' | 'changed' | 'done'>
  readonly changed: Signal
}

/** The stream `lab`. The size is counted only while somebody looks, and nobody waits for it. */
export function labStateStream(source: LabStateSource): LabHandlers['streams']['lab'] {
  return (_parameters, changed) => {
    let libraryBytes: number | null = null
    let isCounting = false
    const count = async (): Promise<void> => {
      // Reading thousands of runs takes the disk and this process.
      if (isCounting || source.reading.progress !== null) return
      isCounting = true
      libraryBytes = await folderBytes(source.library.folder)
      isCounting = false
      changed()
    }
    void source.reading.done.then(count)
    const timer = setInterval(() => void count(), betweenSizesMs)
    const read = (): LabState => {
      const { folder, notices, readOnly } = source.library
      return {
        ...engine(source.runtime()),
        network: source.network(),
        notices: [...notices, ...source.notices],
        reading: source.reading.progress,
        libraryFolder: folder,
        readOnly: readOnly && { reason: readOnly.message, remedy: readOnly.remedy },
        libraryWords: libraryWords(folder),
        memoryBytes: memoryHere(),
        libraryBytes,
      }
    }
    return viewOf(read, source.changed.watch(changed), source.reading.changed.watch(changed), () => clearInterval(timer))
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
