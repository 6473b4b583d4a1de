/** What happened to a run between two looks at it, as the objects that `--json` prints. Errors are in percent. */
import type { RunDetail } from '../api/contract/runs.ts'
import { isAtRest } from '../compare/run-states.ts'
import { stepsDone } from '../compare/steps-done.ts'
import type { RunEvent, RunSummary, Silence, Want } from '../store/run.ts'

interface Figures {
  readonly trainLoss: number | null
  readonly trainError: number | null
  readonly imagesPerSecond: number | null
}

interface End extends Figures {
  readonly run: string
  readonly architecture: string
  /** Steps done. */
  readonly steps: number
  readonly testLoss: number | null
  readonly testError: number | null
  readonly testTopFiveError: number | null
  /** Over the last 50 steps, as losses and training errors are. */
  readonly medianStepMs: number | null
}

export type TrainEvent =
  | { event: 'started'; run: string; architecture: string; steps: number; device: string | null }
  | { event: 'resumed'; run: string; step: number; steps: number; device: string | null }
  | { event: 'silent'; run: string; step: number; why: Silence['kind'] }
  | ({ event: 'waits'; run: string } & Want)
  | ({
      event: 'progress'
      run: string
      step: number
      steps: number
      learningRate: number | null
      remainingMs: number | null
    } & Figures)
  | {
      event: 'evaluated'
      run: string
      step: number
      testLoss: number | null
      testError: number | null
      testTopFiveError: number | null
    }
  | ({ event: 'finished' | 'stopped' | 'pruned' | 'paused' } & End)
  | ({ event: 'diverged' | 'crashed'; reason: string; remedy: string } & End)

/** A run as it is watched: `architecture` is the name it was asked for by. */
export interface Watched {
  readonly architecture: string
  readonly detail: RunDetail
}

/** Events since `before` (null at the first look), in the order they happened. */
export function eventsBetween(before: RunDetail | null, { architecture, detail }: Watched): TrainEvent[] {
  const { summary } = detail
  const run = summary.record.id
  const known = new Set(before?.events.map(identityOf))
  const events = detail.events.filter((event) => !known.has(identityOf(event)))
  const { totalSteps: steps, device } = summary
  const told: TrainEvent[] = []
  for (const event of events) {
    if (event.kind === 'started') told.push({ event: 'started', run, architecture, steps, device })
    if (event.kind === 'resumed') told.push({ event: 'resumed', run, step: event.step, steps, device })
  }
  if (isNews(before?.summary ?? null, summary)) told.push(progress(summary))
  const evaluation = events.findLast((event) => event.kind === 'evaluated')
  if (evaluation) {
    told.push({
      event: 'evaluated',
      run,
      step: evaluation.step,
      testLoss: rounded(summary.testLoss, 6),
      testError: inPercent(summary.testError),
      testTopFiveError: inPercent(summary.testTopFiveError),
    })
  }
  const waits = waitOf(summary)
  if (waits && waits.code !== waitOf(before?.summary)?.code) told.push({ event: 'waits', run, ...waits })
  const silent = silenceOf(summary)
  if (silent && silent !== silenceOf(before?.summary)) told.push({ event: 'silent', run, step: stepsDone(summary), why: silent })
  if (isAtRest(summary) && !(before && isSameEnd(before.summary, summary))) told.push(end(architecture, summary))
  return told
}

/** An event, told from others: a crash that the lab wrote down is gone from the list once the run is resumed. */
function identityOf({ time, kind, step, attempt }: RunEvent): string {
  return `${time} ${kind} ${step} ${attempt}`
}

function isSameEnd(before: RunSummary, now: RunSummary): boolean {
  return before.status.kind === now.status.kind && stepsDone(before) === stepsDone(now) && before.endedAt === now.endedAt
}

/** Why the queue is not begun, though nothing trains. */
function waitOf(run: RunSummary | undefined): Want | null {
  return run?.status.kind === 'queued' ? (run.status.waits ?? null) : null
}

function silenceOf(run: RunSummary | undefined): Silence['kind'] | null {
  return run?.status.kind === 'running' ? (run.status.silent?.kind ?? null) : null
}

function isNews(before: RunSummary | null, now: RunSummary): boolean {
  return now.status.kind === 'running' && now.status.step > 0 && (before === null || stepsDone(before) !== now.status.step)
}

function progress(summary: RunSummary): TrainEvent {
  return {
    event: 'progress',
    run: summary.record.id,
    step: stepsDone(summary),
    steps: summary.totalSteps,
    ...figures(summary),
    learningRate: summary.learningRate,
    remainingMs: summary.remainingMs === null ? null : Math.round(summary.remainingMs),
  }
}

function end(architecture: string, summary: RunSummary): TrainEvent {
  const { status, record } = summary
  const all: End = {
    run: record.id,
    architecture,
    steps: stepsDone(summary),
    ...figures(summary),
    testLoss: rounded(summary.testLoss, 6),
    testError: inPercent(summary.testError),
    testTopFiveError: inPercent(summary.testTopFiveError),
    medianStepMs: rounded(summary.stepMs, 2),
  }
  switch (status.kind) {
    case 'finished':
    case 'stopped':
    case 'pruned':
    case 'paused':
      return { event: status.kind, ...all }
    case 'crashed':
    case 'diverged':
      return { event: status.kind, ...all, reason: status.reason, remedy: status.remedy }
    case 'queued':
    case 'running':
    case 'unfinished':
    case 'elsewhere':
      throw new Error(`A ${status.kind} run has not ended.`)
  }
}

function figures(summary: RunSummary): Figures {
  return {
    trainLoss: rounded(summary.trainLoss, 6),
    trainError: inPercent(summary.trainError),
    imagesPerSecond: rounded(summary.imagesPerSecond, 1),
  }
}

function inPercent(fraction: number | null): number | null {
  return rounded(fraction === null ? null : 100 * fraction, 4)
}

function rounded(value: number | null, digits: number): number | null {
  return value === null ? null : Number(value.toFixed(digits))
}
