/** Runs into the bin of their library, out of it, and away for good. */
import { Failure } from '../files/failure.ts'
import { openRunBin, type DeletedRun } from './bin.ts'
import type { LibraryDatabase } from './library-database.ts'
import type { RunFolders } from './run-folders.ts'
import type { RunSummaries } from './run-summaries.ts'

export interface RunDeletions {
  /** Puts runs that have ended into the bin; gives the bytes that purging them would free. */
  remove(ids: readonly string[]): number
  /** Brings back all that can be; throws the first Failure of another once they are back. */
  restore(ids: readonly string[]): void
  /** What is in the bin, newest deletion first. */
  deleted(): DeletedRun[]
  /** Removes runs of the bin for good, all that can be; gives the bytes that are free now. Throws as `restore` does. */
  purge(ids: readonly string[]): number
}

export function openRunDeletions(
  binFolder: string,
  folders: RunFolders,
  summaries: RunSummaries,
  { readOnly }: Pick<LibraryDatabase, 'readOnly'>,
): RunDeletions {
  const bin = openRunBin(binFolder)
  return {
    remove(ids) {
      let bytes = 0
      for (const id of ids) {
        const place = summaries.placeOf(id, () => null)
        if (place && readOnly) throw readOnly
        if (place) throw new Error(`Run ${id} has not ended`)
        summaries.release(id)
        bytes += bin.take(folders.existing(id), id)
      }
      return bytes
    },
    restore(ids) {
      forEach(ids, (id) => bin.giveBack(id, folders.folder(id)))
    },
    deleted: bin.list,
    purge(ids) {
      let bytes = 0
      forEach(ids, (id) => {
        bytes += bin.purge(id)
        summaries.purge(id)
      })
      return bytes
    },
  }
}

/** What cannot be done with one is done with the others all the same; the first such Failure is thrown once they are. */
function forEach(ids: readonly string[], act: (id: string) => void): void {
  let failed: Failure | null = null
  for (const id of ids) {
    try {
      act(id)
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      failed ??= thrown
    }
  }
  if (failed) throw failed
}
