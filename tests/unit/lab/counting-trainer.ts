/** A trainer whose network only counts. What it does at a step follows from the run's name; everything around it is the real thing. */
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import { readRunRecord } from '../../../core/store/run-folder.ts'
import { runTrainerProcess } from '../../../core/training/trainer-process.ts'

const sleeping = new Int32Array(new SharedArrayBuffer(4))

await runTrainerProcess(process.argv[2] ?? '', (runFolder) => {
  const record = readRunRecord(runFolder)
  if (record.name === 'cannot begin') throw new Error('There is no such network.')
  const journal = openMetricsWriter(runFolder, {
    pid: process.pid,
    device: 'a counter',
    startedAt: Date.now(),
    fromStep: 0,
    evaluated: true,
  })
  let filled = false
  return Promise.resolve({
    record,
    testCount: 10,
    program: {
      device: 'a counter',
      step({ step }) {
        // Blocks, as TensorFlow does.
        Atomics.wait(sleeping, 0, 0, 10)
        if (record.name === 'aborts' && step === 3) process.abort()
        if (record.name === 'throws' && step === 3) throw new Error('The counter is broken.')
        const loss = record.name === 'diverges' && step === 3 ? NaN : 1 / (step + 1)
        return { loss, error: 0.5, skipped: !Number.isFinite(loss), telemetry: null }
      },
      findNotFinite: () => ({ layer: 'counter', where: 'output' }),
      measureHistograms: () => [],
      evaluate: () => Promise.resolve({ loss: 0.5, error: 0.25 }),
      readState: () => new Map(),
      writeState: () => {},
      dispose: () => {},
    },
    journal: {
      ...journal,
      commit() {
        // What SQLite throws when the disk is full; tests/store fills a real one.
        if (record.name === 'fills the disk' && filled)
          throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' })
        filled = true
        journal.commit()
      },
    },
    close: () => journal.close(),
  })
})
