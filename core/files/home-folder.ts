/** The person's home folder. Runs on Node 16 and later. */
import { homedir } from 'node:os'
import { Failure } from './failure.ts'

/** Null for a user that the system has no entry of and who says no HOME, as in a container that was given a bare number. */
export function findHomeFolder(): string | null {
  try {
    return homedir()
  } catch {
    return null
  }
}

/** Throws a Failure (`no-home`) where there is none. */
export function homeFolder(): string {
  const folder = findHomeFolder()
  if (folder !== null) return folder
  throw new Failure(
    'no-home',
    `This user (number ${String(process.getuid?.())}) has no home folder: HOME is not set, and the system has no entry for the user.`,
    'Set HOME to a folder that the user can write to, or name a library with --library FOLDER.',
  )
}
