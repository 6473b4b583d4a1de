/** The values of a series as a run's table of steps has them, in files of every version. */
import type { Connection } from '../database.ts'
import type { StepSeries } from '../run.ts'

/** In the order of `allValues`, and of their numbers in `curve_buckets`. */
export const stepSeries = ['trainLoss', 'trainError', 'learningRate', 'stepMs'] as const satisfies readonly StepSeries[]

/** A value that was measured: step, milliseconds since 1970, value; null is not a number. */
export type Measured = readonly [step: number, time: number, value: number | null]

/** SQLite has no NaN: see not-finite.ts. An error beside a loss that is not finite says nothing. */
const whole = (column: 'loss' | 'error'): string => `CASE ${column}_kind WHEN 2 THEN 9e999 WHEN 3 THEN -9e999 ELSE ${column} END`
const expressions: Readonly<Record<StepSeries, string>> = {
  trainLoss: whole('loss'),
  trainError: `CASE WHEN loss_kind = 0 THEN ${whole('error')} END`,
  learningRate: 'learning_rate',
  stepMs: 'step_ms',
}

export interface StepValues {
  /** The first step at or beyond the one given, the last at or before it; null where there is none. */
  stepFrom(step: number): number | null
  stepUpTo(step: number): number | null
  /** From the first step to the last, both included, by rising steps. */
  values(first: number, last: number): Measured[]
  /** The last values before a step, oldest first. */
  valuesBefore(step: number, count: number): number[]
}

export function stepValues(database: Connection, series: StepSeries): StepValues {
  const expression = expressions[series]
  const from = database.prepare<[number], number | null>('SELECT min(step) FROM steps WHERE step >= ?').pluck()
  const upTo = database.prepare<[number], number | null>('SELECT max(step) FROM steps WHERE step <= ?').pluck()
  const values = database
    .prepare<[number, number], Measured>(`SELECT step, time, ${expression} FROM steps WHERE step BETWEEN ? AND ? ORDER BY step`)
    .raw()
  const before = database
    .prepare<[number, number], number | null>(`SELECT ${expression} FROM steps WHERE step < ? ORDER BY step DESC LIMIT ?`)
    .pluck()
  return {
    stepFrom: (step) => from.get(step) ?? null,
    stepUpTo: (step) => upTo.get(step) ?? null,
    values: (first, last) => values.all(first, last),
    valuesBefore: (step, count) =>
      before
        .all(step, count)
        .map((value) => value ?? NaN)
        .reverse(),
  }
}

export interface MeasuredStep {
  readonly step: number
  readonly time: number
  readonly values: Readonly<Record<StepSeries, number>>
}

/** All series at once: so many steps from one on. */
export function allValues(database: Connection): (from: number, count: number) => MeasuredStep[] {
  const columns = stepSeries.map((series) => expressions[series]).join(', ')
  type Row = [step: number, time: number, ...values: (number | null)[]]
  const rows = database
    .prepare<[number, number], Row>(`SELECT step, time, ${columns} FROM steps WHERE step >= ? ORDER BY step LIMIT ?`)
    .raw()
  return (from, count) =>
    rows.all(from, count).map(([step, time, trainLoss, trainError, learningRate, stepMs]) => ({
      step,
      time,
      values: {
        trainLoss: trainLoss ?? NaN,
        trainError: trainError ?? NaN,
        learningRate: learningRate ?? NaN,
        stepMs: stepMs ?? NaN,
      },
    }))
}
