/** What is read of one run of a library: how far it came, its evaluations, events, attempts and checkpoints. */
import { describeCheckpoints, type CheckpointLister } from './checkpoints.ts'
import type { MetricsReader } from './metrics-reader.ts'
import type { PendingRuns } from './pending-runs.ts'
import { listIn } from './run-damage.ts'
import type { EndStatus, RunEnd } from './run-end.ts'
import type { RunFolders } from './run-folders.ts'
import type { RunSummaries } from './run-summaries.ts'
import { committedOutcome, describeAttempts, isEndOf, largestMemory, recentStepMs } from './run-summary.ts'
import type { Checkpoint, RunAttempt, RunEvent } from './run.ts'
import { keptStep, wayOn, type WayOn } from './way-on.ts'

export interface RunReadings {
  /** Where a run goes on, by the headers of its checkpoints, and by all of them that were verified. */
  wayOn(id: string): WayOn
  /** The same, once the checkpoint that it goes on from was read whole. */
  verifiedWayOn(id: string): Promise<WayOn>
  /** What the trainer itself committed of its end; null when it did not come to that. */
  outcome(id: string): EndStatus | null
  /** Last step whose metrics are committed. */
  committedStep(id: string): number
  /** Process of the trainer that was begun last; null before it has committed its beginning. */
  trainer(id: string): number | null
  /** Usual time of its steps in milliseconds, and largest memory of its process in bytes; null before they are known. */
  figures(id: string): { stepMs: number | null; peakBytes: number | null }
  /** Its evaluations so far on one of the splits, in their order; an error that was not finite is 1. */
  course(id: string, split: 'test' | 'validation'): { readonly step: number; readonly error: number }[]
  /** In the order they happened. */
  events(id: string): RunEvent[]
  /** In their order. */
  attempts(id: string): RunAttempt[]
  /** Newest first. */
  checkpoints(id: string): Checkpoint[]
}

export function openRunReadings(
  folders: RunFolders,
  summaries: RunSummaries,
  pending: PendingRuns,
  lister: CheckpointLister,
): RunReadings {
  const { read } = summaries
  const wayOnOf = (id: string): WayOn => {
    const { attempts, events } = read(id)
    const { usable, unusable } = listIn(folders.folder(id), id, lister.list)
    return wayOn(usable[0]?.step ?? null, keptStep(attempts, events), unusable)
  }
  return {
    wayOn: wayOnOf,
    async verifiedWayOn(id) {
      for (;;) {
        const way = wayOnOf(id)
        if (way.from === null || (await lister.verify(folders.folder(id), way.from)) === null) return way
        summaries.doubt(id)
      }
    },
    outcome: (id) => committedOutcome(read(id).attempts, pending.after(id)),
    committedStep: (id) => read(id).steps.column('step').at(-1) ?? 0,
    trainer(id) {
      const last = read(id).attempts.at(-1)
      return last && last.attempt > pending.after(id) ? last.pid : null
    },
    figures(id) {
      const { steps, attempts } = read(id)
      return { stepMs: recentStepMs(steps), peakBytes: largestMemory(attempts) }
    },
    course(id, split) {
      if (!folders.records().has(id)) return []
      const take = ({ evaluations }: MetricsReader): { step: number; error: number }[] => {
        const errors = evaluations[split].column('error')
        return [...evaluations[split].column('step')].map((step, index) => {
          const error = errors[index] ?? NaN
          return { step, error: Number.isFinite(error) ? error : 1 }
        })
      }
      return summaries.isSettled(id) ? summaries.glance(id, take) : take(read(id))
    },
    events(id) {
      if (!folders.records().has(id)) return []
      const { events, attempts } = read(id)
      const end = summaries.endOf(id)
      // A trainer that was stopped by its sweep's rule has said so itself.
      if (end?.status.kind === 'pruned' && attempts.at(-1)?.end) return [...events]
      return end && summaries.placeOf(id, () => null) === null && isEndOf(end, attempts)
        ? [...events, endEvent(end, attempts.at(-1)?.attempt ?? 1)]
        : [...events]
    },
    attempts(id) {
      if (!folders.records().has(id)) return []
      const place = summaries.placeOf(id, () => null)?.kind
      return describeAttempts(read(id), place === 'supervised' ? 'running' : place === 'unwatched' ? 'unfinished' : 'killed')
    },
    checkpoints(id) {
      const record = folders.records().get(id)
      if (!record || record.recipe === null) return []
      const { usable } = listIn(folders.folder(id), id, lister.list)
      return describeCheckpoints(usable, record.recipe, record.stepsPerEpoch)
    },
  }
}

function endEvent({ time, status }: RunEnd, attempt: number): RunEvent {
  const text =
    'reason' in status ? status.reason : status.step === 0 ? 'Taken out of the queue.' : `Ended at step ${status.step}.`
  return { step: status.step, time, attempt, kind: status.kind === 'pruned' ? 'stopped' : status.kind, text }
}
