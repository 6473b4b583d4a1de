/**
 * What the lab reads of a run while its trainer writes. Steps and evaluations are kept in memory and only new ones are read, so a
 * look at a run costs what is new in it.
 */
import { join } from 'node:path'
import { makeColumns, type Columns } from './columns.ts'
import { isUnreadable, openForReading, runDatabase, type Connection } from './database.ts'
import { fromColumns } from './not-finite.ts'
import type { RunEvent } from './run.ts'
import { metricsFile } from './run-folder.ts'

export type StepColumn = 'step' | 'time' | 'trainLoss' | 'trainError' | 'learningRate' | 'stepMs'
export type EvaluationColumn = 'step' | 'time' | 'testLoss' | 'testError'

export interface ReadAttempt {
  readonly attempt: number
  readonly pid: number
  readonly device: string
  readonly startedAt: number
  readonly fromStep: number
  /** Null while it runs, and for ever when it was killed. */
  readonly end: {
    readonly outcome: 'finished' | 'stopped' | 'diverged'
    readonly time: number
    readonly step: number
    readonly reason: string
    readonly remedy: string | null
  } | null
}

export interface MetricsReader {
  /** Looks for what was committed since; true when there was something. */
  refresh(): boolean
  readonly steps: Columns<StepColumn>
  readonly evaluations: Columns<EvaluationColumn>
  /** In their order; the last one says how the run stands. */
  readonly attempts: readonly ReadAttempt[]
  readonly events: readonly RunEvent[]
  /** Why the file cannot be read, or not fully; null when it can. What was read before stays. */
  readonly damage: string | null
  /** A newer Stagecraft wrote the file: there may be more in it than is shown. */
  readonly newer: boolean
  close(): void
}

/** Opens a run's metrics, whether or not there are any yet. With `lastSteps`, only so many steps are read: enough for its figures. */
export function openMetricsReader(runFolder: string, lastSteps = Infinity): MetricsReader {
  const path = join(runFolder, metricsFile)
  const steps = makeColumns<StepColumn>(['step', 'time', 'trainLoss', 'trainError', 'learningRate', 'stepMs'])
  const evaluations = makeColumns<EvaluationColumn>(['step', 'time', 'testLoss', 'testError'])
  const events: RunEvent[] = []
  let attempts: ReadAttempt[] = []
  let open: { connection: Connection; newer: boolean; read: ReadNew } | null = null
  let dataVersion: unknown = null
  let damage: string | null = null

  const connect = (): typeof open => {
    const opened = openForReading(path, runDatabase)
    return opened && { ...opened, read: prepareReads(opened.connection) }
  }
  const refresh = (): boolean => {
    open ??= connect()
    if (!open) return false
    // SQLite counts what other connections committed.
    const version: unknown = open.connection.pragma('data_version', { simple: true })
    if (version === dataVersion) return false
    const { connection, read } = open
    // In one transaction: all of it as of one commit.
    connection.transaction(() => {
      const known = attempts.at(-1)?.attempt ?? 0
      attempts = read.attempts()
      for (const { attempt, fromStep } of attempts) {
        // An attempt that is new to us may have replaced what we have beyond its beginning.
        if (attempt <= known) continue
        truncateAfter(steps, fromStep)
        truncateAfter(evaluations, fromStep)
      }
      read.steps(steps, lastSteps)
      read.evaluations(evaluations)
      read.events(events)
    })()
    dataVersion = version
    return true
  }

  return {
    steps,
    evaluations,
    events,
    get attempts() {
      return attempts
    },
    get damage() {
      return damage
    },
    get newer() {
      return open?.newer ?? false
    },
    refresh() {
      if (damage !== null) return false
      try {
        return refresh()
      } catch (thrown) {
        if (!isUnreadable(thrown)) throw thrown
        damage = thrown instanceof Error ? thrown.message : String(thrown)
        return true
      }
    },
    close() {
      open?.connection.close()
      open = null
    },
  }
}

type ReadNew = ReturnType<typeof prepareReads>

interface AttemptRow {
  attempt: number
  pid: number
  device: string
  started_at: number
  from_step: number
  ended_at: number | null
  outcome: 'finished' | 'stopped' | 'diverged' | null
  end_step: number | null
  reason: string | null
  remedy: string | null
}

function prepareReads(connection: Connection) {
  const attempts = connection.prepare<[], AttemptRow>('SELECT * FROM attempts ORDER BY attempt')
  const newest = connection.prepare('SELECT max(step) FROM steps').pluck()
  const steps = connection
    .prepare(
      'SELECT step, time, loss, loss_kind, error, error_kind, learning_rate, step_ms FROM steps WHERE step > ? ORDER BY step',
    )
    .raw()
  const evaluations = connection
    .prepare('SELECT step, time, loss, loss_kind, error, error_kind FROM evaluations WHERE step > ? ORDER BY step')
    .raw()
  const events = connection.prepare<[number], RunEvent>(
    'SELECT step, time, attempt, kind, text FROM events ORDER BY event LIMIT -1 OFFSET ?',
  )
  type Row = [number, number, number | null, number, number | null, number, number, number]

  return {
    attempts: () => attempts.all().map(readAttempt),
    steps(into: Columns<StepColumn>, lastSteps: number) {
      const before = Number.isFinite(lastSteps) ? Number(newest.get() ?? 0) - lastSteps : 0
      for (const row of steps.iterate(Math.max(before, lastOf(into))) as IterableIterator<Row>) {
        const [step, time, loss, lossKind, error, errorKind, learningRate, stepMs] = row
        into.push(step, time, fromColumns(loss, lossKind), fromColumns(error, errorKind), learningRate, stepMs)
      }
    },
    evaluations(into: Columns<EvaluationColumn>) {
      for (const row of evaluations.iterate(lastOf(into)) as IterableIterator<Row>) {
        const [step, time, loss, lossKind, error, errorKind] = row
        into.push(step, time, fromColumns(loss, lossKind), fromColumns(error, errorKind))
      }
    },
    events(into: RunEvent[]) {
      into.push(...events.all(into.length))
    },
  }
}

function readAttempt(row: AttemptRow): ReadAttempt {
  const { attempt, pid, device, started_at: startedAt, from_step: fromStep, outcome, ended_at: time, remedy } = row
  const end =
    outcome !== null && time !== null ? { outcome, time, step: row.end_step ?? 0, reason: row.reason ?? '', remedy } : null
  return { attempt, pid, device, startedAt, fromStep, end }
}

/** Last step of the rows; −1 before there is one, because an evaluation may be at step 0. */
function lastOf(columns: Columns<'step'>): number {
  return columns.column('step').at(-1) ?? -1
}

function truncateAfter(columns: Columns<'step'>, step: number): void {
  const all = columns.column('step')
  let kept = all.length
  while (kept > 0 && (all[kept - 1] ?? 0) > step) kept -= 1
  columns.truncate(kept)
}
