/** A trainer's writing without the training: commits a few steps at a time for ever, and says so after each commit. */
import { openMetricsReader } from '../../../core/store/metrics-reader.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: writing-process.ts RUN_FOLDER')

const earlier = openMetricsReader(folder)
earlier.refresh()
const fromStep = earlier.steps.column('step').at(-1) ?? 0
earlier.close()

const writer = openMetricsWriter(folder, { pid: process.pid, device: 'test', startedAt: 0, fromStep, evaluated: true })
for (let step = fromStep + 1; ; step += 1) {
  writer.step({ step, time: step, loss: 1 / step, error: 0.5, learningRate: 0.1, stepMs: 1, skipped: false })
  if (step % 10 === 0) writer.evaluation({ step, split: 'test', time: step, loss: 1 / step, error: 0.5 })
  if (step % 3 !== 0) continue
  writer.commit()
  process.stdout.write(`${step}\n`)
}
