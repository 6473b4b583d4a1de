/** The processes that read files of weights for the lab: one a task, each ended by who asked for it. */
import { fileURLToPath } from 'node:url'
import { Failure } from '../files/failure.ts'
import type { ImportAnswers, ImportPhase, ImportTask } from '../import/messages.ts'
import { startWork, type EndedEarly } from '../work/start-work.ts'
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
  readonly cancel: () => void
  phase: ImportPhase | null
}

/** `entry`: the script of the process. */
export function createWeightsProcesses(entry = importEntry): WeightsProcesses {
  const underWay = new Map<string, UnderWay>()
  const changed = createSignal()
  return {
    async ask<Task extends ImportTask>(key: string, task: Task) {
      if (underWay.has(key))
        throw new Failure('import-under-way', 'This import is under way already.', 'Wait for it, or cancel it.')
      const work = startWork<Task, ImportPhase, ImportAnswers[Task['kind']]>(entry, task, {
        told(phase) {
          one.phase = phase
          changed.emit()
        },
        early,
      })
      const one: UnderWay = { cancel: work.cancel, phase: null }
      underWay.set(key, one)
      changed.emit()
      try {
        const answer = await work.end
        if (answer === null) throw new Failure('import-cancelled', 'The import was cancelled.', 'Nothing of it was kept.')
        return answer
      } finally {
        underWay.delete(key)
        changed.emit()
      }
    },
    cancel: (key) => underWay.get(key)?.cancel(),
    phaseOf: (key) => underWay.get(key)?.phase ?? null,
    changed,
    get busy() {
      return underWay.size > 0
    },
    close: () => underWay.forEach(({ cancel }) => cancel()),
  }
}

function early({ how, memory, lastLine }: EndedEarly): Failure {
  return memory
    ? new Failure(
        'import-failed',
        'Memory ran out while the weights were read, and the system ended the process that did.',
        'Close other programs, and import again. Nothing was kept.',
      )
    : new Failure(
        'import-failed',
        `The process that read the weights ended by itself (${how}). ${lastLine}`.trim(),
        'Nothing was kept. Try again.',
      )
}
