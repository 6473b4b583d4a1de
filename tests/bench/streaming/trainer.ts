/** A trainer without a network: its loss is made up, at a fixed rate; everything around it is the real thing, down to what is written when. */
import { keepCheckpoints } from '../../../core/store/checkpoints.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import { readRunRecord } from '../../../core/store/run-folder.ts'
import { beginOf } from '../../../core/training/start.ts'
import { runTrainerProcess } from '../../../core/training/trainer-host.ts'
import { stepsASecond } from './rate.ts'

const sleeping = new Int32Array(new SharedArrayBuffer(4))

await runTrainerProcess(process.argv[2] ?? '', (runFolder) => {
  const record = readRunRecord(runFolder)
  const weights = new Map([['count', { shape: [1], values: Float32Array.of(0) }]])
  const begin = beginOf(runFolder, record, weights)
  const journal = openMetricsWriter(runFolder, {
    pid: process.pid,
    device: 'no network',
    startedAt: Date.now(),
    fromStep: begin.position.step,
    evaluated: begin.position.evaluated,
  })
  let next = performance.now()
  return Promise.resolve({
    record,
    start: begin.describe('no network', journal.attempt, []),
    testCount: 10,
    telemetryLayout: [],
    checkpoints: keepCheckpoints(runFolder, record, Date.now),
    explain: (thrown: unknown) => Promise.resolve(thrown),
    program: {
      device: 'no network',
      usesGpu: false,
      outliers: [],
      step({ step }) {
        next += 1000 / stepsASecond
        // Blocks, as TensorFlow does.
        Atomics.wait(sleeping, 0, 0, Math.max(0, next - performance.now()))
        const loss = (1 + Math.random()) / (1 + step / 5000)
        return { loss, error: Math.min(1, loss / 2), skipped: false, telemetry: null }
      },
      findNotFinite: () => ({ layer: 'none', where: 'output' }),
      measureHistograms: () => [],
      evaluate: () => Promise.resolve({ loss: 0.5, error: 0.25, topFiveError: null }),
      readState: () => weights,
      writeState: () => {},
      dispose: () => {},
    },
    journal,
    close: () => journal.close(),
  })
})
