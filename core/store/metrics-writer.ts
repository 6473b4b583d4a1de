/** What a trainer writes of its run. Nothing is kept before `commit`; what was committed survives anything. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isDamage, openForWriting, runDatabase, type Connection } from './database.ts'
import { toColumns } from './not-finite.ts'
import { quarantine } from './quarantine.ts'
import type { RunEvent } from './run.ts'
import { metricsFile } from './run-folder.ts'

export interface Attempt {
  readonly pid: number
  /** "TensorFlow 2.21.0, CPU" */
  readonly device: string
  readonly startedAt: number
  /** Steps already done: 0, or those of the checkpoint it goes on from. What earlier attempts measured beyond is replaced. */
  readonly fromStep: number
}

export interface StepRow {
  /** Counted from 1. */
  readonly step: number
  readonly time: number
  readonly loss: number
  readonly error: number
  readonly learningRate: number
  readonly stepMs: number
}

export interface EvaluationRow {
  /** Steps done. */
  readonly step: number
  readonly time: number
  readonly loss: number
  readonly error: number
}

/** An event; `remedy` says what to do next where the run ends with it. */
export type EventRow = Pick<RunEvent, 'step' | 'time' | 'kind' | 'text'> & { readonly remedy?: string }

export interface MetricsWriter {
  /** Number of this attempt, from 1. */
  readonly attempt: number
  /** Where a damaged file of an earlier attempt was put; null when there was none. */
  readonly quarantined: string | null
  step(row: StepRow): void
  evaluation(row: EvaluationRow): void
  /** An event `finished`, `stopped` or `diverged` is the attempt's end, too. */
  event(row: EventRow): void
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
  const insert = prepareInserts(database)
  let waiting: (() => void)[] = []
  const writeAll = database.transaction((rows: readonly (() => void)[]) => {
    for (const write of rows) write()
  })

  return {
    attempt: number,
    step({ step, time, loss, error, learningRate, stepMs }) {
      const row = [step, number, time, ...toColumns(loss), ...toColumns(error), learningRate, stepMs]
      waiting.push(() => insert.step.run(row))
    },
    evaluation({ step, time, loss, error }) {
      const row = [step, number, time, ...toColumns(loss), ...toColumns(error)]
      waiting.push(() => insert.evaluation.run(row))
    },
    event({ step, time, kind, text, remedy }) {
      waiting.push(() => {
        insert.event.run(number, step, time, kind, text)
        if (kind === 'finished' || kind === 'stopped' || kind === 'diverged') {
          insert.end.run(time, kind, step, text, remedy ?? null, number)
        }
      })
    },
    commit() {
      if (waiting.length === 0) return
      writeAll.immediate(waiting)
      waiting = []
    },
    close() {
      database.close()
    },
  }
}

function openOrReplace(path: string): { database: Connection; quarantined: string | null } {
  try {
    return { database: openForWriting(path, runDatabase), quarantined: null }
  } catch (thrown) {
    if (!isDamage(thrown) || !existsSync(path)) throw thrown
    const quarantined = quarantine(path)
    return { database: openForWriting(path, runDatabase), quarantined }
  }
}

function beginAttempt(database: Connection, { pid, device, startedAt, fromStep }: Attempt): number {
  return database
    .transaction(() => {
      database.prepare('DELETE FROM steps WHERE step > ?').run(fromStep)
      database.prepare('DELETE FROM evaluations WHERE step > ?').run(fromStep)
      const { lastInsertRowid } = database
        .prepare('INSERT INTO attempts (pid, device, started_at, from_step) VALUES (?, ?, ?, ?)')
        .run(pid, device, startedAt, fromStep)
      return Number(lastInsertRowid)
    })
    .immediate()
}

/** A step or evaluation that comes again takes the earlier one's place. */
function prepareInserts(database: Connection) {
  return {
    step: database.prepare(
      `INSERT OR REPLACE INTO steps (step, attempt, time, loss, loss_kind, error, error_kind, learning_rate, step_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    evaluation: database.prepare(
      `INSERT OR REPLACE INTO evaluations (step, attempt, time, loss, loss_kind, error, error_kind)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
    ),
    event: database.prepare('INSERT INTO events (attempt, step, time, kind, text) VALUES (?, ?, ?, ?, ?)'),
    end: database.prepare(
      'UPDATE attempts SET ended_at = ?, outcome = ?, end_step = ?, reason = ?, remedy = ? WHERE attempt = ?',
    ),
  }
}
