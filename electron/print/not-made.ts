/** Why what Chromium was to make of a report is not there, and what to do. */
import { Failure, isDiskFull, isReadOnly } from '../../core/files/failure.ts'

export interface Unmade {
  readonly code: string
  /** `the PDF` */
  readonly what: string
  /** A sentence without its end, for what nothing is known of. */
  readonly message: string
  readonly remedy: string
}

export function notMade(thrown: unknown, { code, what, message, remedy }: Unmade): Failure {
  if (isDiskFull(thrown))
    return new Failure('disk-full', `The disk is full: ${what} has no room.`, 'Free some space, and try again.')
  if (isReadOnly(thrown))
    return new Failure('read-only', 'The folder of the report takes no files.', 'Copy it to where it can be written.')
  return new Failure(code, `${message}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`, remedy)
}
