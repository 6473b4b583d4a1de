/** The runs of a library: their records, status and figures, the queue, the bin. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDiskFull } from '../files/failure.ts'
import type { LibraryDatabase } from './library-database.ts'
import { openPendingRuns } from './pending-runs.ts'
import type { MetricsReader } from './metrics-reader.ts'
import { writeAgreedStep } from './agreed-step.ts'
import { askForEvaluation } from './asked-evaluation.ts'
import { checkpointLister, copyCheckpoint, describeCheckpoints } from './checkpoints.ts'
import { writeRunEnd, type EndStatus, type RunEnd } from './run-end.ts'
import { listIn } from './run-damage.ts'
import type { Remarks, RemarksChange } from './remarks.ts'
import { openRunCurves, type RunCurvesQuery } from './run-curves.ts'
import { openRunDeletions, type RunDeletions } from './run-deletions.ts'
import { openRunFolders } from './run-folders.ts'
import type { Live } from './run-places.ts'
import { committedOutcome, describeAttempts, isEndOf, largestMemory, recentStepMs } from './run-summary.ts'
import { openRunSummaries } from './run-summaries.ts'
import type { AnyRunRecord, Checkpoint, Curve, ElsewhereRecord, RunAttempt, RunEvent, RunRecord, RunSummary } from './run.ts'
import { openCheckpointTable, type CheckpointTable } from './checkpoint-table.ts'
import { writeWantedSteps } from './wanted-steps.ts'
import { keptStep, wayOn, type WayOn } from './way-on.ts'

export interface LibraryRuns extends RunDeletions {
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
  /** Where a run goes on, by the headers of its checkpoints, and by all of them that were verified. */
  wayOn(id: string): WayOn
  /** The same, once the checkpoint that it goes on from was read whole. */
  verifiedWayOn(id: string): Promise<WayOn>
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
  /** What the trainer itself committed of its end; null when it did not come to that. */
  outcome(id: string): EndStatus | null
  /** Last step whose metrics are committed. */
  committedStep(id: string): number
  /** Process of the trainer that was begun last; null before it has committed its beginning. */
  trainer(id: string): number | null
  /** Usual time of its steps in milliseconds, and largest memory of its process in bytes; null before they are known. */
  figures(id: string): { stepMs: number | null; peakBytes: number | null }
  /** Null when there is no such run. */
  summary(id: string, live: Live): RunSummary | null
  /** Newest first. */
  summaries(live: Live): RunSummary[]
  /** The record of every run, as it was queued. */
  records(): ReadonlyMap<string, AnyRunRecord>
  /** Its evaluations so far on one of the splits, in their order; an error that was not finite is 1. */
  course(id: string, split: 'test' | 'validation'): { readonly step: number; readonly error: number }[]
  /** In the order they happened. */
  events(id: string): RunEvent[]
  /** In their order. */
  attempts(id: string): RunAttempt[]
  /** Newest first. */
  checkpoints(id: string): Checkpoint[]
  /** The same with what they are and what was measured there; and their files. */
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
  const deletions = openRunDeletions(join(libraryFolder, 'bin'), folders, summaries, database)
  const { read, attemptsOf } = summaries
  const outcomeOf = (id: string): EndStatus | null => committedOutcome(read(id).attempts, pending.after(id))
  const wayOnOf = (id: string): WayOn => {
    const { attempts, events } = read(id)
    const { usable, unusable } = listIn(folders.folder(id), id, lister.list)
    return wayOn(usable[0]?.step ?? null, keptStep(attempts, events), unusable)
  }
  const reopen = (id: string): void => {
    summaries.forget(id)
    curves.forget(id)
  }

  if (!database.readOnly) {
    try {
      reconcile()
    } catch (thrown) {
      // What could not be put down is found again at the next start.
      if (!isDiskFull(thrown)) throw thrown
    }
  }

  /** library.db may have been restored or made anew, and folders may have come or gone: the folders are right. */
  function reconcile(): void {
    const records = folders.records()
    for (const id of [...pending.queued(), ...pending.started()]) if (!records.has(id)) pending.drop(id)
    for (const { id, after } of summaries.unfinished()) {
      if (after === null) pending.enqueue(id)
      else pending.start(id, after)
    }
  }

  return {
    folder: folders.folder,
    add(record, follows = null) {
      folders.create(record)
      pending.enqueue(record.id, follows)
    },
    branch(record, { run, step }) {
      folders.create(record, (folder) => copyCheckpoint(folders.folder(run), step, folder))
      pending.enqueue(record.id)
    },
    async addImported(id, fill, evaluate) {
      await folders.createFilled(id, async (folder) => {
        const record = await fill(folder)
        writeRunEnd(folder, { time: now(), attempt: 0, status: { kind: 'paused', step: 0 } })
        if (evaluate) askForEvaluation(folder, 0)
        return record
      })
      if (evaluate) pending.enqueue(id)
    },
    addElsewhere: folders.createFilled,
    resume(id, trainMore = 0) {
      const run = summaries.of(id, () => null)
      if (run && trainMore > 0) writeWantedSteps(folders.folder(id), run.totalSteps + trainMore)
      pending.enqueueFirst(id, attemptsOf(id))
      reopen(id)
    },
    wayOn: wayOnOf,
    async verifiedWayOn(id) {
      for (;;) {
        const way = wayOnOf(id)
        if (way.from === null || (await lister.verify(folders.folder(id), way.from)) === null) return way
        // What was kept of it did not know.
        summaries.release(id)
      }
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
        if (outcomeOf(id) === null) writeRunEnd(folders.folder(id), end)
        pending.drop(id)
      } catch (thrown) {
        if (!isDiskFull(thrown)) throw thrown
        // It is not lost: the next start finds the run without a trainer, and comes here again.
        summaries.holdEnd(id, end)
      }
    },
    outcome: outcomeOf,
    committedStep: (id) => read(id).steps.column('step').at(-1) ?? 0,
    trainer(id) {
      const last = read(id).attempts.at(-1)
      return last && last.attempt > pending.after(id) ? last.pid : null
    },
    figures(id) {
      const { steps, attempts } = read(id)
      return { stepMs: recentStepMs(steps), peakBytes: largestMemory(attempts) }
    },
    summary: summaries.of,
    summaries: summaries.all,
    records: folders.records,
    course(id, split) {
      if (!folders.records().has(id)) return []
      const take = ({ evaluations }: MetricsReader): { step: number; error: number }[] => {
        const errors = evaluations[split].column('error')
        return [...evaluations[split].column('step')].map((step, index) => {
          const error = errors[index] ?? NaN
          return { step, error: Number.isFinite(error) ? error : 1 }
        })
      }
      return summaries.isSettled(id) ? summaries.glance(id, take) : take(read(id))
    },
    events(id) {
      if (!folders.records().has(id)) return []
      const { events, attempts } = read(id)
      const end = summaries.endOf(id)
      return end && summaries.placeOf(id, () => null) === null && isEndOf(end, attempts)
        ? [...events, endEvent(end, attempts.at(-1)?.attempt ?? 1)]
        : [...events]
    },
    attempts(id) {
      if (!folders.records().has(id)) return []
      const place = summaries.placeOf(id, () => null)?.kind
      return describeAttempts(read(id), place === 'supervised' ? 'running' : place === 'unwatched' ? 'unfinished' : 'killed')
    },
    checkpoints(id) {
      const record = folders.records().get(id)
      if (!record || record.recipe === null) return []
      const { usable } = listIn(folders.folder(id), id, lister.list)
      return describeCheckpoints(usable, record.recipe, record.stepsPerEpoch)
    },
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

function endEvent({ time, status }: RunEnd, attempt: number): RunEvent {
  const text =
    'reason' in status ? status.reason : status.step === 0 ? 'Taken out of the queue.' : `Ended at step ${status.step}.`
  return { step: status.step, time, attempt, kind: status.kind, text }
}
