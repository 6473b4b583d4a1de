/** Checks, backs up or moves a library in a process beside this one. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../files/failure.ts'
import { childEnvironment } from '../../process/child-environment.ts'
import type { Finding } from './check.ts'
import type { LibraryDone, LibraryMessage, LibraryTask } from './task.ts'

const entry = fileURLToPath(new URL('./task-main.ts', import.meta.url))

export interface LibraryTaskListener {
  progress(done: number, total: number): void
  found(findings: readonly Finding[]): void
}

export interface RunningLibraryTask {
  /** Rejects with a Failure: of what is done, or `task-ended` where the process was. */
  readonly end: Promise<LibraryDone>
  /** Asks it to end; nothing is left half done. */
  cancel(): void
}

export function startLibraryTask(task: LibraryTask, listener: LibraryTaskListener): RunningLibraryTask {
  const child = fork(entry, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(process.env),
    serialization: 'advanced',
  })
  let outcome: LibraryMessage | null = null
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
  child.once('error', (error) => (said = error.message))
  child.on('message', (message: LibraryMessage) => {
    if (message.kind === 'progress') listener.progress(message.done, message.total)
    else if (message.kind === 'found') listener.found(message.findings)
    else outcome = message
  })
  const end = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => doneOf(outcome, said))
  child.send(task, (error) => (said = error?.message ?? said))
  return {
    end,
    cancel() {
      if (child.connected) child.send('cancel')
    },
  }
}

function doneOf(outcome: LibraryMessage | null, said: string): LibraryDone {
  if (outcome?.kind === 'done') return outcome.done
  if (outcome?.kind === 'failed') throw new Failure(outcome.code, outcome.reason, outcome.remedy)
  const why = said.trim().split('\n').at(-1) ?? ''
  throw new Failure(
    'task-ended',
    `The process that was at it ended by itself. ${why}`.trim(),
    'The library is as it was. Try again.',
  )
}
