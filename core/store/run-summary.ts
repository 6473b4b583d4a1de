/** A run's status and figures, from what is in its folder and what the lab knows of its trainer. Pure. */
import { imagesPerStep } from '../recipe/schedule.ts'
import type { Columns } from './columns.ts'
import type { MetricsReader } from './metrics-reader.ts'
import type { ReadAttempt } from './metrics-rows.ts'
import { renamed, type Remarks } from './remarks.ts'
import { recentMean, recentMedian } from './recent-steps.ts'
import type { EndStatus, RunEnd } from './run-end.ts'
import type { RunAttempt, RunRecord, RunStatus, RunSummary, Silence, Want } from './run.ts'

/** What a trainer that is alive last said. */
export interface LiveState {
  readonly step: number
  readonly evaluating: number | null
  readonly remainingMs: number | null
  readonly silent?: Silence | null
}

/** A run's place among those that have not ended. `after`: only a later attempt tells how its trainer ended. */
export type Place =
  | { readonly kind: 'queued'; readonly position: number; readonly waits?: Want }
  /** A trainer was started, and the lab has not found it dead. */
  | { readonly kind: 'supervised'; readonly after: number; readonly live: LiveState | null }
  /** A trainer was started, and nobody here looks for it. */
  | { readonly kind: 'unwatched'; readonly after: number }

export interface RunFacts extends Pick<MetricsReader, 'steps' | 'evaluations' | 'controls' | 'attempts'> {
  readonly record: RunRecord
  /** Why metrics.db cannot be read. */
  readonly unreadable: string | null
  /** What is wrong with its files, metrics.db among them. */
  readonly damage: RunSummary['damage']
  /** What the lab wrote of its end. */
  readonly end: RunEnd | null
  /** Null when it has ended. */
  readonly pending: Place | null
  /** Steps of its newest checkpoint; null when it has none. */
  readonly resumesFrom: number | null
  /** As far as a person asked for while no trainer was at work; 0 when nobody did. */
  readonly wantedSteps: number
  readonly bytes: number
  /** What a person says of it. */
  readonly remarks: Remarks
}

export function summarize(facts: RunFacts): RunSummary {
  const { steps, evaluations, controls, attempts, pending, remarks } = facts
  const record = renamed(facts.record, remarks)
  const { test, validation } = evaluations
  const stepMs = recentStepMs(steps)
  const best = bestEvaluation(record.recipe.validationImages > 0 ? validation : test, test)
  const live = pending?.kind === 'supervised' ? pending.live : null
  return {
    record,
    status: statusOf(facts),
    totalSteps: Math.max(controls.findLast(({ kind }) => kind === 'total-steps')?.value ?? record.totalSteps, facts.wantedSteps),
    rateScale: controls.findLast(({ kind }) => kind === 'rate-scale')?.value ?? 1,
    damage: facts.damage,
    resumesFrom: facts.resumesFrom,
    startedAt: attempts[0]?.startedAt ?? null,
    endedAt: endOf(facts)?.time ?? (pending ? null : (steps.column('time').at(-1) ?? null)),
    trainedMs: trainedMs(attempts),
    trainLoss: recentMean(steps.column('trainLoss')),
    trainError: recentMean(steps.column('trainError')),
    testLoss: finite(test.column('loss').at(-1)),
    testError: finite(test.column('error').at(-1)),
    testTopFiveError: finite(test.column('topFiveError').at(-1)),
    validationError: finite(validation.column('error').at(-1)),
    bestTestError: best?.testError ?? null,
    bestTestTopFiveError: best?.testTopFiveError ?? null,
    bestStep: best?.step ?? null,
    learningRate: finite(steps.column('learningRate').at(-1)),
    stepMs,
    imagesPerSecond: stepMs === null || stepMs === 0 ? null : (1000 * imagesPerStep(record.recipe)) / stepMs,
    remainingMs: live?.remainingMs ?? null,
    evaluating: live?.evaluating ?? null,
    device: attempts.at(-1)?.device ?? null,
    peakBytes: largestMemory(attempts),
    bytes: facts.bytes,
    remarks,
  }
}

/** What a trainer committed of its end, in an attempt after number `after`; null when it did not come to that. */
export function committedOutcome(attempts: readonly ReadAttempt[], after = 0): EndStatus | null {
  const last = attempts.at(-1)
  if (!last?.end || last.attempt <= after) return null
  const { outcome: kind, step, reason, remedy } = last.end
  return kind === 'diverged'
    ? { kind, step, reason, remedy: remedy ?? 'Train again with a smaller learning rate.' }
    : { kind, step }
}

/** Whether what the lab wrote down is how the run ended: a later attempt tells itself. */
export function isEndOf(end: RunEnd, attempts: readonly ReadAttempt[]): boolean {
  const last = attempts.at(-1)
  return end.attempt === null ? !last?.end : end.attempt >= (last?.attempt ?? 0)
}

/** The lives of a run's trainer. `open`: what the last of them is, where it tells of no end. */
export function describeAttempts(
  { attempts, steps }: Pick<MetricsReader, 'attempts' | 'steps'>,
  open: 'running' | 'unfinished' | 'killed',
): RunAttempt[] {
  const last = attempts.at(-1)
  return attempts.map((one) => {
    const { attempt, device, startedAt, fromStep, peakBytes, machine, outliers, end } = one
    const measured = one === last ? (steps.column('step').at(-1) ?? fromStep) : (one.lastStep ?? fromStep)
    const toStep = end?.step ?? Math.max(fromStep, measured)
    const outcome = end?.outcome ?? (one === last ? open : 'killed')
    return { attempt, device, startedAt, fromStep, toStep, outcome, peakBytes, machine, outliers }
  })
}

/** Median time of the last steps in milliseconds; null before the first. */
export function recentStepMs(steps: MetricsReader['steps']): number | null {
  return recentMedian(steps.column('stepMs'))
}

/** Of one that was killed, up to its last step that is kept. */
function trainedMs(attempts: readonly ReadAttempt[]): number | null {
  if (attempts.length === 0) return null
  return attempts.reduce((sum, { startedAt, lastTime }) => sum + Math.max(0, (lastTime ?? startedAt) - startedAt), 0)
}

/** In bytes, over all attempts; null where it was not measured. */
export function largestMemory(attempts: readonly ReadAttempt[]): number | null {
  return attempts.reduce<number | null>(
    (most, { peakBytes }) => (peakBytes === null ? most : Math.max(most ?? 0, peakBytes)),
    null,
  )
}

function endOf({ attempts, end, pending }: RunFacts): { status: EndStatus; time: number } | null {
  if (pending?.kind === 'queued') return null
  const committed = committedOutcome(attempts, pending?.after)
  const time = attempts.at(-1)?.end?.time
  if (pending === null && end && isEndOf(end, attempts)) return end
  return committed && time !== undefined ? { status: committed, time } : null
}

function statusOf(facts: RunFacts): RunStatus {
  const { steps, attempts, unreadable, pending } = facts
  const committed = steps.column('step').at(-1) ?? attempts.at(-1)?.fromStep ?? 0
  const ended = endOf(facts)
  if (ended) return ended.status
  if (pending?.kind === 'queued') return pending
  if (pending?.kind === 'supervised') {
    const step = Math.max(committed, pending.live?.step ?? 0)
    const silent = pending.live?.silent
    return silent ? { kind: 'running', step, silent } : { kind: 'running', step }
  }
  if (pending?.kind === 'unwatched') return { kind: 'unfinished', step: committed }
  if (unreadable !== null) {
    return {
      kind: 'crashed',
      step: committed,
      reason: `The run's metrics cannot be read: ${unreadable}.`,
      remedy: "Its metrics.db was left as it is, in the run's folder; a copy from a backup can be put in its place.",
      log: [],
    }
  }
  return {
    kind: 'crashed',
    step: committed,
    reason: 'The training process ended without a word: the computer was restarted, or the process was killed.',
    remedy: 'What was committed is kept. Resume it.',
    log: [],
  }
}

/** The evaluation of the lowest error that the run follows, with the test errors of the same step. */
function bestEvaluation(
  followed: Columns<'step' | 'error'>,
  test: Columns<'step' | 'error' | 'topFiveError'>,
): { step: number; testError: number | null; testTopFiveError: number | null } | null {
  const step = followed.column('step')[indexOfLeast(followed.column('error')) ?? -1]
  if (step === undefined) return null
  const at = test.column('step').indexOf(step)
  return { step, testError: finite(test.column('error')[at]), testTopFiveError: finite(test.column('topFiveError')[at]) }
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
