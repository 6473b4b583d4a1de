/** What an attempt found in its first batch stays with it: whoever opens a checkpoint later computes by the convolutions that its attempt did. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Outliers } from '../../core/graph/outliers.ts'
import { readOutliers } from '../../core/store/attempt-outliers.ts'
import { checkpointOutliers } from '../../core/store/checkpoint-outliers.ts'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { makeOlder } from './support/older-metrics.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const found: readonly Outliers[] = [
  { name: 'stage1.block2.conv', ratio: 145.25 },
  { name: 'stage1.block3.conv', ratio: 812 },
]

function attempt(run: string, fromStep: number, outliers?: readonly Outliers[]): void {
  const writer = openMetricsWriter(run, { ...sampleAttempt, fromStep, ...(outliers && { outliers }) })
  for (let step = fromStep + 1; step <= fromStep + 4; step += 1) writer.step(sampleStep(step))
  writer.commit()
  writer.close()
}

test('each attempt tells what it found; one of an older Stagecraft nothing, also once a newer one went on with the run', () => {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  library.runs.add(sampleRecord('run'))
  const run = library.runs.folder('run')
  attempt(run, 0)
  const file = new Database(join(run, metricsFile))
  makeOlder(file, 7)
  file.close()
  expect(library.runs.attempts('run').map(({ outliers }) => outliers)).toEqual([[]])
  expect(checkpointOutliers(run, 4)).toEqual([])
  library.close()

  attempt(run, 4, found)
  attempt(run, 8, [])
  const again = openLibrary(folder)
  expect(again.runs.attempts('run').map(({ outliers }) => outliers)).toEqual([[], found, []])
  again.close()
  // Of each checkpoint the attempt that trained to it; of the one that a run begins with its first.
  expect([0, 4, 5, 8, 9].map((step) => checkpointOutliers(run, step).length)).toEqual([0, 0, 2, 2, 0])
  expect(checkpointOutliers(run, 8)).toEqual(found)
})

test('a branch begins with what its own first attempt found; where there are no metrics nothing is known', () => {
  const folder = temporaryFolder()
  expect(checkpointOutliers(folder, 4)).toEqual([])
  attempt(folder, 4, found)
  expect(checkpointOutliers(folder, 4)).toEqual(found)
})

test('what a newer Stagecraft adds is left out, and what is no such record is none', () => {
  expect(readOutliers(JSON.stringify(found.map((one) => ({ ...one, pixel: [6, 6] }))))).toEqual(found)
  for (const text of ['', '{', '{}', '[1]', '[{"name":"stage1.block2.conv"}]']) expect(readOutliers(text), text).toEqual([])
})
