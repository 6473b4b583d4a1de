/** The runs of a library: their records, status and figures, the queue, the bin. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDiskFull } from '../files/failure.ts'
import type { LibraryDatabase } from './library-database.ts'
import { openPendingRuns } from './pending-runs.ts'
import { writeAgreedStep } from './agreed-step.ts'
import { askForEvaluation } from './asked-evaluation.ts'
import { checkpointLister, copyCheckpoint } from './checkpoints.ts'
import { writeRunEnd, type EndStatus } from './run-end.ts'
import type { Remarks, RemarksChange } from './remarks.ts'
import { openRunCurves, type RunCurvesQuery } from './run-curves.ts'
import { openRunDeletions, type RunDeletions } from './run-deletions.ts'
import { openRunFolders } from './run-folders.ts'
import type { Live } from './run-places.ts'
import { openRunReadings, type RunReadings } from './run-readings.ts'
import { openRunSummaries, type RunSummaries } from './run-summaries.ts'
import type { AnyRunRecord, Curve, ElsewhereRecord, RunRecord, RunSummary } from './run.ts'
import { openCheckpointTable, type CheckpointTable } from './checkpoint-table.ts'
import { writeWantedSteps } from './wanted-steps.ts'

export interface LibraryRuns extends RunReadings, RunDeletions {
  /** Folder of a run. Throws a Failure `no-such-run` for what cannot be a run's id. */
  folder(id: string): string
  /** Makes the run's folder and puts it at the end of the queue, to begin once `follows`, where there is one, has finished. */
  add(record: RunRecord, follows?: string | null): void
  /** The same for a run that begins with a copy of another one's checkpoint. Throws a Failure when that is gone or not whole. */
  branch(record: RunRecord, from: { readonly run: string; readonly step: number }): void
  /**
   * Makes the folder of a run that begins with the checkpoint of step 0 that `fill` puts there. It is paused, and to be evaluated before it trains; with
   * `evaluate` it is put at the end of the queue for that alone. Rejects as `fill` does, and then there is no run.
   */
  addImported(id: string, fill: (folder: string) => Promise<RunRecord>, evaluate: boolean): Promise<void>
  /** Makes the folder of a run that was trained elsewhere; `fill` writes its figures. Rejects as `fill` does, and then there is no run. */
  addElsewhere(id: string, fill: (folder: string) => Promise<ElsewhereRecord>): Promise<void>
  /** Puts a run that has ended at the front of the queue, to be trained so many steps beyond what was planned. */
  resume(id: string, trainMore?: number): void
  /** A person agreed that the run, which is to be resumed, goes back to the checkpoint of that step. */
  agree(id: string, step: number): void
  /** Ids in the queue, first first. */
  queued(): string[]
  /** Moves a run that waits to a place in the queue, from 1; false when it does not wait. */
  move(id: string, place: number): boolean
  /** The run that must have finished before this one, which waits, may begin; null for none. */
  follows(id: string): string | null
  /** Changes that; false when the run does not wait. */
  follow(id: string, other: string | null): boolean
  /** Ids of the runs that a trainer was started for and that have no end yet. */
  running(): string[]
  /** A trainer is being started for the run. */
  begin(id: string): void
  /** Takes a run out of the queue that a trainer is at work on already; false when that one has told its end and is about to leave. */
  join(id: string): boolean
  /** The run has no trainer any more. Its end is written down, unless the trainer itself committed one. */
  end(id: string, status: EndStatus): void
  /** A run that has stopped was ended by its sweep's rule: its status says so from now on. Gives whether that is new. */
  tellPruned(id: string): boolean
  /** The first look at the runs that there are; one that somebody asks for by its id is looked at then. */
  readonly reading: RunSummaries['reading']
  /** Null when there is no such run. */
  summary(id: string, live: Live): RunSummary | null
  /** Newest first: those that were looked at so far. */
  summaries(live: Live): RunSummary[]
  /** The record of every run, as it was queued. */
  records(): ReadonlyMap<string, AnyRunRecord>
  /** A run's checkpoints with what they are and what was measured there; and their files. */
  readonly checkpointTable: CheckpointTable
  /**
   * One curve for each run that there is and each series. Of a long run of an older Stagecraft that nothing was made of yet it is told that that is to
   * be made, unless it is to be `read` all the same.
   */
  curves(query: RunCurvesQuery, read?: (run: string) => boolean): Curve[]
  /** Colour slot after that of the newest run, from 1. */
  nextColor(): number
  /** Its files were changed by hand: what was kept of it does not hold any more. */
  lookAgain(id: string): void
  /** What a person says of a run from now on; gives what was said before. Throws a Failure. */
  remark(id: string, change: RemarksChange): Remarks
  /** Words for the person on runs that cannot be read, or not fully. */
  readonly notices: readonly string[]
  close(): void
}

/** Eight colours, then the same dashed, and so on; after these they begin again. */
const colors = 32

export function openLibraryRuns(libraryFolder: string, database: LibraryDatabase, now: () => number): LibraryRuns {
  const folders = openRunFolders(libraryFolder)
  const pending = openPendingRuns(database)
  const lister = checkpointLister()
  const summaries = openRunSummaries(folders, database, pending, lister)
  const curves = openRunCurves(folders, summaries)
  const readings = openRunReadings(folders, summaries, pending, lister)
  const deletions = openRunDeletions(join(libraryFolder, 'bin'), folders, summaries, database)
  const { read, attemptsOf } = summaries
  /** Where it cannot be in the queue, its folder, which was made for that, goes again: whoever asked is told that nothing was written. */
  const enqueueMade = (id: string, follows: string | null = null): void => {
    try {
      pending.enqueue(id, follows)
    } catch (thrown) {
      folders.discard(id)
      throw thrown
    }
  }
  const reopen = (id: string): void => {
    summaries.forget(id)
    curves.forget(id)
  }

  if (!database.readOnly) dropGone()

  /** Folders may have gone meanwhile. */
  function dropGone(): void {
    const records = folders.records()
    try {
      for (const id of [...pending.queued(), ...pending.started()]) if (!records.has(id)) pending.drop(id)
    } catch (thrown) {
      // They are found again at the next start.
      if (!isDiskFull(thrown)) throw thrown
    }
  }

  return {
    folder: folders.folder,
    add(record, follows = null) {
      folders.create(record)
      enqueueMade(record.id, follows)
    },
    branch(record, { run, step }) {
      folders.create(record, (folder) => copyCheckpoint(folders.folder(run), step, folder))
      enqueueMade(record.id)
    },
    async addImported(id, fill, evaluate) {
      await folders.createFilled(id, async (folder) => {
        const record = await fill(folder)
        writeRunEnd(folder, { time: now(), attempt: 0, status: { kind: 'paused', step: 0 } })
        if (evaluate) askForEvaluation(folder, 0)
        return record
      })
      if (evaluate) enqueueMade(id)
    },
    addElsewhere: folders.createFilled,
    resume(id, trainMore = 0) {
      const run = summaries.of(id, () => null)
      if (run && trainMore > 0) writeWantedSteps(folders.folder(id), run.totalSteps + trainMore)
      pending.enqueueFirst(id, attemptsOf(id))
      reopen(id)
    },
    agree: (id, step) => writeAgreedStep(folders.folder(id), step, attemptsOf(id)),
    // Where nothing can be written, nothing is trained.
    queued: database.readOnly ? () => [] : pending.queued,
    move: pending.move,
    follows: pending.follows,
    follow: pending.follow,
    running: database.readOnly ? () => [] : pending.started,
    begin(id) {
      reopen(id)
      pending.start(id, attemptsOf(id))
    },
    join(id) {
      const last = read(id).attempts.at(-1)
      if (last?.end) return false
      reopen(id)
      pending.start(id, Math.max(0, attemptsOf(id) - 1))
      return true
    },
    end(id, status) {
      // A person removed its folder while it trained, or waited.
      if (!existsSync(folders.folder(id))) {
        reopen(id)
        pending.drop(id)
        return
      }
      const end = { time: now(), attempt: attemptsOf(id), status }
      try {
        if (readings.outcome(id) === null) writeRunEnd(folders.folder(id), end)
        pending.drop(id)
      } catch (thrown) {
        if (!isDiskFull(thrown)) throw thrown
        // It is not lost: the next start finds the run without a trainer, and comes here again.
        summaries.holdEnd(id, end)
      }
    },
    tellPruned(id) {
      const run = summaries.of(id, () => null)
      if (run?.status.kind !== 'stopped') return false
      const { step } = run.status
      writeRunEnd(folders.folder(id), { time: run.endedAt ?? now(), attempt: attemptsOf(id), status: { kind: 'pruned', step } })
      reopen(id)
      return true
    },
    reading: summaries.reading,
    summary: summaries.of,
    summaries: summaries.all,
    records: folders.records,
    curves: (query, isRead = () => false) => curves.of(query, isRead),
    checkpointTable: openCheckpointTable({
      folders,
      lister,
      read,
      readOnly: () => database.readOnly,
      changed: summaries.release,
    }),
    nextColor() {
      const newest = [...folders.records().values()].reduce<AnyRunRecord | null>(
        (latest, record) => (latest === null || record.createdAt >= latest.createdAt ? record : latest),
        null,
      )
      return newest === null ? 1 : (newest.color % colors) + 1
    },
    lookAgain: summaries.release,
    remark: summaries.remark,
    ...readings,
    ...deletions,
    remove(ids) {
      ids.forEach(curves.forget)
      return deletions.remove(ids)
    },
    get notices() {
      folders.records()
      return [...folders.unreadable, ...summaries.notices]
    },
    close: summaries.close,
  }
}
