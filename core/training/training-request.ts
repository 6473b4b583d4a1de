/** What the training loop is given, and what it gives. */
import type { TelemetryEntry } from '../graph/telemetry.ts'
import type { CheckpointKeeper } from '../store/checkpoints.ts'
import type { MetricsWriter } from '../store/metrics-writer.ts'
import type { Position } from '../store/position.ts'
import type { RunRecord } from '../store/run.ts'
import type { TrainingProgram } from '../tensorflow/program.ts'
import type { Divergence } from './bad-step.ts'
import type { TrainerRequest, TrainerState } from './trainer-messages.ts'

/** Where the trainer writes. Nothing is kept before `commit`; what was committed survives anything. */
export type Journal = Pick<
  MetricsWriter,
  | 'controls'
  | 'finishedAt'
  | 'toldCheckpoint'
  | 'step'
  | 'evaluation'
  | 'control'
  | 'event'
  | 'peak'
  | 'telemetry'
  | 'histograms'
  | 'commit'
>

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Milliseconds since some moment, never going back. */
  elapsed(): number
}

/** Where a trainer begins, and what is said of it. The program is in the state of the position. */
export interface Start {
  readonly position: Position
  /** The run's own checkpoint that it goes on from. Killed right after it was written, a trainer could not tell of it. */
  readonly checkpoint: { readonly step: number; readonly bytes: number; readonly savedAt: number } | null
  readonly kind: 'started' | 'resumed'
  readonly text: string
  /** As far as a person asked for while no trainer was at work; 0 when nobody did. */
  readonly wantedSteps: number
  /** It is evaluated where it stands, and paused then. */
  readonly onlyEvaluates: boolean
}

export interface TrainingRequest {
  readonly record: RunRecord
  readonly start: Start
  readonly testCount: number
  readonly program: TrainingProgram
  /** What a measured step measures. */
  readonly telemetryLayout: readonly TelemetryEntry[]
  readonly journal: Journal
  readonly checkpoints: CheckpointKeeper
  readonly clock: Clock
  report(state: Omit<TrainerState, 'pid'>): void
  /** Lets messages in; resolves at the next turn of the event loop. */
  pause(): Promise<void>
  /** What was asked since the last call. */
  requests(): TrainerRequest[]
  /** Largest memory of this process so far; null where it cannot be told. */
  peakBytes(): number | null
}

export type Outcome = { kind: 'finished' | 'paused' | 'stopped'; step: number } | Divergence
