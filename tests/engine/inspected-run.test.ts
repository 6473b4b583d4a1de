/** A run as it is looked into, opened by its folder alone. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { openInspected } from '../../core/inspect/inspected-run.ts'
import { keepCheckpoints } from '../../core/store/checkpoints.ts'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { firstPosition } from '../../core/store/position.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { runtimeLocation } from '../../core/tensorflow/runtime-location.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep } from '../store/support/samples.ts'
import { withDigits } from '../unit/lab/digits.ts'
import { graphOf, recipeWith } from './native.ts'

withDigits()
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-inspected-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('has what the attempt found in its first batch that trained to the checkpoint', () => {
  const architecture = fitDataset(sampleArchitecture, { height: 28, width: 28, channels: 1, classes: 10 })
  const recipe = recipeWith({ precision: 'bfloat16' })
  const record = sampleRecord('run', { architecture, recipe, dataset: 'mnist' })
  const library = openLibrary(folder)
  library.runs.add(record)
  const run = library.runs.folder('run')
  const found = [{ name: 'stage1.block1.conv1', ratio: 145.25 }]
  for (const [fromStep, outliers] of [
    [0, []],
    [4, found],
  ] as const) {
    const writer = openMetricsWriter(run, { ...sampleAttempt, fromStep, outliers })
    for (let step = fromStep + 1; step <= fromStep + 4; step += 1) writer.step(sampleStep(step))
    writer.commit()
    writer.close()
    keepCheckpoints(run, record, () => 1).save(
      { ...firstPosition(10), step: fromStep + 4 },
      initialState(graphOf(architecture), recipe),
    )
  }
  library.close()
  const data = process.env['STAGECRAFT_DATA'] ?? ''
  const at = (step: number) => openInspected({ folder: run, step, data, now: () => 1 }, runtimeLocation())
  expect([at(4).outliers, at(8).outliers]).toEqual([[], found])
})
