/** What the status of a run means to who waits for it. */
import type { RunStatus, RunSummary } from '../store/run.ts'

/** Whether nothing more comes by itself: it has ended, or is paused. Not of one that is only shown: somebody else may train it. */
export function isAtRest({ status }: { readonly status: RunStatus }): boolean {
  return status.kind !== 'queued' && status.kind !== 'running' && status.kind !== 'unfinished'
}

/** Whether it has ended. A paused run has not: it is to go on. */
export function isOver({ status }: { readonly status: RunStatus }): boolean {
  return isAtRest({ status }) && status.kind !== 'paused'
}

/** Whether it can go on from where it is. A run that diverged would diverge again in the same way: it is branched from, not resumed. */
export function isResumable({ status, totalSteps }: Pick<RunSummary, 'status' | 'totalSteps'>): boolean {
  switch (status.kind) {
    case 'paused':
    case 'stopped':
    case 'pruned':
    case 'crashed':
      return true
    case 'finished':
      return status.step < totalSteps
    case 'queued':
    case 'running':
    case 'unfinished':
    case 'diverged':
    case 'elsewhere':
      return false
  }
}

/** What is said of a run without an end in a library that is only shown. */
export const unfinishedText = {
  reason: 'It tells of no end: it is being trained elsewhere, or its training process is gone.',
  remedy:
    'This library is only shown, so its trainer is not looked for here. Where its folder can be written to, the lab finds it or goes on.',
} as const
