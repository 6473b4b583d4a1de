/** Why a trainer ended without an outcome, and what to do next, in a person's words. */
import { constants } from 'node:os'
import type { LogEntry } from '../training/trainer-log.ts'
import { trainerExit } from '../training/trainer-exit.ts'

/** How a process ended. `unseen`: it was gone when a lab looked for it. */
export type ProcessEnd =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: NodeJS.Signals }
  | { kind: 'unseen' }
  | { kind: 'not-started'; why: string }

export interface Crash {
  readonly reason: string
  readonly remedy: string
}

const again = 'Train again; if it ends in the same way, the log below says more.'

const signals: Partial<Record<NodeJS.Signals, Crash>> = {
  SIGKILL: {
    reason: 'The training process was ended by signal 9: by the system, most often because memory ran out, or by kill -9.',
    remedy: 'If memory ran out, train with a smaller batch or close other programs; then train again.',
  },
  SIGILL: {
    reason: 'TensorFlow used an instruction that this processor does not have (signal 4).',
    remedy: 'npm run doctor says which instructions are missing.',
  },
  SIGABRT: { reason: 'TensorFlow gave up (signal 6); the last lines of the log say why.', remedy: again },
  SIGSEGV: { reason: 'The training process read memory that is not its own (signal 11), a fault in native code.', remedy: again },
  SIGBUS: {
    reason: 'The training process lost a file it was reading (signal 7): the disk is full, or the data set was removed.',
    remedy: 'Free space on the disk and check the data set in the Data view; then train again.',
  },
}

export function explainEnd(end: ProcessEnd, log: readonly LogEntry[]): Crash {
  const lastError = log.findLast((entry) => entry.level === 'error')?.text
  switch (end.kind) {
    case 'signal':
      return (
        signals[end.signal] ?? {
          reason: `The training process was ended by signal ${constants.signals[end.signal]} (${end.signal}).`,
          remedy: again,
        }
      )
    case 'unseen':
      return {
        reason:
          'The training process is gone without an outcome, and the lab that started it is too: the computer was restarted, or the process was killed.',
        remedy: 'What was committed is kept. Train again.',
      }
    case 'not-started':
      return { reason: `The training process could not be started: ${end.why}.`, remedy: again }
    case 'exit':
      if (end.code === trainerExit.diskFull) {
        return {
          reason: 'The disk is full: metrics could no longer be written, so training stopped.',
          remedy: 'Free space on the disk of the library; then train again. What was committed is kept.',
        }
      }
      return { reason: lastError ?? `The training process ended with code ${end.code} and no outcome.`, remedy: again }
  }
}
