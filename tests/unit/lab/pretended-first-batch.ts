/** A try of one batch whose end its seed says: 1 it is done, 2 it crashes, 3 it fails, else it never ends. */
import type { FirstBatchMessage, FirstBatchTask } from '../../../core/training/first-batch/messages.ts'

const say = (message: FirstBatchMessage): void => void process.send?.(message)

process.once('message', ({ settings: { seed } }: FirstBatchTask) => {
  say({ kind: 'progress', done: 1, total: 10 })
  if (seed === 1) {
    const firstBatch = { layers: [], loss: NaN, correlations: [1], stepMs: 12, timedSteps: 5, peakBytes: 1e9, device: 'CPU' }
    say({ kind: 'done', firstBatch })
    process.disconnect()
  } else if (seed === 2) process.kill(process.pid, 'SIGABRT')
  else if (seed === 3) {
    say({ kind: 'failed', code: 'out-of-memory', reason: 'It is too large.', remedy: 'Try less.' })
    process.disconnect()
  } else setInterval(() => undefined, 1000)
})
