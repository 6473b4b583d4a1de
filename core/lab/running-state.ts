/** What is told of work in a process of its own, while it lasts and where it fails. */
import type { RunningState, WorkState } from '../api/contract/work-state.ts'
import { Failure } from '../files/failure.ts'

/** `begun` and `now`: milliseconds of one clock. The remaining time follows from what is done; null before anything is. */
export function runningState(begun: number, now: number, done: number, total: number): RunningState {
  return { kind: 'running', done, total, remainingMs: done === 0 ? null : ((now - begun) / done) * (total - done) }
}

/** An error that is no Failure stands in the lab's log, with `what` it was of. */
export function failedState(thrown: unknown, what: string): Extract<WorkState<never>, { kind: 'failed' }> {
  if (thrown instanceof Failure) return { kind: 'failed', code: thrown.code, reason: thrown.message, remedy: thrown.remedy }
  console.error(`${what}:`, thrown)
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return { kind: 'failed', code: 'failed', reason, remedy: 'Try again.' }
}
