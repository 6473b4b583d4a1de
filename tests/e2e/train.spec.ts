/** Training on the real CIFAR-10, through closing, killing and coming back. */
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { connectionsOutside, kill, labOf, trainersOf } from './support/place.ts'
import { readRuns, upTo } from './support/run-files.ts'
import { fillTrainSheet, openPreset, start, waitForStep } from './support/steps.ts'

test('ResNet-20 and its plain twin train, go on while the window is closed, and are compared', async ({ place }) => {
  test.setTimeout(240_000)
  const steps = 60
  const first = await openApp(place)
  let { page } = first
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps, batch: 64, evaluateEvery: steps, twin: true })
  await keepScreens(page, 'train')
  await start(page)

  // Curves arrive while it trains.
  await expect(page).toHaveURL(/#\/runs\//)
  await waitForStep(page, 8)
  await expect(page.locator('canvas').first()).toBeVisible()
  await keepScreens(page, 'run-training')
  expect(connectionsOutside(place)).toEqual([])

  // Closing asks; the answer that loses nothing is chosen already.
  await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const question = page.getByRole('alertdialog', { name: /is still training$/ })
  await expect(question).toBeVisible()
  await expect(question.getByRole('radio', { name: /train on/ })).toBeChecked()
  await keepScreens(page, 'closing')
  await first.endBy(question.getByRole('button', { name: 'Close', exact: true }))
  expect(first.complaints).toEqual([])
  expect(trainersOf(place)).toHaveLength(1)
  const before = readRuns(place).flatMap((run) => run.steps).length

  // Back: it went on, and both end.
  const second = await openApp(place)
  page = second.page
  await page.getByRole('link', { name: 'Runs' }).click()
  const finished = page.getByRole('row').filter({ hasText: 'Finished' })
  await expect(finished).toHaveCount(1, { timeout: 150_000 })
  expect(connectionsOutside(place)).toEqual([])
  await expect(finished).toHaveCount(2, { timeout: 150_000 })
  const runs = readRuns(place)
  expect(runs.flatMap((run) => run.steps).length).toBeGreaterThan(before)
  for (const run of runs) {
    // Nothing is missing: every step, the evaluation, one attempt with its end.
    expect(run.steps).toEqual(upTo(steps))
    expect(run.evaluations.map(({ step }) => step)).toEqual([steps])
    expect(run.outcomes).toEqual(['finished'])
    // Ten classes: what has learnt anything is below chance, 90 %.
    expect(run.evaluations[0]?.error).toBeLessThan(0.85)
  }

  // Runs that were started together are compared.
  await expect(page.getByText('2 ticked')).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('269,722')
  await keepScreens(page, 'runs')

  // Deleting asks nothing, and is taken back.
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(page.getByText(/2 runs moved to the bin/)).toBeVisible()
  await expect(finished).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(finished).toHaveCount(2)

  await page
    .getByRole('link', { name: /ResNet-20/ })
    .first()
    .click()
  await expect(page.getByRole('region', { name: 'Run' })).toContainText('Finished')
  await keepScreens(page, 'run-finished')
  await second.close()
  expect(second.complaints).toEqual([])
})

test('a killed trainer has crashed, a killed lab comes back, a stopped run is stopped', async ({ opened, place }) => {
  test.setTimeout(150_000)
  const { page } = opened
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 2000, batch: 32, evaluateEvery: 2000 })
  await start(page)
  await waitForStep(page, 5)

  // The lab dies: training is not touched, the window finds a new lab by itself.
  const [trainer] = trainersOf(place)
  const lab = labOf(place)
  if (trainer === undefined || lab === undefined) throw new Error('no lab or trainer')
  kill(lab)
  await expect.poll(() => labOf(place), { timeout: 20_000 }).not.toBe(lab)
  const atLeast = readRuns(place)[0]?.steps.length ?? 0
  await waitForStep(page, atLeast + 5)
  expect(trainersOf(place)).toEqual([trainer])
  await expect(page.getByRole('region', { name: 'Run' })).toContainText('Running')

  // The trainer dies: the run says so, with what it had.
  kill(trainer)
  await expect(page.getByRole('region', { name: 'Run' })).toContainText(/Crashed at/, { timeout: 15_000 })
  const [crashed] = readRuns(place)
  expect(crashed?.steps).toEqual(upTo(crashed?.steps.length ?? 0))
  expect(crashed?.outcomes).toEqual([null])
  await keepScreens(page, 'run-crashed')

  // Stopped by the person, after its step.
  await openPreset(page, 'plain-20')
  await fillTrainSheet(page, { steps: 2000, batch: 32, evaluateEvery: 2000 })
  await start(page)
  await waitForStep(page, 3)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Stop now' }).click()
  await expect(page.getByRole('region', { name: 'Run' })).toContainText(/Stopped at/, { timeout: 30_000 })
  await expect.poll(() => trainersOf(place)).toEqual([])
})

test('closing can pause the training first', async ({ place }) => {
  const opened = await openApp(place)
  await openPreset(opened.page, 'ResNet-20')
  await fillTrainSheet(opened.page, { steps: 2000, batch: 32, evaluateEvery: 2000 })
  await start(opened.page)
  await waitForStep(opened.page, 3)
  await opened.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  const question = opened.page.getByRole('alertdialog')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(question).toBeHidden()

  await opened.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await question.getByRole('radio', { name: /^Pause/ }).check()
  await question.getByRole('checkbox', { name: 'Always' }).check()
  await opened.endBy(question.getByRole('button', { name: 'Close', exact: true }))
  await expect.poll(() => trainersOf(place)).toEqual([])
  expect(readRuns(place)[0]?.outcomes).toEqual(['paused'])
  await expect.poll(() => labOf(place), { timeout: 15_000 }).toBeUndefined()

  // "Always" is remembered: the next time nothing is asked.
  const again = await openApp(place)
  await openPreset(again.page, 'ResNet-20')
  await fillTrainSheet(again.page, { steps: 2000, batch: 32, evaluateEvery: 2000 })
  await start(again.page)
  await waitForStep(again.page, 3)
  const main = again.app.process()
  await again.close()
  expect(main.exitCode).toBe(0)
  expect(readRuns(place).map((run) => run.outcomes)).toEqual([['paused'], ['paused']])
})
