/** What a trainer writes of its run. Nothing is kept before `commit`; what was committed survives anything. */
import { lstatSync } from 'node:fs'
import { join } from 'node:path'
import { beginAttempt, readControls, type Attempt, type Control } from './attempts.ts'
import { openCurveKeeper } from './curves/keep-curves.ts'
import { isDamage, openForWriting, runDatabase, type Connection } from './database.ts'
import { foldLog } from './fold-in.ts'
import { toColumns } from './not-finite.ts'
import { quarantine, quarantineCopy } from './quarantine.ts'
import type { RunEvent } from './run.ts'
import { metricsFile } from './run-folder.ts'
import { prepareTelemetryInserts, type TelemetryInserts } from './telemetry-writer.ts'
import { logDamage } from './write-ahead-log.ts'

export interface StepRow {
  /** Counted from 1. */
  readonly step: number
  readonly time: number
  readonly loss: number
  readonly error: number
  readonly learningRate: number
  readonly stepMs: number
  /** The weights were left as they were, because something was not finite. */
  readonly skipped: boolean
}

export interface EvaluationRow {
  /** Steps done. */
  readonly step: number
  readonly split: 'test' | 'validation'
  readonly time: number
  readonly loss: number
  readonly error: number
  /** Null, or not there, where it was not measured. */
  readonly topFiveError?: number | null
}

/** An event; `remedy` says what to do next where the run ends with it. `attempt` is another than the one under way where it happened in that. */
export type EventRow = Pick<RunEvent, 'step' | 'time' | 'kind' | 'text' | 'facts'> & {
  readonly remedy?: string
  readonly attempt?: number
}

const ends: ReadonlySet<RunEvent['kind']> = new Set(['finished', 'paused', 'stopped', 'diverged'])

export interface MetricsWriter extends TelemetryInserts {
  /** Number of this attempt, from 1. */
  readonly attempt: number
  /** Where a damaged file of an earlier attempt was put; null when there was none. */
  readonly quarantined: string | null
  /** All that a person has changed so far, when the attempt began. */
  readonly controls: readonly Control[]
  /** Steps at which earlier attempts finished: whoever trains the run again wants more than that, however often that is killed. */
  readonly finishedAt: ReadonlySet<number>
  /** Step of the newest checkpoint that an event tells of; null when there is none. */
  readonly toldCheckpoint: number | null
  step(row: StepRow): void
  evaluation(row: EvaluationRow): void
  /** Takes the place of what was to be changed in the same way at a later step: a person's last word counts. */
  control(control: Control): void
  /** An event `finished`, `paused`, `stopped` or `diverged` is the attempt's end, too. */
  event(row: EventRow): void
  /** Largest memory of this process so far. */
  peak(bytes: number): void
  /** Brings all rows since the last commit to the disk, together. After a failure they are kept for another try. */
  commit(): void
  /** Closes the file; what is not committed is dropped. */
  close(): void
}

/** Opens metrics.db in a run's folder and commits the beginning of an attempt. Only one process may do so at a time. */
export function openMetricsWriter(runFolder: string, attempt: Attempt): MetricsWriter {
  const { database, quarantined } = openOrReplace(join(runFolder, metricsFile))
  return { ...metricsWriterOver(database, attempt), quarantined }
}

/** The same over a database that is open already. */
export function metricsWriterOver(database: Connection, attempt: Attempt): Omit<MetricsWriter, 'quarantined'> {
  const number = beginAttempt(database, attempt)
  const controls = readControls(database)
  const write = prepareWrites(database)
  const telemetry = prepareTelemetryInserts(database, number)
  const curves = openCurveKeeper(database, database)
  // The last few steps of the attempt before; all of them where an older Stagecraft wrote them.
  while (curves.catchUp() !== null) continue
  let waiting: (() => void)[] = []
  const writeAll = database.transaction((rows: readonly (() => void)[]) => {
    for (const row of rows) row()
  })

  return {
    attempt: number,
    controls,
    finishedAt: new Set(database.prepare<[], number>("SELECT end_step FROM attempts WHERE outcome = 'finished'").pluck().all()),
    toldCheckpoint:
      database.prepare<[], number | null>("SELECT max(step) FROM events WHERE kind = 'checkpoint'").pluck().get() ?? null,
    step({ step, time, loss, error, learningRate, stepMs, skipped }) {
      const row = [step, number, time, ...toColumns(loss), ...toColumns(error), learningRate, stepMs, Number(skipped)]
      // An error beside a loss that is not finite says nothing: so it is read.
      const trainError = Number.isFinite(loss) ? error : NaN
      const reduced = curves.add(step, time, { trainLoss: loss, trainError, learningRate, stepMs })
      waiting.push(() => write.step.run(row), ...reduced)
    },
    evaluation({ step, split, time, loss, error, topFiveError = null }) {
      const topFive = topFiveError !== null && Number.isFinite(topFiveError) ? topFiveError : null
      const row = [step, split, number, time, ...toColumns(loss), ...toColumns(error), topFive]
      waiting.push(() => write.evaluation.run(row))
    },
    control({ step, time, kind, value }) {
      waiting.push(() => {
        write.dropControls.run(kind, step)
        write.control.run(step, number, time, kind, value)
      })
    },
    event({ step, time, kind, text, facts, remedy, attempt = number }) {
      waiting.push(() => {
        write.event.run(attempt, step, time, kind, text, facts === undefined ? null : JSON.stringify(facts))
        if (ends.has(kind)) write.end.run(time, kind, step, text, remedy ?? null, number)
      })
    },
    telemetry(row) {
      waiting.push(() => telemetry.telemetry(row))
    },
    histograms(histograms) {
      waiting.push(() => telemetry.histograms(histograms))
    },
    peak(bytes) {
      waiting.push(() => write.peak.run(bytes, number))
    },
    commit() {
      if (waiting.length === 0) return
      writeAll.immediate(waiting)
      waiting = []
    },
    close() {
      foldLog(database)
      database.close()
    },
  }
}

function openOrReplace(path: string): { database: Connection; quarantined: string | null } {
  const kept = keepLog(path)
  try {
    return { database: openForWriting(path, runDatabase), quarantined: kept }
  } catch (thrown) {
    if (!isDamage(thrown) || lstatSync(path, { throwIfNoEntry: false }) === undefined) throw thrown
    const quarantined = quarantine(path)
    return { database: openForWriting(path, runDatabase), quarantined }
  }
}

/** SQLite forgets what stands beyond a damaged frame of the log, and all of it where the database is gone: that is kept first. */
function keepLog(path: string): string | null {
  if (logDamage(path) === null) return null
  return (lstatSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0 ? quarantineCopy(path) : quarantine(path)
}

/** A step or evaluation that comes again takes the earlier one's place. */
function prepareWrites(database: Connection) {
  return {
    step: database.prepare(
      `INSERT OR REPLACE INTO steps (step, attempt, time, loss, loss_kind, error, error_kind, learning_rate, step_ms, skipped)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    evaluation: database.prepare(
      `INSERT OR REPLACE INTO evaluations (step, split, attempt, time, loss, loss_kind, error, error_kind, top_five_error)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    dropControls: database.prepare('DELETE FROM controls WHERE kind = ? AND step > ?'),
    control: database.prepare('INSERT INTO controls (step, attempt, time, kind, value) VALUES (?, ?, ?, ?, ?)'),
    event: database.prepare('INSERT INTO events (attempt, step, time, kind, text, facts) VALUES (?, ?, ?, ?, ?, ?)'),
    end: database.prepare(
      'UPDATE attempts SET ended_at = ?, outcome = ?, end_step = ?, reason = ?, remedy = ? WHERE attempt = ?',
    ),
    peak: database.prepare('UPDATE attempts SET peak_bytes = ? WHERE attempt = ?'),
  }
}
