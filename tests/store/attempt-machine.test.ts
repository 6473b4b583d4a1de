/** Machine and versions stay with the attempt that was trained there. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { AttemptMachine } from '../../core/store/attempt-machine.ts'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { thisMachine } from '../../core/training/this-machine.ts'
import { makeOlder } from './support/older-metrics.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const machine: AttemptMachine = {
  ...thisMachine({ kind: 'missing', reason: 'Not here.', remedy: 'Set it up.' }, { kernels: 'own' }, false),
  system: 'Some system',
}

test('each attempt tells its own machine; one of an older Stagecraft tells none, also once a newer one went on with the run', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  library.runs.add(sampleRecord('run'))
  const run = library.runs.folder('run')
  const older = openMetricsWriter(run, sampleAttempt)
  for (let step = 1; step <= 4; step += 1) older.step(sampleStep(step))
  older.commit()
  older.close()
  const file = new Database(join(run, metricsFile))
  makeOlder(file, 5)
  file.close()
  expect(library.runs.attempts('run').map((attempt) => attempt.machine)).toEqual([null])
  library.close()

  const newer = openMetricsWriter(run, { ...sampleAttempt, fromStep: 4, machine })
  newer.close()
  const again = openLibrary(folder)
  expect(again.runs.attempts('run').map((attempt) => attempt.machine)).toEqual([null, machine])
  again.close()
})

test('what is recorded are the words of the programs themselves', () => {
  expect(machine.node).toBe(process.versions.node)
  expect(machine).toMatchObject({ tensorflow: null, oneDnn: null, kernels: 'not used: tfjs computes' })
  expect(machine.memoryBytes).toBeGreaterThan(2 ** 20)
})
