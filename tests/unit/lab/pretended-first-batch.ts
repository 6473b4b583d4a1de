/** A try of one batch whose end its seed says: 1 it is done, 2 it crashes, 3 it fails, else it never ends. */
import { Failure } from '../../../core/files/failure.ts'
import type { FirstBatch } from '../../../core/graph/first-batch.ts'
import type { FirstBatchTask } from '../../../core/training/first-batch/task.ts'
import { answerTask } from '../../../core/work/answer-task.ts'
import type { Progress } from '../../../core/work/work-message.ts'

answerTask<FirstBatchTask, Progress, FirstBatch>(async ({ settings: { seed } }, { tell }) => {
  await tell({ done: 1, total: 10 })
  if (seed === 1)
    return { layers: [], loss: NaN, correlations: [1], stepMs: 12, timedSteps: 5, peakBytes: 1e9, device: 'CPU', outliers: [] }
  if (seed === 2) process.kill(process.pid, 'SIGABRT')
  if (seed === 3) throw new Failure('out-of-memory', 'It is too large.', 'Try less.')
  return new Promise<FirstBatch>(() => setInterval(() => undefined, 1000))
})
