/** The processes that read files of weights for the lab: one a task, each ended by who asked for it. */
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Failure } from '../files/failure.ts'
import type { ImportAnswers, ImportMessage, ImportPhase, ImportTask } from '../import/messages.ts'
import { childEnvironment } from '../process/child-environment.ts'
import { memoryKills } from './memory-kills.ts'
import { createSignal, type Signal } from './signal.ts'

export interface WeightsProcesses {
  /** Throws what the process tells as a Failure; `import-cancelled` where it was ended. */
  ask<Task extends ImportTask>(key: string, task: Task): Promise<ImportAnswers[Task['kind']]>
  /** Ends what was asked for under this key; nothing where it has ended. */
  cancel(key: string): void
  phaseOf(key: string): ImportPhase | null
  readonly changed: Signal
  readonly busy: boolean
  close(): void
}

const importEntry = fileURLToPath(new URL('../import/import-main.ts', import.meta.url))

interface UnderWay {
  readonly child: ChildProcess
  phase: ImportPhase | null
  cancelled: boolean
}

/** `entry`: the script of the process. */
export function createWeightsProcesses(entry = importEntry): WeightsProcesses {
  const underWay = new Map<string, UnderWay>()
  const changed = createSignal()

  const end = (one: UnderWay): void => {
    one.cancelled = true
    // Nothing is heard while a large file is read or written.
    one.child.kill('SIGKILL')
  }

  return {
    ask<Task extends ImportTask>(key: string, task: Task) {
      if (underWay.has(key))
        throw new Failure('import-under-way', 'This import is under way already.', 'Wait for it, or cancel it.')
      const killsBefore = memoryKills()
      const child = fork(entry, {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        env: childEnvironment(process.env),
        serialization: 'advanced',
      })
      const one: UnderWay = { child, phase: null, cancelled: false }
      underWay.set(key, one)
      changed.emit()
      return new Promise<ImportAnswers[Task['kind']]>((resolve, reject) => {
        let said = ''
        child.stderr?.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
        child.on('message', (message: ImportMessage) => {
          if (message.kind === 'phase') {
            one.phase = message.phase
            changed.emit()
          } else if (message.kind === 'done') resolve(message.answer as ImportAnswers[Task['kind']])
          else reject(new Failure(message.code, message.message, message.remedy))
        })
        child.once('error', (error) => (said = error.message))
        child.once('close', (code, signal) => {
          underWay.delete(key)
          changed.emit()
          if (one.cancelled) reject(new Failure('import-cancelled', 'The import was cancelled.', 'Nothing of it was kept.'))
          else
            reject(endedEarly(signal ?? `code ${code ?? '?'}`, killsBefore !== null && (memoryKills() ?? 0) > killsBefore, said))
        })
        child.send(task, (error) => (said = error?.message ?? said))
      })
    },
    cancel(key) {
      const one = underWay.get(key)
      if (one !== undefined) end(one)
    },
    phaseOf: (key) => underWay.get(key)?.phase ?? null,
    changed,
    get busy() {
      return underWay.size > 0
    },
    close: () => underWay.forEach(end),
  }
}

/** The process ended and had not said why. */
function endedEarly(how: string, memory: boolean, said: string): Failure {
  const last = said.trim().split('\n').at(-1) ?? ''
  return memory
    ? new Failure(
        'import-failed',
        'Memory ran out while the weights were read, and the system ended the process that did.',
        'Close other programs, and import again. Nothing was kept.',
      )
    : new Failure(
        'import-failed',
        `The process that read the weights ended by itself (${how}). ${last}`.trim(),
        'Nothing was kept. Try again.',
      )
}
