/** Why a trainer ended without an outcome, and what to do next, in a person's words. */
import { constants } from 'node:os'
import type { LogEntry } from '../training/trainer-log.ts'
import { saysOutOfMemory, trialBegins, trialEnds } from '../training/out-of-memory.ts'
import { trainerExit } from '../training/trainer-exit.ts'

/** How a process ended. `unseen`: it was gone when a lab looked for it. */
export type ProcessEnd =
  | { kind: 'exit'; code: number }
  | { kind: 'signal'; signal: NodeJS.Signals }
  | { kind: 'unseen' }
  | { kind: 'not-started'; why: string }
  /** The kernel ended it, with its signal 9, because memory ran out. */
  | { kind: 'memory'; peakBytes: number | null; totalBytes: number }
  /** The lab ended it, because it said nothing any more. */
  | { kind: 'silent' }

export interface Crash {
  readonly reason: string
  readonly remedy: string
}

const goOn = 'Resume goes on from its newest checkpoint'
const again = `${goOn}; if it ends in the same way, the log below says more.`
const orMemory = `${again} Memory that runs out can end it so, too: then train with a smaller batch.`
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
  SIGABRT: { reason: 'TensorFlow gave up (signal 6); the last lines of the log say why.', remedy: orMemory },
  SIGSEGV: {
    reason: 'The training process read memory that is not its own (signal 11), a fault in native code.',
    remedy: orMemory,
  },
  SIGBUS: {
    reason: 'The training process lost a file it was reading (signal 7): the disk is full, or the data set was removed.',
    remedy: `Free space on the disk and check the data set in the Data view. ${goOn}.`,
  },
}

/** How native code ends that goes on without the memory it did not get. */
const nativeFaults: ReadonlySet<NodeJS.Signals> = new Set(['SIGABRT', 'SIGSEGV', 'SIGBUS', 'SIGILL', 'SIGTRAP'])

export function explainEnd(end: ProcessEnd, log: readonly LogEntry[]): Crash {
  const lastError = log.findLast((entry) => entry.level === 'error')?.text
  switch (end.kind) {
    case 'signal':
      if (nativeFaults.has(end.signal) && ranOutUnsaid(log))
        return ranOut(`it ended by signal ${constants.signals[end.signal]} where it needs most.`)
      return (
        signals[end.signal] ?? {
          reason: `The training process was ended by signal ${constants.signals[end.signal]} (${end.signal}).`,
          remedy: again,
        }
      )
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

function explainExit(code: number, lastError: string | undefined): Crash {
  if (code === trainerExit.diskFull) {
    return {
      reason: 'The disk is full: metrics could no longer be written, so training stopped.',
      remedy: `Free space on the disk of the library. ${goOn}, and what was committed is kept.`,
    }
  }
  // The trainer has found the batch that fits, and says so.
  if (lastError !== undefined && code === trainerExit.outOfMemory)
    return { reason: lastError, remedy: 'A run keeps its recipe: change it in a new run, or in a branch from a checkpoint.' }
  if (lastError !== undefined && saysOutOfMemory(lastError)) return ranOut(lastError)
  return { reason: lastError ?? `The training process ended with code ${code} and no outcome.`, remedy: again }
}

/** C++ says it just before it gives up; other code only ends while a step is tried. */
function ranOutUnsaid(log: readonly LogEntry[]): boolean {
  const begun = log.findLastIndex(({ text }) => text === trialBegins)
  const done = log.findLastIndex(({ text }) => text === trialEnds)
  return begun > done || log.slice(-3).some(({ text }) => saysOutOfMemory(text))
}

/** Resuming comes to the same step, and needs the same memory. */
function ranOut(lastError: string): Crash {
  return { reason: `Memory ran out in the training process: ${lastError}`, remedy: `Take less: ${lessMemory}` }
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toFixed(1)
}
