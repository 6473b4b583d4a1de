/**
 * Entry of the process that tries one batch: takes a task from its parent, tells it how far it is and what came of it, and ends. A process of its
 * own, so that a crash or a want of memory is this one try's; it ends with its parent.
 */
import { rmSync } from 'node:fs'
import { lower } from '../../architecture/lower.ts'
import { openDataset } from '../../datasets/cache.ts'
import { Failure } from '../../files/failure.ts'
import { makeScratchFolder } from '../../files/scratch.ts'
import type { FirstBatch } from '../../graph/first-batch.ts'
import { runtimeLocation } from '../../tensorflow/runtime-location.ts'
import { isOutOfMemory, outOfMemory } from '../out-of-memory.ts'
import { noiseImages } from './images.ts'
import { measureFirstBatch } from './measure.ts'
import type { FirstBatchMessage, FirstBatchTask } from './messages.ts'

process.once('disconnect', () => process.exit(1))
process.once('SIGTERM', () => process.exit(1))
process.once('message', (task: FirstBatchTask) => {
  void answer(task).then(() => process.exit(0))
})

async function answer(task: FirstBatchTask): Promise<void> {
  try {
    await say({ kind: 'done', firstBatch: await perform(task) })
  } catch (thrown) {
    const { code, message, remedy } = told(thrown, task)
    await say({ kind: 'failed', code, reason: message, remedy })
  }
}

function perform({ architecture, settings, data }: FirstBatchTask): Promise<FirstBatch> {
  const location = runtimeLocation()
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  const lowered = lower(architecture)
  if (!lowered.ok) {
    throw new Failure(
      'invalid-architecture',
      lowered.problems.map(({ message }) => message).join(' '),
      'Mend the design, then try it.',
    )
  }
  const { images: from, batchSize, seed } = settings
  const images = from === 'noise' ? noiseImages(scratchFolder(), architecture, batchSize, seed) : openDataset(from, data)
  return measureFirstBatch({
    location,
    graph: lowered.graph,
    images,
    settings,
    elapsed: () => performance.now(),
    progress: (done, total) => say({ kind: 'progress', done, total }),
  })
}

function scratchFolder(): string {
  const folder = makeScratchFolder('noise')
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function told(thrown: unknown, { settings: { batchSize } }: FirstBatchTask): Failure {
  if (isOutOfMemory(thrown)) {
    const happened = `A step of ${batchSize} images takes more memory than there is.`
    return new Failure(outOfMemory, happened, 'Try a smaller batch, or close other programs.')
  }
  if (thrown instanceof Failure) return thrown
  return new Failure('failed', thrown instanceof Error ? thrown.message : String(thrown), 'Try again.')
}

/** Resolves once it is on its way, and what the parent has sent meanwhile was heard. */
function say(message: FirstBatchMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) throw new Error('It is started by the lab, which it answers to.')
    process.send(message, () => setImmediate(resolve))
  })
}
