/** Attempts of a run: each start of a trainer begins one, and takes back what earlier ones measured beyond where it goes on. */
import type { Outliers } from '../graph/outliers.ts'
import type { AttemptMachine } from './attempt-machine.ts'
import { dropBucketsAfter } from './curves/bucket-rows.ts'
import type { Connection } from './database.ts'
import type { RunEvent } from './run.ts'
import { dropTelemetryAfter } from './telemetry-writer.ts'

export interface Attempt {
  readonly pid: number
  /** "TensorFlow 2.21.0, CPU" */
  readonly device: string
  readonly startedAt: number
  /** Steps already done: 0, or those of the checkpoint it goes on from. What earlier attempts measured beyond is replaced. */
  readonly fromStep: number
  /** Whether the evaluation that is due at `fromStep` was made before the checkpoint was written; if not, it is made again. */
  readonly evaluated: boolean
  /** Where and by what it trains; left out where nobody says. */
  readonly machine?: AttemptMachine
  /** What was found in the first batch; left out where nobody says. */
  readonly outliers?: readonly Outliers[]
}

/** Something that a person changed while a run was under way. It holds from `step` on: so many steps were done. */
export interface Control {
  readonly step: number
  readonly time: number
  /** `rate-scale`: the scheduled learning rate is multiplied by the value. `total-steps`: so many steps are trained in all. */
  readonly kind: 'rate-scale' | 'total-steps'
  readonly value: number
}

/** What comes again when steps do: at `fromStep` itself, only from an evaluation on. Beginnings and ends of attempts stay. */
const repeated: Readonly<Partial<Record<RunEvent['kind'], 'at' | 'beyond' | 'evaluation'>>> = {
  'rate-changed': 'at',
  extended: 'at',
  evaluated: 'evaluation',
  checkpoint: 'beyond',
  'no-checkpoint': 'beyond',
  skipped: 'beyond',
}

/** Commits the beginning of an attempt; gives its number. */
export function beginAttempt(database: Connection, attempt: Attempt): number {
  return database.transaction(() => begin(database, attempt)).immediate()
}

function begin(database: Connection, attempt: Attempt): number {
  const { pid, device, startedAt, fromStep, evaluated, machine, outliers } = attempt
  // A trainer that was killed could not say how far it came.
  database
    .prepare(
      `UPDATE attempts SET end_step = max(from_step, (SELECT coalesce(max(step), 0) FROM steps))
       WHERE outcome IS NULL AND end_step IS NULL`,
    )
    .run()
  const evaluations = evaluated ? fromStep + 1 : fromStep
  database.prepare('DELETE FROM steps WHERE step > ?').run(fromStep)
  database.prepare('DELETE FROM evaluations WHERE step >= ?').run(evaluations)
  dropBucketsAfter(database, fromStep)
  dropTelemetryAfter(database, fromStep)
  const drop = database.prepare('DELETE FROM events WHERE kind = ? AND step >= ?')
  for (const [kind, from] of Object.entries(repeated)) {
    drop.run(kind, { at: fromStep, beyond: fromStep + 1, evaluation: evaluations }[from])
  }
  const { lastInsertRowid } = database
    .prepare('INSERT INTO attempts (pid, device, started_at, from_step, machine, outliers) VALUES (?, ?, ?, ?, ?, ?)')
    .run(pid, device, startedAt, fromStep, asText(machine), asText(outliers))
  return Number(lastInsertRowid)
}

function asText(said: AttemptMachine | readonly Outliers[] | undefined): string | null {
  return said === undefined ? null : JSON.stringify(said)
}

/** All that a person changed, in the order of the steps it holds from. */
export function readControls(database: Connection): Control[] {
  return database.prepare<[], Control>('SELECT step, time, kind, value FROM controls ORDER BY step, control').all()
}
