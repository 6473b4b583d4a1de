/** What went wrong in a stage, for a person. */
import { Failure, isDiskFull } from '../../core/files/failure.ts'

/** What happened, and what to do next. Anything but a Failure and a full disk is a mistake of ours: it is thrown again. */
export function explain(thrown: unknown): { reason: string; remedy: string } {
  if (thrown instanceof Failure) return { reason: thrown.message, remedy: thrown.remedy }
  if (isDiskFull(thrown)) {
    return {
      reason: `The disk is full: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      remedy: 'Free some space and run the same command again; what was fetched is kept.',
    }
  }
  throw thrown
}
