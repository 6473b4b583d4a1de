/** What the status of a run means to who waits for it. */
import type { RunStatus } from '../store/run.ts'

/** Whether nothing more comes by itself: it has ended, or is paused. Not of one that is only shown: somebody else may train it. */
export function isAtRest({ status }: { readonly status: RunStatus }): boolean {
  return status.kind !== 'queued' && status.kind !== 'running' && status.kind !== 'unfinished'
}

/** Whether it has ended. A paused run has not: it is to go on. */
export function isOver({ status }: { readonly status: RunStatus }): boolean {
  return isAtRest({ status }) && status.kind !== 'paused'
}

/** What is said of a run without an end in a library that is only shown. */
export const unfinishedText = {
  reason: 'It tells of no end: it is being trained elsewhere, or its training process is gone.',
  remedy:
    'This library is only shown, so its trainer is not looked for here. Where its folder can be written to, the lab finds it or goes on.',
} as const
