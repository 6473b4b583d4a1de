/** A library with files that are not as they were: each run's trouble stands with it, and what can be done about it is one click away. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { loadPreset } from '../../core/architecture/presets.ts'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { recipePresets } from '../../core/recipe/presets.ts'
import { checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { firstPosition } from '../../core/store/position.ts'
import { createRunFolder } from '../../core/store/run-folder.ts'
import type { RunRecord } from '../../core/store/run.ts'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import type { Place } from './support/place.ts'

/** A run that finished after 60 of its steps, with checkpoints of steps 40 and 60. */
async function finishedRun(place: Place, id: string): Promise<string> {
  const preset = await loadPreset('resnet-20')
  const [recipe] = recipePresets()
  if (!preset || !recipe) throw new Error('There is no preset.')
  const record: RunRecord = {
    id,
    name: id,
    architecture: fitDataset(preset, { height: 28, width: 28, channels: 1, classes: 10 }),
    dataset: 'mnist',
    recipe: recipe.recipe,
    totalSteps: 60,
    stepsPerEpoch: 20,
    parameters: 1000,
    macs: 1000,
    color: 1,
    createdAt: 1_790_000_000_000,
    origin: null,
    device: { kind: 'auto' },
    predicted: null,
  }
  const folder = join(place.library, 'runs', id)
  mkdirSync(join(place.library, 'runs'), { recursive: true })
  createRunFolder(folder, record)
  const writer = openMetricsWriter(folder, { pid: 1, device: 'CPU', startedAt: 1_790_000_001_000, fromStep: 0, evaluated: true })
  for (let step = 1; step <= 60; step += 1) {
    const time = 1_790_000_001_000 + 100 * step
    writer.step({ step, time, loss: 2 / step, error: 0.5, learningRate: 0.1, stepMs: 100, skipped: false })
  }
  const keeper = keepCheckpoints(folder, record, () => 1_790_000_010_000)
  for (const step of [40, 60]) {
    keeper.save({ ...firstPosition(60), step }, new Map([['conv', { shape: [1], values: Float32Array.of(step) }]]))
    writer.event({ step, time: 1_790_000_010_000, kind: 'checkpoint', text: `Checkpoint of step ${step}.` })
  }
  writer.event({ step: 60, time: 1_790_000_011_000, kind: 'finished', text: 'Finished 60 steps.' })
  writer.commit()
  writer.close()
  return folder
}

test('a run whose newest checkpoint is gone says so and offers the older one; one that cannot be read is told above the list', async ({
  place,
}) => {
  await finishedRun(place, 'whole')
  const odd = await finishedRun(place, 'odd')
  rmSync(checkpointPath(odd, 60))
  mkdirSync(join(odd, 'end.json'))
  mkdirSync(join(place.library, 'runs', 'lost'))

  const { page, close, complaints } = await openApp(place)
  await page.getByRole('link', { name: 'Runs' }).click()
  await expect(page.getByText('Finished, damaged')).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: 'run.json is missing' }).first()).toBeVisible()
  await keepScreens(page, 'runs-damaged')

  await page.getByText('odd', { exact: true }).first().dblclick()
  const lost = page.getByRole('alert').filter({ hasText: 'The checkpoint of step 60 is gone.' })
  await expect(lost).toContainText('drops the 20 steps measured beyond')
  await expect(lost.getByRole('button', { name: 'Go on from step 40' })).toBeEnabled()
  await expect(lost.getByRole('button', { name: 'Train again beside it…' })).toBeEnabled()
  await expect(page.getByRole('alert').filter({ hasText: 'end.json: it is a folder.' })).toBeVisible()
  await keepScreens(page, 'run-damaged')
  await close()
  expect(complaints).toEqual([])
})
