/** Asks a question in a process of its own. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Failure } from '../files/failure.ts'
import { childEnvironment } from '../process/child-environment.ts'
import type { QueryMessage, QueryTask } from './messages.ts'
import type { SqlValue } from './query-table.ts'

const entry = fileURLToPath(new URL('./query-main.ts', import.meta.url))

export interface QueryListener {
  columns(names: readonly string[]): void
  rows(rows: readonly (readonly SqlValue[])[]): void
}

export interface RunningQuery {
  /** Whether there were more rows than asked for; null where it was cancelled. Rejects with a Failure. */
  readonly end: Promise<{ readonly isCut: boolean } | null>
  cancel(): void
}

export function askLibrary(task: QueryTask, listener: QueryListener): RunningQuery {
  const child = fork(entry, {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnvironment(process.env),
    serialization: 'advanced',
  })
  let isCancelled = false
  let last: QueryMessage | null = null
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
  child.once('error', (error) => (said = error.message))
  child.on('message', (message: QueryMessage) => {
    if (isCancelled) return
    if (message.kind === 'columns') listener.columns(message.columns)
    else if (message.kind === 'rows') listener.rows(message.rows)
    else last = message
  })
  const end = new Promise<void>((resolve) => child.once('close', () => resolve())).then(() => {
    if (isCancelled) return null
    return outcome(last, said)
  })
  child.send(task, (error) => (said = error?.message ?? said))
  return {
    end,
    cancel() {
      isCancelled = true
      child.kill('SIGKILL')
    },
  }
}

function outcome(last: QueryMessage | null, said: string): { isCut: boolean } {
  if (last?.kind === 'done') return { isCut: last.isCut }
  if (last?.kind === 'failed') throw new Failure(last.code, last.message, last.remedy)
  const why = said.trim().split('\n').at(-1) ?? ''
  throw new Failure(
    'query-ended',
    `The process that answered ended by itself. ${why}`.trim(),
    'Ask for less at once: fewer runs, or sums of their steps.',
  )
}
