/** A run's status and figures, from what is in its folder and what the lab knows of its trainer. Pure. */
import type { Columns } from './columns.ts'
import type { EvaluationColumn, ReadAttempt, StepColumn } from './metrics-reader.ts'
import type { EndStatus, RunEnd } from './run-end.ts'
import type { RunRecord, RunStatus, RunSummary } from './run.ts'

/** What a trainer that is alive last said. */
export interface LiveState {
  readonly step: number
  readonly evaluating: number | null
  readonly remainingMs: number | null
}

export interface RunFacts {
  readonly record: RunRecord
  readonly steps: Columns<StepColumn>
  readonly evaluations: Columns<EvaluationColumn>
  readonly attempts: readonly ReadAttempt[]
  /** Why metrics.db cannot be read. */
  readonly damage: string | null
  /** What the lab wrote of its end. */
  readonly end: RunEnd | null
  /** `queued`: it waits, first is 1. `supervised`: a trainer was started, and the lab has not found it dead. */
  readonly pending: { kind: 'queued'; position: number } | { kind: 'supervised'; live: LiveState | null } | null
  readonly bytes: number
}

/** Figures are over so many last steps. */
export const recentSteps = 50

export function summarize(facts: RunFacts): RunSummary {
  const { record, steps, evaluations, attempts, end, pending, bytes } = facts
  const stepMs = median(recent(steps.column('stepMs')))
  const best = indexOfLeast(evaluations.column('testError'))
  const live = pending?.kind === 'supervised' ? pending.live : null
  return {
    record,
    status: statusOf(facts),
    startedAt: attempts[0]?.startedAt ?? null,
    endedAt: attempts.at(-1)?.end?.time ?? end?.time ?? (pending ? null : (steps.column('time').at(-1) ?? null)),
    trainLoss: mean(recent(steps.column('trainLoss'))),
    trainError: mean(recent(steps.column('trainError'))),
    testLoss: finite(evaluations.column('testLoss').at(-1)),
    testError: finite(evaluations.column('testError').at(-1)),
    bestTestError: best === null ? null : finite(evaluations.column('testError')[best]),
    bestStep: best === null ? null : finite(evaluations.column('step')[best]),
    learningRate: finite(steps.column('learningRate').at(-1)),
    stepMs,
    imagesPerSecond: stepMs === null || stepMs === 0 ? null : (1000 * record.recipe.batchSize) / stepMs,
    remainingMs: live?.remainingMs ?? null,
    evaluating: live?.evaluating ?? null,
    device: attempts.at(-1)?.device ?? null,
    bytes,
  }
}

/** What the trainer committed of its end; null when it did not come to that. */
export function committedOutcome(attempts: readonly ReadAttempt[]): EndStatus | null {
  const end = attempts.at(-1)?.end
  if (!end) return null
  const { outcome: kind, step, reason, remedy } = end
  return kind === 'diverged'
    ? { kind, step, reason, remedy: remedy ?? 'Train again with a smaller learning rate.' }
    : { kind, step }
}

function statusOf({ steps, attempts, damage, end, pending }: RunFacts): RunStatus {
  const committed = steps.column('step').at(-1) ?? attempts.at(-1)?.fromStep ?? 0
  const ended = committedOutcome(attempts) ?? end?.status
  if (ended) return ended
  if (pending?.kind === 'supervised') return { kind: 'running', step: Math.max(committed, pending.live?.step ?? 0) }
  if (pending?.kind === 'queued') return pending
  if (damage !== null) {
    return {
      kind: 'crashed',
      step: committed,
      reason: `The run's metrics cannot be read: ${damage}.`,
      remedy: "Its metrics.db was left as it is, in the run's folder; a copy from a backup can be put in its place.",
      log: [],
    }
  }
  return {
    kind: 'crashed',
    step: committed,
    reason: 'The training process ended without a word: the computer was restarted, or the process was killed.',
    remedy: 'What was committed is kept. Train again.',
    log: [],
  }
}

const recent = (values: Float64Array): Float64Array => values.subarray(-recentSteps).filter(Number.isFinite)

function mean(values: Float64Array): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length
}

function median(values: Float64Array): number | null {
  const sorted = values.toSorted()
  const middle = sorted.length >> 1
  const upper = sorted[middle]
  const lower = sorted[sorted.length % 2 === 0 ? middle - 1 : middle]
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2
}

function indexOfLeast(values: Float64Array): number | null {
  let least: number | null = null
  values.forEach((value, index) => {
    if (Number.isFinite(value) && (least === null || value < (values[least] ?? Infinity))) least = index
  })
  return least
}

function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}
