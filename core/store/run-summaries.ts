/**
 * The runs of a library as they are shown: where each stands, and its figures. Those of runs that ended are kept, in memory and in library.db,
 * until something new is to come of them.
 */
import { join } from 'node:path'
import { isDiskFull } from '../files/failure.ts'
import { folderSizeNow } from '../files/folder-size.ts'
import type { CheckpointLister } from './checkpoints.ts'
import { firstReading, type FirstReading } from './first-reading.ts'
import { foldIn } from './fold-in.ts'
import type { LibraryDatabase } from './library-database.ts'
import { makeElsewhereSummary, makeSummary } from './make-summary.ts'
import { openMetricsReader, type MetricsReader } from './metrics-reader.ts'
import { newestFirst } from '../text/newest-first.ts'
import type { PendingRuns } from './pending-runs.ts'
import { recentSteps } from './recent-steps.ts'
import { changeRemarks, readRemarks, renamed, type Remarks, type RemarksChange } from './remarks.ts'
import type { RunEnd } from './run-end.ts'
import { metricsFile } from './run-folder.ts'
import type { RunFolders } from './run-folders.ts'
import { openRunPlaces, type Live } from './run-places.ts'
import { keepRunReaders } from './run-readers.ts'
import type { Place } from './run-summary.ts'
import type { AnyRunRecord, ElsewhereRecord, RunRecord, RunSummary } from './run.ts'
import { attemptsWithoutEnd } from './without-end.ts'
import { openSummaryCache } from './summary-cache.ts'
import { keepWaitingRuns } from './waiting-runs.ts'
import { hasLog } from './write-ahead-log.ts'

export interface RunSummaries {
  /** Null when there is no such run. */
  of(id: string, live: Live): RunSummary | null
  /** Newest first. */
  all(live: Live): RunSummary[]
  /** What the library knows of a run that has no end yet; null when it has ended. */
  placeOf(id: string, live: Live): Place | null
  /** What is committed of a run by now. */
  read(id: string): MetricsReader
  /** The end of a run's metrics only, for lists of runs that nobody draws. */
  glance<T>(id: string, use: (reader: MetricsReader) => T): T
  /** Attempts begun so far. */
  attemptsOf(id: string): number
  endOf(id: string): RunEnd | null
  /** An end that cannot be written down, because the disk is full. */
  holdEnd(id: string, end: RunEnd): void
  /** Whether it has ended, and nothing of it is read again. */
  isSettled(id: string): boolean
  /** Nothing of its folder is held open, and its files are looked at again: they may move. */
  release(id: string): void
  /** Its files were found to be other than they seemed: nothing that was kept of them holds. */
  doubt(id: string): void
  /** Something new is to come of a run that may have ended: what was kept of it does not hold any more. */
  forget(id: string): void
  /** What a person says of it from now on, on the disk when it returns; gives what was said before. Throws a Failure. */
  remark(id: string, change: RemarksChange): Remarks
  /** The run is gone for good. */
  purge(id: string): void
  /** Of the runs that there are when the library is opened, oldest first. Those without an end that library.db did not know of wait, or have a trainer, from then on. */
  readonly reading: Pick<FirstReading, 'readOn' | 'progress'>
  /** Words for the person on runs that a newer Stagecraft wrote. */
  readonly notices: readonly string[]
  close(): void
}

export function openRunSummaries(
  folders: RunFolders,
  database: LibraryDatabase,
  pending: PendingRuns,
  lister: CheckpointLister,
): RunSummaries {
  const cache = openSummaryCache(database)
  const readers = keepRunReaders()
  const places = openRunPlaces(folders, database, pending)
  const waiting = keepWaitingRuns()
  /** Summaries of ended runs. */
  const settled = new Map<string, RunSummary>()
  /** Runs whose metrics a newer Stagecraft wrote. */
  const newer = new Set<string>()

  const read = (id: string): MetricsReader => readers.read(id, folders.folder(id), settled.has(id))

  const summary = (record: AnyRunRecord, live: Live): RunSummary => {
    const { id } = record
    const ended = settled.get(id)
    if (ended) return ended
    if (record.recipe === null) return elsewhereSummary(record)
    const place = places.of(id, live)
    const folder = folders.folder(id)
    if (place?.kind === 'queued') return waiting.get(id, folder, place, () => summaryOf(record, place, read(id)))
    if (place !== null) return summaryOf(record, place, read(id))
    foldIn(join(folder, metricsFile))
    const kept = cache.get(id, folder)
    if (kept === null)
      return settle(
        folder,
        glance(id, (reader) => summaryOf(record, null, reader)),
      )
    settled.set(id, kept)
    return kept
  }
  const elsewhereSummary = (record: ElsewhereRecord): RunSummary => {
    const folder = folders.folder(record.id)
    const kept = cache.get(record.id, folder)
    if (kept === null) return settle(folder, makeElsewhereSummary(record, folder))
    settled.set(record.id, kept)
    return kept
  }
  const settle = (folder: string, made: RunSummary): RunSummary => {
    const { id } = made.record
    settled.set(id, made)
    // Damage is looked at again: it may be mended without a trace in the files that were read.
    if (!newer.has(id) && made.damage.length === 0) keepSummary(id, folder, made)
    return made
  }
  const summaryOf = (record: RunRecord, place: Place | null, reader: MetricsReader): RunSummary => {
    const { id } = record
    if (reader.newer) newer.add(id)
    return makeSummary({ record, folder: folders.folder(id), place, end: places.endOf(id), reader, list: lister.list })
  }
  /** Reads the end of a run's metrics only, for lists of runs that nobody draws. */
  const glance = <T>(id: string, use: (reader: MetricsReader) => T): T => {
    const reader = openMetricsReader(folders.folder(id), recentSteps)
    try {
      reader.refresh()
      return use(reader)
    } finally {
      reader.close()
    }
  }
  const keepSummary = (id: string, folder: string, made: RunSummary): void => {
    try {
      cache.set(id, folder, made)
    } catch (thrown) {
      // Only the next start is slower for it.
      if (!isDiskFull(thrown)) throw thrown
    }
  }

  /** Of thousands of runs that are read for the first time, what is kept is written in one go. */
  const together = <T>(work: () => T): T => {
    if (database.readOnly) return work()
    let done: { readonly value: T } | null = null
    try {
      database.change(() => (done = { value: work() }))
    } catch (thrown) {
      // Only the next start is slower for it.
      if (!isDiskFull(thrown)) throw thrown
    }
    return (done ?? { value: work() }).value
  }

  /** What library.db knows of a run, else what its files tell; gives what is to be done where neither tells of an end. */
  const lookAt = (id: string): (() => void) | null => {
    const record = folders.records().get(id)
    if (record === undefined) return null
    if (record.recipe !== null) {
      const folder = folders.folder(id)
      const kept = cache.get(id, folder)
      if (kept !== null) {
        settled.set(id, kept)
        return null
      }
      const after = glance(id, (reader) => {
        const found = attemptsWithoutEnd(record, folder, places.endOf(id), reader, lister.list)
        // One with a log is summarised once that is folded in.
        if (found === 'known' && !hasLog(join(folder, metricsFile))) settle(folder, summaryOf(record, null, reader))
        return found
      })
      if (after !== 'known') return () => putBack(id, after)
    }
    summary(record, () => null)
    return null
  }
  /** library.db may have been restored or made anew: the folders are right. */
  const putBack = (id: string, after: number | null): void => {
    if (database.readOnly) return places.leaveUnwatched(id, after ?? 0)
    try {
      if (after === null) pending.enqueue(id)
      else pending.start(id, after)
    } catch (thrown) {
      // What could not be put down is found again at the next start.
      if (!isDiskFull(thrown)) throw thrown
    }
  }
  const pendingNow = new Set([...pending.queued(), ...pending.started()])
  const reading = firstReading(
    [...folders.records().values()]
      .filter(({ id }) => !pendingNow.has(id))
      .sort((a, b) => a.createdAt - b.createdAt)
      .map(({ id }) => id),
    lookAt,
    together,
  )

  const release = (id: string): void => {
    settled.delete(id)
    waiting.forget(id)
    readers.forget(id)
  }

  return {
    of(id, live) {
      reading.readNow(id)
      const record = folders.records().get(id)
      return record ? summary(record, live) : null
    },
    all: (live) =>
      together(() =>
        [...folders.records().values()]
          .filter(({ id }) => !reading.isUnread(id))
          .sort(newestFirst)
          .map((record) => summary(record, live)),
      ),
    placeOf(id, live) {
      reading.readNow(id)
      return places.of(id, live)
    },
    read,
    glance,
    attemptsOf: (id) => read(id).attempts.at(-1)?.attempt ?? 0,
    endOf: places.endOf,
    holdEnd: places.holdEnd,
    isSettled(id) {
      reading.readNow(id)
      return settled.has(id)
    },
    release,
    doubt(id) {
      release(id)
      cache.doubt(id)
    },
    forget(id) {
      release(id)
      places.dropEnd(id)
    },
    remark(id, change) {
      if (database.readOnly) throw database.readOnly
      const folder = folders.existing(id)
      const before = readRemarks(folder)
      const remarks = changeRemarks(folder, change)
      waiting.forget(id)
      const ended = settled.get(id)
      if (ended) {
        // Nothing that was measured is read again for it.
        const record = renamed(folders.records().get(id) ?? ended.record, remarks)
        const made = { ...ended, record, remarks, bytes: folderSizeNow(folder).bytes }
        settle(folder, made)
      }
      return before
    },
    purge: cache.forget,
    reading,
    get notices() {
      return [...newer].map((id) => `The run ${id} was written by a newer Stagecraft: what this one knows of it is shown.`)
    },
    close: readers.close,
  }
}
