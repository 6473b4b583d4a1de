/** Opens what a run's training needs, from its folder alone. */
import { join } from 'node:path'
import { fitsDataset } from '../architecture/fit-dataset.ts'
import { lower } from '../architecture/lower.ts'
import { openDataset } from '../datasets/cache.ts'
import { dataFolder } from '../datasets/layout.ts'
import { Failure } from '../files/failure.ts'
import { openMetricsWriter } from '../store/metrics-writer.ts'
import { readRunRecord } from '../store/run-folder.ts'
import { createProgram } from '../tensorflow/create-program.ts'
import { runtimeLocation } from '../tensorflow/runtime-location.ts'
import type { OpenedRun } from './trainer-process.ts'
import type { LogLevel } from './trainer-log.ts'

/** Throws a Failure, or what TensorFlow says, when the run cannot be trained here. */
export async function openRun(runFolder: string, log: (level: LogLevel, text: string) => void): Promise<OpenedRun> {
  const record = readRunRecord(runFolder)
  // Where data sets are is the library's choice, and the lab hands it on; alone, a run looks into the library it lies in.
  const dataset = openDataset(record.dataset, dataFolder(process.env, join(runFolder, '..', '..', 'data')))
  const lowered = lower(record.architecture)
  if (!lowered.ok) {
    const why = lowered.problems.map((problem) => problem.message).join(' ')
    throw new Failure('invalid-architecture', `The network cannot be trained. ${why}`, 'Mend the design and train it again.')
  }
  if (!fitsDataset(record.architecture, { ...dataset, classes: dataset.classes.length })) {
    throw new Failure(
      'does-not-fit',
      `The network is made for other images or classes than those of ${record.dataset}.`,
      "Set the design's input and classes to those of the data set and train it again.",
    )
  }
  const location = runtimeLocation()
  if (location.kind === 'missing') log('warning', `Training in JavaScript, which is slow. ${location.reason} ${location.remedy}`)
  const program = await createProgram(location, { graph: lowered.graph, recipe: record.recipe, dataset })
  const journal = openMetricsWriter(runFolder, { pid: process.pid, device: program.device, startedAt: Date.now(), fromStep: 0 })
  if (journal.quarantined) log('warning', `Damaged metrics of an earlier attempt were put aside as ${journal.quarantined}.`)
  return {
    record,
    testCount: dataset.test.count,
    program,
    journal,
    close() {
      journal.close()
      program.dispose()
    },
  }
}
