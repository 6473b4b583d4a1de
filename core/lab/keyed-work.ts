/** Work on a file that whoever asked for it follows and cancels by a key, while the lab goes on with other things. */
import type { FileProgress } from '../api/contract/imports.ts'
import { Failure } from '../files/failure.ts'
import { createSignal, type Signal } from './signal.ts'

export interface WorkOnFile {
  /** Told of bytes of the file. */
  readonly told: (done: number, total: number) => void
  readonly signal: AbortSignal
}

export interface KeyedWork {
  /** Throws a Failure `busy` where the key is at work already. */
  run<T>(key: string, work: (on: WorkOnFile) => Promise<T>): Promise<T>
  cancel(key: string): void
  /** Null where nothing is under way. */
  progressOf(key: string): FileProgress | null
  readonly changed: Signal
  readonly busy: boolean
  close(): void
}

interface UnderWay {
  readonly abort: AbortController
  progress: FileProgress
}

export function createKeyedWork(): KeyedWork {
  const underWay = new Map<string, UnderWay>()
  const changed = createSignal()
  return {
    async run(key, work) {
      if (underWay.has(key)) throw new Failure('busy', 'This is being read already.', 'Wait for it, or cancel it.')
      const one: UnderWay = { abort: new AbortController(), progress: { done: 0, total: 0, remainingMs: null } }
      underWay.set(key, one)
      changed.emit()
      const begun = performance.now()
      const told = (done: number, total: number): void => {
        one.progress = { done, total, remainingMs: done === 0 ? null : ((performance.now() - begun) / done) * (total - done) }
        changed.emit()
      }
      try {
        return await work({ told, signal: one.abort.signal })
      } finally {
        underWay.delete(key)
        changed.emit()
      }
    },
    cancel: (key) => underWay.get(key)?.abort.abort(),
    progressOf: (key) => underWay.get(key)?.progress ?? null,
    changed,
    get busy() {
      return underWay.size > 0
    },
    close: () => underWay.forEach(({ abort }) => abort.abort()),
  }
}
