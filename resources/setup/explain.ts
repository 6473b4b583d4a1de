/** What went wrong in a stage, for a person. */
import { Failure, isDiskFull, systemCode } from '../../core/files/failure.ts'

/** What happened, and what to do next. Anything else than a Failure, a full disk and a folder of somebody else is a mistake of ours: it is thrown again. */
export function explain(thrown: unknown): { reason: string; remedy: string } {
  if (thrown instanceof Failure) return { reason: thrown.message, remedy: thrown.remedy }
  if (isDiskFull(thrown)) {
    return {
      reason: `The disk is full: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      remedy: 'Free some space and run the same command again; what was fetched is kept.',
    }
  }
  if (['EACCES', 'EPERM', 'EROFS'].includes(systemCode(thrown) ?? '')) {
    return {
      reason: `This user may not write where set-up has something to do: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
      remedy: 'Run `npm run setup` once as the user who owns that folder; others can start Stagecraft from it then.',
    }
  }
  throw thrown
}
