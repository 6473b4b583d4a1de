/**
 * Entry of the process that looks into a run: takes a task from its parent, tells how far it is, keeps what came of it with the run, and ends. A process
 * of its own, so that it can be ended at any moment, and that a want of memory is this one analysis's.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { Failure, isDiskFull, isReadOnly } from '../files/failure.ts'
import type { InspectionMessage, InspectionTask } from './messages.ts'
import { performInspection } from './perform.ts'

// Ctrl-C reaches all processes of a terminal; what is to be done then is the parent's to say.
process.on('SIGINT', () => undefined)
process.once('disconnect', () => process.exit(1))
process.once('message', (task: InspectionTask) => void answer(task).then((message) => say(message, () => process.exit(0))))

async function answer(task: InspectionTask): Promise<InspectionMessage> {
  try {
    await performInspection(task, Date.now, (done, total) => {
      say({ kind: 'progress', done, total })
      // A disconnected parent is heard between batches.
      return turn()
    })
    return { kind: 'done' }
  } catch (thrown) {
    if (thrown instanceof Failure) return { kind: 'failed', code: thrown.code, reason: thrown.message, remedy: thrown.remedy }
    if (isDiskFull(thrown)) {
      const reason = 'The disk is full: what was measured could not be kept.'
      return { kind: 'failed', code: 'disk-full', reason, remedy: 'Free some space, and measure again.' }
    }
    if (isReadOnly(thrown)) {
      const reason = 'The run’s folder can only be read: what was measured could not be kept.'
      return {
        kind: 'failed',
        code: 'read-only',
        reason,
        remedy: 'Copy the library to where it can be written, and measure there.',
      }
    }
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    return { kind: 'failed', code: 'failed', reason, remedy: 'Try again.' }
  }
}

function say(message: InspectionMessage, sent?: () => void): void {
  if (process.send === undefined) throw new Error('It is started by what asks for an analysis.')
  process.send(message, () => sent?.())
}
