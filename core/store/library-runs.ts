/** The runs of a library: their records, status and figures, the queue, the bin. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Failure, isDiskFull } from '../files/failure.ts'
import { folderSizeNow } from '../files/folder-size.ts'
import { openRunBin, type DeletedRun } from './bin.ts'
import type { LibraryDatabase } from './library-database.ts'
import { reduceSeries, type CurveQuery } from './curves.ts'
import { keepCurves } from './kept-curves.ts'
import { openMetricsReader, type MetricsReader } from './metrics-reader.ts'
import { openPendingRuns } from './pending-runs.ts'
import { writeAgreedStep } from './agreed-step.ts'
import { checkpointLister, copyCheckpoint, describeCheckpoints } from './checkpoints.ts'
import { readRunEnd, writeRunEnd, type EndStatus, type RunEnd } from './run-end.ts'
import { damageIn, listIn, metricsDamage, unsized } from './run-damage.ts'
import { metricsFile } from './run-folder.ts'
import { openRunFolders } from './run-folders.ts'
import { keepRunReaders } from './run-readers.ts'
import {
  committedOutcome,
  describeAttempts,
  isEndOf,
  largestMemory,
  recentStepMs,
  summarize,
  type LiveState,
  type Place,
} from './run-summary.ts'
import { recentSteps } from './recent-steps.ts'
import type { Checkpoint, Curve, EvaluationSeries, RunAttempt, RunEvent, RunRecord, RunSummary, StepSeries } from './run.ts'
import { openSummaryCache } from './summary-cache.ts'
import { foldIn } from './fold-in.ts'
import { readWantedSteps, writeWantedSteps } from './wanted-steps.ts'
import { keptStep, wayOn, type WayOn } from './way-on.ts'

/** What the trainer of a run last said; null when none is alive. */
export type Live = (id: string) => LiveState | null

export interface LibraryRuns {
  /** Folder of a run. Throws a Failure `no-such-run` for what cannot be a run's id. */
  folder(id: string): string
  /** Makes the run's folder and puts it at the end of the queue. */
  add(record: RunRecord): void
  /** The same for a run that begins with a copy of another one's checkpoint. Throws a Failure when that is gone or not whole. */
  branch(record: RunRecord, from: { readonly run: string; readonly step: number }): void
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
  /** In the order they happened. */
  events(id: string): RunEvent[]
  /** In their order. */
  attempts(id: string): RunAttempt[]
  /** Newest first. */
  checkpoints(id: string): Checkpoint[]
  /** One curve for each run that there is and each series. */
  curves(query: CurveQuery & { runs: readonly string[]; series: readonly (StepSeries | EvaluationSeries)[] }): Curve[]
  /** Colour slot after that of the newest run, from 1. */
  nextColor(): number
  /** Puts runs that have ended into the bin; gives the bytes that purging them would free. */
  remove(ids: readonly string[]): number
  /** Brings back all that can be; throws the first Failure of another once they are back. */
  restore(ids: readonly string[]): void
  /** What is in the bin, newest deletion first. */
  deleted(): DeletedRun[]
  /** Removes runs of the bin for good, all that can be; gives the bytes that are free now. Throws as `restore` does. */
  purge(ids: readonly string[]): number
  /** Words for the person on runs that cannot be read, or not fully. */
  readonly notices: readonly string[]
  close(): void
}

/** Eight colours, then the same dashed, and so on; after these they begin again. */
const colors = 32

export function openLibraryRuns(libraryFolder: string, database: LibraryDatabase, now: () => number): LibraryRuns {
  const folders = openRunFolders(libraryFolder)
  const bin = openRunBin(join(libraryFolder, 'bin'))
  const pending = openPendingRuns(database)
  const cache = openSummaryCache(database)
  const readers = keepRunReaders()
  const lister = checkpointLister()
  const curvesKept = keepCurves()
  /** Summaries of ended runs, and ends that could not be written because the disk is full. */
  const settled = new Map<string, RunSummary>()
  const unwritten = new Map<string, RunEnd>()
  /** Of a library that is only shown: runs without an end that library.db does not know of, with the attempts that they had before. */
  const unwatched = new Map<string, number>()
  /** Runs whose metrics a newer Stagecraft wrote. */
  const newer = new Set<string>()

  const placeOf = (id: string, live: Live): Place | null => {
    if (unwritten.has(id)) return null
    if (pending.started().includes(id)) {
      const after = pending.after(id)
      return database.readOnly ? { kind: 'unwatched', after } : { kind: 'supervised', after, live: live(id) }
    }
    const unlisted = unwatched.get(id)
    if (unlisted !== undefined) return { kind: 'unwatched', after: unlisted }
    const position = pending.queued().indexOf(id) + 1
    if (position === 0) return null
    if (database.readOnly === null) return { kind: 'queued', position }
    const { message: reason, remedy } = database.readOnly
    return { kind: 'queued', position, waits: { code: 'read-only', reason, remedy } }
  }
  const read = (id: string): MetricsReader => readers.read(id, folders.folder(id), settled.has(id))
  const endOf = (id: string): RunEnd | null => unwritten.get(id) ?? readRunEnd(folders.folder(id))
  const attemptsOf = (id: string): number => read(id).attempts.at(-1)?.attempt ?? 0
  const outcomeOf = (id: string): EndStatus | null => committedOutcome(read(id).attempts, pending.after(id))
  const summaryOf = (id: string, live: Live): RunSummary | null => {
    const record = folders.records().get(id)
    return record ? summary(record, live) : null
  }
  const wayOnOf = (id: string): WayOn => {
    const { attempts, events } = read(id)
    const { usable, unusable } = listIn(folders.folder(id), id, lister.list)
    return wayOn(usable[0]?.step ?? null, keptStep(attempts, events), unusable)
  }
  /** Something new is to come of a run that may have ended: what was kept of it does not hold any more. */
  const reopen = (id: string): void => {
    settled.delete(id)
    unwritten.delete(id)
    readers.forget(id)
    curvesKept.forget(id)
  }

  const summary = (record: RunRecord, live: Live): RunSummary => {
    const { id } = record
    const ended = settled.get(id)
    if (ended) return ended
    const place = placeOf(id, live)
    if (place !== null) return makeSummary(record, place, read(id))
    const folder = folders.folder(id)
    foldIn(join(folder, metricsFile))
    const kept = cache.get(id, folder)
    const made = kept ?? glance(id, (reader) => makeSummary(record, null, reader))
    settled.set(id, made)
    // Damage is looked at again: it may be mended without a trace in the files that were read.
    if (kept === null && !newer.has(id) && made.damage.length === 0) keepSummary(id, folder, made)
    return made
  }
  const makeSummary = (record: RunRecord, place: Place | null, reader: MetricsReader): RunSummary => {
    const { steps, evaluations, controls, attempts } = reader
    if (reader.newer) newer.add(record.id)
    const folder = folders.folder(record.id)
    const checkpoints = listIn(folder, record.id, lister.list)
    const unreadable = place === null ? metricsDamage(folder, record, reader, checkpoints) : reader.damage
    const { bytes, unread } = folderSizeNow(folder)
    return summarize({
      record,
      steps,
      evaluations,
      controls,
      attempts,
      unreadable,
      damage: [...damageIn(folder, record, reader, checkpoints, unreadable, place === null), ...unsized(unread)],
      end: endOf(record.id),
      pending: place,
      resumesFrom: checkpoints.usable[0]?.step ?? null,
      wantedSteps: readWantedSteps(folder),
      bytes,
    })
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

  if (database.readOnly) {
    for (const { id, after } of withoutEnd()) unwatched.set(id, after ?? 0)
  } else {
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
    for (const { id, after } of withoutEnd()) {
      if (after === null) pending.enqueue(id)
      else pending.start(id, after)
    }
  }

  /** Runs that library.db does not know of and that tell of no end, oldest first, with the attempts before their last; null before the first. */
  function withoutEnd(): { id: string; after: number | null }[] {
    const records = folders.records()
    const found: { id: string; after: number | null }[] = []
    const known = new Set([...pending.queued(), ...pending.started()])
    const oldestFirst = [...records.values()].sort((a, b) => a.createdAt - b.createdAt)
    for (const record of oldestFirst) {
      const { id } = record
      const folder = folders.folder(id)
      if (known.has(id) || cache.get(id, folder)) continue
      const reader = glance(id, (glanced) => glanced)
      const { attempts } = reader
      const end = endOf(id)
      if ((end && isEndOf(end, attempts)) || committedOutcome(attempts)) continue
      if (metricsDamage(folder, record, reader, listIn(folder, id, lister.list)) !== null) continue
      const last = attempts.at(-1)
      found.push({ id, after: last ? last.attempt - 1 : null })
    }
    return found
  }

  return {
    folder: folders.folder,
    add(record) {
      folders.create(record)
      pending.enqueue(record.id)
    },
    branch(record, { run, step }) {
      folders.create(record, (folder) => copyCheckpoint(folders.folder(run), step, folder))
      pending.enqueue(record.id)
    },
    resume(id, trainMore = 0) {
      const run = summaryOf(id, () => null)
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
        settled.delete(id)
      }
    },
    agree: (id, step) => writeAgreedStep(folders.folder(id), step, attemptsOf(id)),
    // Where nothing can be written, nothing is trained.
    queued: database.readOnly ? () => [] : pending.queued,
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
        unwritten.set(id, end)
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
    summary: summaryOf,
    summaries: (live) =>
      [...folders.records().values()]
        .sort((a, b) => b.createdAt - a.createdAt || b.id.localeCompare(a.id))
        .map((record) => summary(record, live)),
    events(id) {
      if (!folders.records().has(id)) return []
      const { events, attempts } = read(id)
      const end = endOf(id)
      return end && placeOf(id, () => null) === null && isEndOf(end, attempts)
        ? [...events, endEvent(end, attempts.at(-1)?.attempt ?? 1)]
        : [...events]
    },
    attempts(id) {
      if (!folders.records().has(id)) return []
      const place = placeOf(id, () => null)?.kind
      return describeAttempts(read(id), place === 'supervised' ? 'running' : place === 'unwatched' ? 'unfinished' : 'killed')
    },
    checkpoints(id) {
      const record = folders.records().get(id)
      if (!record) return []
      const { usable } = listIn(folders.folder(id), id, lister.list)
      return describeCheckpoints(usable, record.recipe, record.stepsPerEpoch)
    },
    curves({ runs, series, ...query }) {
      const records = folders.records()
      return runs
        .filter((run) => records.has(run))
        .flatMap((run) => {
          const reduce = (reader: MetricsReader): Curve[] =>
            series.map((name) => ({ run, series: name, ...reduceSeries(...columnsOf(reader, name), query) }))
          if (!settled.has(run)) return reduce(read(run))
          // Evaluations are few, and steps are many.
          return curvesKept.get(run, { series, ...query }, () =>
            series.every(isOfEvaluations) ? glance(run, reduce) : reduce(read(run)),
          )
        })
    },
    nextColor() {
      const newest = [...folders.records().values()].reduce<RunRecord | null>(
        (latest, record) => (latest === null || record.createdAt >= latest.createdAt ? record : latest),
        null,
      )
      return newest === null ? 1 : (newest.color % colors) + 1
    },
    remove(ids) {
      let bytes = 0
      for (const id of ids) {
        const place = placeOf(id, () => null)
        if (place && database.readOnly) throw database.readOnly
        if (place) throw new Error(`Run ${id} has not ended`)
        readers.forget(id)
        curvesKept.forget(id)
        settled.delete(id)
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
        cache.forget(id)
      })
      return bytes
    },
    get notices() {
      folders.records()
      const partly = [...newer].map(
        (id) => `The run ${id} was written by a newer Stagecraft: what this one knows of it is shown.`,
      )
      return [...folders.unreadable, ...partly]
    },
    close: readers.close,
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

/** Column and split of each series of evaluations. */
const evaluationSeries = {
  testLoss: ['test', 'loss'],
  testError: ['test', 'error'],
  validationLoss: ['validation', 'loss'],
  validationError: ['validation', 'error'],
} as const satisfies Record<EvaluationSeries, unknown>

function columnsOf({ steps, evaluations }: MetricsReader, series: StepSeries | EvaluationSeries): [Float64Array, Float64Array] {
  if (!isOfEvaluations(series)) return [steps.column('step'), steps.column(series)]
  const [split, column] = evaluationSeries[series]
  return [evaluations[split].column('step'), evaluations[split].column(column)]
}

function isOfEvaluations(series: StepSeries | EvaluationSeries): series is EvaluationSeries {
  return series in evaluationSeries
}

function endEvent({ time, status }: RunEnd, attempt: number): RunEvent {
  const text =
    'reason' in status ? status.reason : status.step === 0 ? 'Taken out of the queue.' : `Ended at step ${status.step}.`
  return { step: status.step, time, attempt, kind: status.kind, text }
}
