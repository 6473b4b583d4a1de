/** Where each run of a library stands among those that have not ended, and what was written down of the ends. */
import type { LibraryDatabase } from './library-database.ts'
import type { PendingRuns } from './pending-runs.ts'
import { readRunEnd, type RunEnd } from './run-end.ts'
import type { RunFolders } from './run-folders.ts'
import type { LiveState, Place } from './run-summary.ts'

/** What the trainer of a run last said; null when none is alive. */
export type Live = (id: string) => LiveState | null

export interface RunPlaces {
  /** What the library knows of a run that has no end yet; null when it has ended. */
  of(id: string, live: Live): Place | null
  endOf(id: string): RunEnd | null
  /** An end that cannot be written down, because the disk is full. */
  holdEnd(id: string, end: RunEnd): void
  /** Something new is to come of a run that may have ended. */
  dropEnd(id: string): void
  /** Of a library that is only shown: a run without an end that library.db does not know of, with the attempts that it had before. */
  leaveUnwatched(id: string, after: number): void
}

export function openRunPlaces(folders: RunFolders, database: LibraryDatabase, pending: PendingRuns): RunPlaces {
  const unwritten = new Map<string, RunEnd>()
  const unwatched = new Map<string, number>()
  return {
    of(id, live) {
      if (unwritten.has(id)) return null
      if (pending.started().includes(id)) {
        const after = pending.after(id)
        return database.readOnly ? { kind: 'unwatched', after } : { kind: 'supervised', after, live: live(id) }
      }
      const unlisted = unwatched.get(id)
      if (unlisted !== undefined) return { kind: 'unwatched', after: unlisted }
      const position = pending.place(id)
      if (position === null) return null
      if (database.readOnly === null) return { kind: 'queued', position }
      const { message: reason, remedy } = database.readOnly
      return { kind: 'queued', position, waits: { code: 'read-only', reason, remedy } }
    },
    endOf: (id) => unwritten.get(id) ?? readRunEnd(folders.folder(id)),
    holdEnd: (id, end) => void unwritten.set(id, end),
    dropEnd: (id) => void unwritten.delete(id),
    leaveUnwatched: (id, after) => void unwatched.set(id, after),
  }
}
