/** The rows of a run's file, of every version, as what is read of it. */
import type { Outliers } from '../graph/outliers.ts'
import { readMachine, type AttemptMachine } from './attempt-machine.ts'
import { readOutliers } from './attempt-outliers.ts'
import { readControls } from './attempts.ts'
import type { Columns } from './columns.ts'
import type { Connection } from './database.ts'
import { readFacts } from './event-facts.ts'
import { fromColumns } from './not-finite.ts'
import type { RunEvent } from './run.ts'

export type StepColumn = 'step' | 'time' | 'trainLoss' | 'trainError' | 'learningRate' | 'stepMs'
/** `topFiveError` is NaN where it was not measured. */
export type EvaluationColumn = 'step' | 'time' | 'loss' | 'error' | 'topFiveError'

export interface ReadAttempt {
  readonly attempt: number
  readonly pid: number
  readonly device: string
  readonly startedAt: number
  readonly fromStep: number
  /** Largest memory of its process; null where it was not measured. */
  readonly peakBytes: number | null
  /** Null where it was not recorded. */
  readonly machine: AttemptMachine | null
  /** Convolutions that it computed directly for them; none where it was not recorded. */
  readonly outliers: readonly Outliers[]
  /** How far the rows of one went that was killed, once there is another after it. */
  readonly lastStep: number | null
  /** When it ended, else when the last of its steps that are kept was done; null before it has one. */
  readonly lastTime: number | null
  /** Null while it runs, and for ever when it was killed. */
  readonly end: {
    readonly outcome: 'finished' | 'paused' | 'stopped' | 'diverged'
    readonly time: number
    readonly step: number
    readonly reason: string
    readonly remedy: string | null
  } | null
}

/** What the migration to version 4 writes down. */
const olderFacts = `CASE
  WHEN kind = 'extended' THEN (SELECT json_object('what', 'length', 'totalSteps', value) FROM controls
    WHERE controls.kind = 'total-steps' AND controls.step = events.step ORDER BY control DESC LIMIT 1)
  WHEN kind = 'rate-changed' AND event = (SELECT min(event) FROM events AS other WHERE other.kind = 'rate-changed' AND other.step = events.step)
  THEN (SELECT json_object('what', 'scale', 'scale', value) FROM controls
    WHERE controls.kind = 'rate-scale' AND controls.step = events.step ORDER BY control DESC LIMIT 1)
END`

export type ReadNew = ReturnType<typeof prepareReads>

interface AttemptRow {
  attempt: number
  pid: number
  device: string
  started_at: number
  from_step: number
  ended_at: number | null
  outcome: 'finished' | 'paused' | 'stopped' | 'diverged' | null
  end_step: number | null
  reason: string | null
  remedy: string | null
  /** Not there in a file of version 1. */
  peak_bytes?: number | null
  /** Not there before version 6. */
  machine?: string | null
  /** Not there before version 8. */
  outliers?: string | null
  last_time: number | null
}

/** For files of every version: runs that ended are never brought up to date, only those that go on. */
export function prepareReads(connection: Connection, version: number) {
  const isFirst = version < 2
  // Steps of a killed attempt beyond where the next one began are gone; those of the last are all there.
  const attempts = connection.prepare<[], AttemptRow>(
    `SELECT *, coalesce(ended_at, (SELECT time FROM steps WHERE step = coalesce(
       (SELECT from_step FROM attempts AS next WHERE next.attempt = attempts.attempt + 1), (SELECT max(step) FROM steps)
     ))) AS last_time FROM attempts ORDER BY attempt`,
  )
  const newest = connection.prepare('SELECT max(step) FROM steps').pluck()
  const steps = connection
    .prepare(
      'SELECT step, time, loss, loss_kind, error, error_kind, learning_rate, step_ms FROM steps WHERE step > ? ORDER BY step',
    )
    .raw()
  const evaluations = connection
    .prepare(
      `SELECT step, time, loss, loss_kind, error, error_kind, ${version < 7 ? 'NULL' : 'top_five_error'} FROM evaluations
       WHERE step > ? AND ${isFirst ? "'test'" : 'split'} = ? ORDER BY step`,
    )
    .raw()
  const facts = isFirst ? 'NULL' : version < 4 ? olderFacts : 'facts'
  const events = connection.prepare<[number], Omit<RunEvent, 'facts'> & { facts: string | null }>(
    `SELECT step, time, attempt, kind, text, ${facts} AS facts FROM events ORDER BY event LIMIT -1 OFFSET ?`,
  )
  type Row = [number, number, number | null, number, number | null, number, number, number]
  type EvaluatedRow = [number, number, number | null, number, number | null, number, number | null]

  return {
    version,
    attempts: () => attempts.all().map(readAttempt),
    controls: () => (isFirst ? [] : readControls(connection)),
    steps(into: Columns<StepColumn>, lastSteps: number) {
      const before = Number.isFinite(lastSteps) ? Number(newest.get() ?? 0) - lastSteps : 0
      for (const row of steps.iterate(Math.max(before, lastOf(into))) as IterableIterator<Row>) {
        const [step, time, loss, lossKind, error, errorKind, learningRate, stepMs] = row
        into.push(step, time, ...lossAndError(loss, lossKind, error, errorKind), learningRate, stepMs)
      }
      into.keepLast(lastSteps)
    },
    evaluations(split: 'test' | 'validation', into: Columns<EvaluationColumn>) {
      for (const row of evaluations.iterate(lastOf(into), split) as IterableIterator<EvaluatedRow>) {
        const [step, time, loss, lossKind, error, errorKind, topFive] = row
        into.push(step, time, ...lossAndError(loss, lossKind, error, errorKind), topFive ?? NaN)
      }
    },
    events(into: RunEvent[]) {
      for (const { facts: text, ...event } of events.all(into.length)) {
        const facts = readFacts(text)
        into.push(facts === undefined ? event : { ...event, facts })
      }
    },
  }
}

/** An older Stagecraft kept an error beside a loss that was not finite: of such scores it tells nothing. */
function lossAndError(loss: number | null, lossKind: number, error: number | null, errorKind: number): [number, number] {
  return [fromColumns(loss, lossKind), lossKind === 0 ? fromColumns(error, errorKind) : NaN]
}

function readAttempt(row: AttemptRow): ReadAttempt {
  const { attempt, pid, device, started_at: startedAt, from_step: fromStep, outcome, ended_at: time, remedy } = row
  const { peak_bytes: peakBytes = null, machine: text = null, end_step: lastStep, last_time: lastTime } = row
  const end = outcome !== null && time !== null ? { outcome, time, step: lastStep ?? 0, reason: row.reason ?? '', remedy } : null
  const machine = readMachine(text)
  const outliers = readOutliers(row.outliers ?? null)
  return { attempt, pid, device, startedAt, fromStep, peakBytes, machine, outliers, lastStep, lastTime, end }
}

/** Last step of the rows; −1 before there is one, because an evaluation may be at step 0. */
function lastOf(columns: Columns<'step'>): number {
  return columns.column('step').at(-1) ?? -1
}
