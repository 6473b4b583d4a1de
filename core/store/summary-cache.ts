/** Summaries of runs that ended, kept in library.db so that a long list opens at once. May be deleted at any time. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { isDiskFull } from '../files/failure.ts'
import { OddFileError } from '../files/regular-file.ts'
import { checkpointFolder, checkpointPath, checkpointSteps } from './checkpoints.ts'
import type { LibraryDatabase } from './library-database.ts'
import { endFile } from './run-end.ts'
import { noRemarks, remarksFile } from './remarks.ts'
import { metricsFile, recordFile, trainerLogFile } from './run-folder.ts'
import type { RunSummary } from './run.ts'
import { scalarsFile } from './scalars.ts'
import { wantedFile } from './wanted-steps.ts'

export interface SummaryCache {
  /** Null when there is none of the state that the run's files are in now. */
  get(id: string, folder: string): RunSummary | null
  set(id: string, folder: string, summary: RunSummary): void
  /** What is kept of it was made of files that are not what they seemed, though they have not been written since. */
  doubt(id: string): void
  /** The run is gone for good. On a full disk what is kept of it stays, and is never looked for. */
  forget(id: string): void
}

export function openSummaryCache({ connection, change, readOnly }: LibraryDatabase): SummaryCache {
  const find = connection.prepare('SELECT summary FROM summaries WHERE run = ? AND stamp = ?').pluck()
  const put = connection.prepare('INSERT OR REPLACE INTO summaries (run, stamp, summary) VALUES (?, ?, ?)')
  const remove = connection.prepare('DELETE FROM summaries WHERE run = ?')
  const doubted = new Set<string>()
  return {
    get(id, folder) {
      if (doubted.has(id)) return null
      const text = find.get(id, stampOf(folder))
      return typeof text === 'string' ? { remarks: noRemarks, ...(JSON.parse(text) as Omit<RunSummary, 'remarks'>) } : null
    },
    set(id, folder, summary) {
      if (readOnly) return
      change(() => put.run(id, stampOf(folder), JSON.stringify(summary)))
      doubted.delete(id)
    },
    doubt(id) {
      doubted.add(id)
    },
    forget(id) {
      try {
        if (!readOnly) change(() => remove.run(id))
      } catch (thrown) {
        if (!isDiskFull(thrown)) throw thrown
      }
    },
  }
}

/** The stamp of a file that is not there. */
const nothing = '-'

/** Differs whenever a file that a summary is made of has been written. */
function stampOf(folder: string): string {
  // The first part is this table's own version: it changes when summaries get other fields.
  const files = [recordFile, metricsFile, `${metricsFile}-wal`, endFile, wantedFile, trainerLogFile, checkpointFolder]
  const stamp = [5, ...[...files, newestCheckpoint(folder)].map((file) => stampOfFile(join(folder, file)))].join(' ')
  // Where nothing was said, what an older Stagecraft kept holds: a library of thousands is not read anew.
  const others = [scalarsFile, remarksFile].map((file) => stampOfFile(join(folder, file)))
  return [stamp, ...others.filter((one) => one !== nothing)].join(' ')
}

/** Its folder's time says nothing of what became of it since. */
function newestCheckpoint(folder: string): string {
  try {
    return checkpointPath('', checkpointSteps(folder)[0] ?? 0)
  } catch (thrown) {
    if (thrown instanceof OddFileError) return checkpointFolder
    throw thrown
  }
}

function stampOfFile(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false })
  // Whoever reads makes an empty log, which says nothing.
  return found && found.size > 0 ? `${found.size}:${found.mtimeMs}` : nothing
}
