/** Work in a process beside this one: it keeps nobody waiting, can be ended at any moment, and a crash or a want of memory is its own. */
import { fork } from 'node:child_process'
import { Failure } from '../files/failure.ts'
import { childEnvironment } from '../process/child-environment.ts'
import { memoryKills } from '../process/memory-kills.ts'
import type { WorkMessage } from './work-message.ts'

/** A process that ended and had not said why. */
export interface EndedEarly {
  /** The signal, or the exit code, in words. */
  readonly how: string
  /** The system has ended a process for want of memory meanwhile: this one, as far as can be told. */
  readonly memory: boolean
  /** The last line that it wrote to its error output. */
  readonly lastLine: string
}

export interface HowToWork<Told> {
  /** Of the process; what this one may hand on, where it is left out. */
  readonly environment?: NodeJS.ProcessEnv
  readonly told: (told: Told) => void
  readonly early: (end: EndedEarly) => Failure
}

export interface Work<Answer> {
  /**
   * Settled once the process has ended. Null where it was cancelled. Rejects with a Failure: the task's own, or what `early` makes of a process that ended
   * and had not said why.
   */
  readonly end: Promise<Answer | null>
  /** Ends it at once, wherever it is. */
  cancel(): void
  /** Asks it to end by itself, for work that leaves nothing half done: see `answerTask`. */
  askToEnd(): void
}

/** `entry`: the script of the process, which calls `answerTask`. */
export function startWork<Task extends object, Told, Answer>(
  entry: string,
  task: Task,
  { environment = childEnvironment(process.env), told, early }: HowToWork<Told>,
): Work<Answer> {
  const killsBefore = memoryKills()
  const child = fork(entry, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], env: environment, serialization: 'advanced' })
  let isCancelled = false
  let last: Exclude<WorkMessage<Told, Answer>, { kind: 'told' }> | null = null
  let said = ''
  child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
  child.once('error', (error) => (said = error.message))
  child.on('message', (message: WorkMessage<Told, Answer>) => {
    if (isCancelled) return
    if (message.kind === 'told') told(message.told)
    else last = message
  })
  const answer = (how: string): Answer => {
    if (last?.kind === 'done') return last.answer
    if (last?.kind === 'failed') throw new Failure(last.code, last.message, last.remedy)
    const memory = killsBefore !== null && (memoryKills() ?? 0) > killsBefore
    throw early({ how, memory, lastLine: said.trim().split('\n').at(-1) ?? '' })
  }
  const closed = new Promise<string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? `code ${code ?? '?'}`))
  })
  child.send(task, (error) => (said = error?.message ?? said))
  return {
    end: closed.then((how) => (isCancelled ? null : answer(how))),
    cancel() {
      isCancelled = true
      // Nothing is heard while a large file is read, or a batch is in TensorFlow.
      child.kill('SIGKILL')
    },
    askToEnd() {
      if (child.connected) child.send('end')
    },
  }
}
