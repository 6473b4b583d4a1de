/** The end of a command that did not work. */
import { CommanderError } from 'commander'
import { failureText } from '../files/failure.ts'
import { note } from './terminal.ts'
import { exitCode, UsageError } from './usage.ts'

/** Says why, and ends the process. */
export function failed(thrown: unknown): never {
  if (thrown instanceof CommanderError) process.exit(thrown.exitCode === 0 ? exitCode.finished : exitCode.wrongUse)
  note(failureText(thrown))
  process.exit(thrown instanceof UsageError ? exitCode.wrongUse : exitCode.failed)
}
