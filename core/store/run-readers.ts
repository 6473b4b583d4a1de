/** Metrics readers of the runs that were looked at last, kept open while their runs go on. */
import { openMetricsReader, type MetricsReader } from './metrics-reader.ts'
import { recentSteps } from './recent-steps.ts'

export interface RunReaders {
  /** What is committed of a run by now. `settled`: nothing more will come, so its file need not stay open. */
  read(id: string, folder: string, settled: boolean): MetricsReader
  /** Forgets a run, whose folder may then be moved. */
  forget(id: string): void
  close(): void
}

/** More than views compare at once (64); each may hold three files open. */
const mostReaders = 80

export function keepRunReaders(): RunReaders {
  const readers = new Map<string, { reader: MetricsReader; settled: boolean }>()
  const forget = (id: string): void => {
    readers.get(id)?.reader.close()
    readers.delete(id)
  }
  return {
    read(id, folder, settled) {
      const known = readers.get(id) ?? { reader: openMetricsReader(folder, recentSteps), settled: false }
      // Set again, it is the youngest in the map's order.
      readers.delete(id)
      readers.set(id, known)
      if (!known.settled) known.reader.refresh()
      if (settled && !known.settled) {
        known.reader.close()
        known.settled = true
      }
      const [oldest] = readers.keys()
      if (readers.size > mostReaders && oldest !== undefined) forget(oldest)
      return known.reader
    },
    forget,
    close() {
      for (const id of [...readers.keys()]) forget(id)
    },
  }
}
