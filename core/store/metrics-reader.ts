/**
 * What the lab reads of a run while its trainer writes. Evaluations and the last steps are kept in memory and only new ones are read, so a look
 * at a run costs what is new in it; curves are read from the pyramid that is kept of them.
 */
import { join } from 'node:path'
import type { Control } from './attempts.ts'
import { makeColumns, type Columns } from './columns.ts'
import { isUnreadable, openForReading, runDatabase, versionOf, type ReadOnly } from './database.ts'
import { columnSource } from './curves/column-source.ts'
import { drawnCurve, noCurve, type CurveQuery, type DrawnCurve } from './curves/drawn-curve.ts'
import { stepCurve } from './curves/step-curve.ts'
import { prepareReads, type EvaluationColumn, type ReadAttempt, type ReadNew, type StepColumn } from './metrics-rows.ts'
import type { EvaluationSeries, RunEvent, StepSeries } from './run.ts'
import { metricsFile } from './run-folder.ts'
import { evaluationColumns, isOfEvaluations } from './series-columns.ts'

export interface MetricsReader {
  /** Looks for what was committed since; true when there was something. */
  refresh(): boolean
  /** A series, reduced for drawing. `unmade`: what becomes of a long one that has no pyramid yet. */
  curve(series: StepSeries | EvaluationSeries, query: CurveQuery, unmade?: 'told' | 'read'): DrawnCurve
  /** The newest of them. */
  readonly steps: Columns<StepColumn>
  /** Of the test images, and of those held out from training. */
  readonly evaluations: Readonly<Record<'test' | 'validation', Columns<EvaluationColumn>>>
  /** What a person changed on the way, in the order of its steps. */
  readonly controls: readonly Control[]
  /** In their order; the last one says how the run stands. */
  readonly attempts: readonly ReadAttempt[]
  readonly events: readonly RunEvent[]
  /** Why the file cannot be read, or not fully; null when it can. What was read before stays. */
  readonly damage: string | null
  /** A newer Stagecraft wrote the file: there may be more in it than is shown. */
  readonly newer: boolean
  close(): void
}

/** Opens a run's metrics, whether or not there are any yet. With `lastSteps`, only so many steps are held in memory: enough for its figures. */
export function openMetricsReader(runFolder: string, lastSteps = Infinity): MetricsReader {
  const path = join(runFolder, metricsFile)
  const steps = makeColumns<StepColumn>(['step', 'time', 'trainLoss', 'trainError', 'learningRate', 'stepMs'])
  const ofSplit = (): Columns<EvaluationColumn> => makeColumns(['step', 'time', 'loss', 'error', 'topFiveError'])
  const evaluations = { test: ofSplit(), validation: ofSplit() }
  const events: RunEvent[] = []
  let attempts: ReadAttempt[] = []
  let controls: Control[] = []
  let open: ReadOnly | null = null
  /** Made for the version that the file had when it was last read. */
  let read: ReadNew | null = null
  let dataVersion: unknown = null
  let damage: string | null = null
  /** As it was read last: it stays when the file is damaged later. */
  const drawn = new Map<StepSeries | EvaluationSeries, DrawnCurve>()

  const connect = (): ReadOnly | null => {
    open ??= openForReading(path, runDatabase)
    return open
  }
  const refresh = (): boolean => {
    open = connect()
    if (!open) return false
    // SQLite counts what other connections committed.
    const { connection } = open
    const newest: unknown = connection.pragma('data_version', { simple: true })
    if (newest === dataVersion) return false
    // In one transaction: all of it as of one commit.
    connection.transaction(() => {
      // A trainer that goes on with an older run brings its file up to date first.
      const version = versionOf(connection)
      if (read?.version !== version) read = prepareReads(connection, version)
      const known = attempts.at(-1)?.attempt ?? 0
      attempts = read.attempts()
      controls = read.controls()
      for (const { attempt, fromStep } of attempts) {
        // An attempt that is new to us may have replaced what we have beyond its beginning, and the evaluation at it.
        if (attempt <= known) continue
        truncateAfter(steps, fromStep)
        truncateAfter(evaluations.test, fromStep - 1)
        truncateAfter(evaluations.validation, fromStep - 1)
        events.length = 0
      }
      read.steps(steps, lastSteps)
      read.evaluations('test', evaluations.test)
      read.evaluations('validation', evaluations.validation)
      read.events(events)
    })()
    dataVersion = newest
    return true
  }

  const curve = (series: StepSeries | EvaluationSeries, query: CurveQuery, unmade: 'told' | 'read'): DrawnCurve => {
    if (isOfEvaluations(series)) {
      const source = columnSource(...evaluationColumns({ evaluations }, series))
      return drawnCurve(source, query, attempts, true)
    }
    const found = connect()
    if (found === null) return noCurve
    return stepCurve(found.connection, { runFolder, attempts, series, query, unmade }) ?? { ...noCurve, making: 0 }
  }

  return {
    steps,
    evaluations,
    events,
    curve(series, query, unmade = 'read') {
      try {
        if (damage === null || isOfEvaluations(series)) drawn.set(series, curve(series, query, unmade))
      } catch (thrown) {
        if (!isUnreadable(thrown)) throw thrown
        damage = thrown instanceof Error ? thrown.message : String(thrown)
      }
      return drawn.get(series) ?? noCurve
    },
    get attempts() {
      return attempts
    },
    get controls() {
      return controls
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

function truncateAfter(columns: Columns<'step'>, step: number): void {
  const all = columns.column('step')
  let kept = all.length
  while (kept > 0 && (all[kept - 1] ?? 0) > step) kept -= 1
  columns.truncate(kept)
}
