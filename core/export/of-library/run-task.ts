/** Checks, backs up or moves a library in a process beside this one. */
import { fileURLToPath } from 'node:url'
import { Failure } from '../../files/failure.ts'
import { startWork, type EndedEarly, type Work } from '../../work/start-work.ts'
import type { Finding } from './check.ts'
import type { LibraryDone, LibraryTask, LibraryTold } from './task.ts'

const entry = fileURLToPath(new URL('./task-main.ts', import.meta.url))

export interface LibraryTaskListener {
  progress(done: number, total: number): void
  found(findings: readonly Finding[]): void
}

/** Asked to end, it leaves nothing half done. Its end rejects with a Failure: of what is done, or `task-ended` where the process was. */
export type RunningLibraryTask = Pick<Work<LibraryDone>, 'end' | 'askToEnd'>

export function startLibraryTask(task: LibraryTask, listener: LibraryTaskListener): RunningLibraryTask {
  return startWork<LibraryTask, LibraryTold, LibraryDone>(entry, task, {
    told: (told) => ('findings' in told ? listener.found(told.findings) : listener.progress(told.done, told.total)),
    early,
  })
}

function early({ lastLine }: EndedEarly): Failure {
  return new Failure(
    'task-ended',
    `The process that was at it ended by itself. ${lastLine}`.trim(),
    'The library is as it was. Try again.',
  )
}
