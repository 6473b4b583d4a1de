/** The top-5 error: kept beside the error, drawn where it was measured, and "not measured" in what an older Stagecraft wrote. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { prepareQuery } from '../../core/query/query.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { makeOlder } from './support/older-metrics.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

/** A run whose best evaluation is the second; the first was by an older Stagecraft, the third diverged. */
function writeLibrary(id: string): string {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  library.runs.add(sampleRecord(id))
  library.runs.begin(id)
  const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
  for (let step = 1; step <= 30; step += 1) writer.step(sampleStep(step))
  const row = { split: 'test', time: 2 } as const
  writer.evaluation({ ...row, step: 10, loss: 1, error: 0.5 })
  writer.evaluation({ ...row, step: 20, loss: 0.9, error: 0.3, topFiveError: 0.05 })
  writer.evaluation({ ...row, step: 25, loss: NaN, error: NaN, topFiveError: NaN })
  writer.evaluation({ ...row, step: 30, loss: 0.95, error: 0.4, topFiveError: 0.07 })
  writer.event({ step: 30, time: 4, kind: 'finished', text: 'Finished.' })
  writer.commit()
  writer.close()
  library.runs.end(id, { kind: 'finished', step: 30 })
  library.close()
  return folder
}

function opened(folder: string): Library {
  const library = openLibrary(folder)
  onTestFinished(() => library.close())
  return library
}

const curveOf = (library: Library, id: string) => {
  const query = { buckets: 100, smoothing: 0, x: 'step', log: false, from: null, to: null } as const
  const [curve] = library.runs.curves({ ...query, runs: [id], series: ['testTopFiveError'] })
  return { steps: [...(curve?.steps ?? [])], line: [...(curve?.line ?? [])] }
}

test('it stands at the last evaluation, at the best one, in its curve and in SQL', () => {
  const library = opened(writeLibrary('a'))
  expect(library.runs.summary('a', () => null)).toMatchObject({
    testTopFiveError: 0.07,
    bestTestTopFiveError: 0.05,
    bestStep: 20,
  })
  expect(curveOf(library, 'a')).toEqual({ steps: [20, 30], line: [0.05, 0.07] })
  const runs = library.runs.summaries(() => null).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) }))
  const ask = (sql: string) => [...prepareQuery(sql, { runs, designs: [], sweeps: [], studies: [] }).rows()]
  expect(ask('select step, top_five_error from evaluations order by step')).toEqual([
    [10, null],
    [20, 0.05],
    [25, null],
    [30, 0.07],
  ])
  expect(ask('select test_top_five_error, best_test_top_five_error from runs')).toEqual([[0.07, 0.05]])
})

test('a file of an older Stagecraft has none, and nothing else is lost', () => {
  const folder = writeLibrary('b')
  const older = new Database(join(folder, 'runs', 'b', metricsFile))
  makeOlder(older, 6)
  older.close()
  const library = opened(folder)
  expect(library.runs.summary('b', () => null)).toMatchObject({
    testError: 0.4,
    testTopFiveError: null,
    bestTestTopFiveError: null,
  })
  expect(curveOf(library, 'b')).toEqual({ steps: [], line: [] })
})
