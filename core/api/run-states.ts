/** What the status of a run means to who waits for it. */
import type { RunStatus } from '../store/run.ts'

/** Whether nothing more comes by itself: it has ended, or is paused. */
export function isAtRest({ status }: { readonly status: RunStatus }): boolean {
  return status.kind !== 'queued' && status.kind !== 'running'
}

/** Whether it has ended. A paused run has not: it is to go on. */
export function isOver({ status }: { readonly status: RunStatus }): boolean {
  return isAtRest({ status }) && status.kind !== 'paused'
}
