/**
 * Entry of the process that reads a file of weights: takes a task from its parent, tells it how far it is and what came of it, and ends. A process of
 * its own, so that neither half a gigabyte nor a hostile file is the lab's; it ends with its parent.
 */
import { failureText, Failure, isDiskFull } from '../files/failure.ts'
import type { ImportMessage, ImportTask } from './messages.ts'
import { perform } from './perform.ts'

process.once('disconnect', () => process.exit(1))
process.once('SIGTERM', () => process.exit(1))
process.once('message', (task: ImportTask) => {
  void answer(task).then(() => process.exit(0))
})

async function answer(task: ImportTask): Promise<void> {
  try {
    const made = await perform(task, Date.now, (phase) => say({ kind: 'phase', phase }))
    await say({ kind: 'done', answer: made })
  } catch (thrown) {
    const { code, message, remedy } = told(thrown)
    await say({ kind: 'failed', code, message, remedy })
  }
}

function told(thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown
  if (isDiskFull(thrown)) {
    return new Failure(
      'disk-full',
      'The disk of the library is full: the first checkpoint of the run, which is as large as its weights and what the optimizer keeps of them, has no room.',
      'Free space, for example by emptying the bin, and import again. Nothing of this run was kept.',
    )
  }
  return new Failure('import-failed', `The weights could not be imported. ${failureText(thrown)}`, 'Try again.')
}

/** Resolves once it is on its way, and what the parent has sent meanwhile was heard. */
function say(message: ImportMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new Error('It is started by the lab, which it answers to.')
    process.send(message, () => setImmediate(resolve))
  })
}
