/** Entry of the process that tries one batch: a process of its own, so that a crash or a want of memory is this one try's. */
import { rmSync } from 'node:fs'
import { lower } from '../../architecture/lower.ts'
import { openDataset } from '../../datasets/cache.ts'
import { Failure } from '../../files/failure.ts'
import { makeScratchFolder } from '../../files/scratch.ts'
import type { FirstBatch } from '../../graph/first-batch.ts'
import { runtimeLocation } from '../../tensorflow/runtime-location.ts'
import { answerTask, unexplained } from '../../work/answer-task.ts'
import type { Progress } from '../../work/work-message.ts'
import { isOutOfMemory, outOfMemory } from '../out-of-memory.ts'
import { noiseImages } from './images.ts'
import { measureFirstBatch } from './measure.ts'
import type { FirstBatchTask } from './task.ts'

answerTask<FirstBatchTask, Progress, FirstBatch>((task, { tell }) => perform(task, (done, total) => tell({ done, total })), {
  explain,
})

function perform(
  { architecture, settings, data }: FirstBatchTask,
  progress: (done: number, total: number) => Promise<void>,
): Promise<FirstBatch> {
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
    progress,
  })
}

function scratchFolder(): string {
  const folder = makeScratchFolder('noise')
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function explain(thrown: unknown, { settings: { batchSize } }: FirstBatchTask): Failure {
  if (!isOutOfMemory(thrown)) return unexplained(thrown)
  const happened = `A step of ${batchSize} images takes more memory than there is.`
  return new Failure(outOfMemory, happened, 'Try a smaller batch, or close other programs.')
}
