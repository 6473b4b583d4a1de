/** Why a trainer ended without an outcome, and what to do next, in a person's words. */
import { constants } from 'node:os'
import { trainerExit } from '../training/trainer-exit.ts'
import type { LogEntry } from '../training/trainer-log.ts'
import type { TrainerState } from '../training/trainer-messages.ts'

/** How a process ended. `unseen`: it was gone when a lab looked for it. */
export type ProcessEnd =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: NodeJS.Signals }
  | { kind: 'unseen' }
  | { kind: 'not-started'; why: string; diskFull: boolean }
  /** Signal 9, while the kernel's count of processes that it ended for want of memory stood still. */
  | { kind: 'killed' }
  /** Signal 9, while that count grew. */
  | { kind: 'memory'; peakBytes: number | null; totalBytes: number }
  /** The lab ended it, because it said nothing any more. */
  | { kind: 'silent' }

export interface Crash {
  readonly reason: string
  readonly remedy: string
}

/** From which step it goes on stands beside it, wherever this is shown. */
const goOn = 'Resume it'
const again = `${goOn}; if it ends in the same way, the log below says more.`
const lessMemory =
  'a new run, or a branch from a checkpoint, may have a smaller batch, accumulated to the same size, or compute activations again instead of keeping them.'

const signals: Partial<Record<NodeJS.Signals, Crash>> = {
  SIGKILL: {
    reason: 'The training process was ended by signal 9: by kill -9, or by the system, most often because memory ran out.',
    remedy: `${goOn}. If memory ran out, close other programs first, or train with a smaller batch.`,
  },
  SIGILL: {
    reason: 'TensorFlow used an instruction that this processor does not have (signal 4).',
    remedy: 'npm run doctor says which instructions are missing.',
  },
  SIGBUS: {
    reason: 'The training process lost part of a file it was reading (signal 7), as when a disk is full or a file is cut short.',
    remedy: `Free space on the disk and check the data set in the Data view. ${goOn}.`,
  },
}

/** Signals that native code ends by, whatever is wrong: it may be its own fault, or memory that it asked for and did not get. */
const nativeFaults: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'Native code gave up and ended the training process (signal 6)',
  SIGSEGV: 'Native code in the training process reached for memory that is not its own (signal 11)',
}

/** Whether the disk was full for it: then it is for the next run too. */
export function isForFullDisk(end: ProcessEnd): boolean {
  return end.kind === 'exit' ? end.code === trainerExit.diskFull : end.kind === 'not-started' && end.diskFull
}

/** `phase`: where the process said last that it was. */
export function explainEnd(end: ProcessEnd, log: readonly LogEntry[], phase: TrainerState['phase']): Crash {
  const lastError = log.findLast((entry) => entry.level === 'error')?.text
  switch (end.kind) {
    case 'signal': {
      const fault = nativeFaults[end.signal]
      if (fault !== undefined) return explainFault(fault, phase)
      return (
        signals[end.signal] ?? {
          reason: `The training process was ended by signal ${constants.signals[end.signal]} (${end.signal}).`,
          remedy: again,
        }
      )
    }
    case 'killed':
      return {
        reason:
          'The training process was ended by signal 9: by kill -9, or by another program. The kernel ended none for want of memory meanwhile.',
        remedy: `${goOn}.`,
      }
    case 'memory': {
      const taken = end.peakBytes === null ? '' : ` It took up to ${gigabytes(end.peakBytes)} of ${gigabytes(end.totalBytes)} GB.`
      return {
        reason: `Memory ran out, and the system ended the training process for it (signal 9).${taken}`,
        remedy: `Close other programs; ${goOn.toLowerCase()}. Or take less: ${lessMemory}`,
      }
    }
    case 'silent':
      return {
        reason: 'The training process lived but said nothing any more, and was ended as asked.',
        remedy: `${goOn}: what was done since then is done again.`,
      }
    case 'unseen':
      return {
        reason:
          'The training process is gone without an outcome, and the lab that started it is too: the computer was restarted, or the process was killed.',
        remedy: `What was committed is kept. ${goOn}.`,
      }
    case 'not-started':
      return { reason: `The training process could not be started: ${end.why}.`, remedy: again }
    case 'exit':
      return explainExit(end.code, lastError)
  }
}

/** The signal proves the fault and not its cause. */
function explainFault(fault: string, phase: TrainerState['phase']): Crash {
  return phase === 'starting'
    ? {
        reason: `${fault} before training began, when a step is tried first. Either the code is at fault or memory ran out: the signal does not say which.`,
        remedy:
          'A new run with a smaller batch tells: if it trains, it was memory. The last lines of the log are what the code said.',
      }
    : {
        reason: `${fault}. Either the code is at fault or memory ran out: the signal does not say which, the last lines of the log may.`,
        remedy: again,
      }
}

function explainExit(code: number, lastError: string | undefined): Crash {
  switch (code) {
    case trainerExit.diskFull:
      return {
        reason: 'The disk is full: metrics could no longer be written, so training stopped.',
        remedy: `What was committed is kept. Free space on the disk of the library. ${goOn}.`,
      }
    case trainerExit.outOfMemory:
      // The trainer has found the batch that fits, and says so. Resuming comes to the same step, and needs the same memory.
      return {
        reason: lastError ?? 'Memory ran out in the training process.',
        remedy: `A run keeps its recipe: ${lessMemory}`,
      }
    default:
      return { reason: lastError ?? `The training process ended with code ${code} and no outcome.`, remedy: again }
  }
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1)
}
