/** Runs that survive: paused, resumed, stopped, trained longer, branched, in the real app. */
import type { Page } from '@playwright/test'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { kill, trainersOf } from './support/place.ts'
import { readRuns, upTo } from './support/run-files.ts'
import { fillTrainSheet, openPreset, start, waitForStep } from './support/steps.ts'

const region = (page: Page) => page.getByRole('region', { name: 'Run' })

async function menu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'More to do with this run' }).click()
  await page.getByRole('menuitem', { name: item }).click()
}

test('a paused run takes no memory, survives the app, and ends with no step missing', async ({ place }) => {
  test.setTimeout(180_000)
  const steps = 60
  const first = await openApp(place)
  await openPreset(first.page, 'ResNet-20')
  await fillTrainSheet(first.page, { steps, batch: 250, evaluateEvery: 30, dataset: 'MNIST digits' })
  await start(first.page)
  await waitForStep(first.page, 6)
  await first.page.getByRole('button', { name: 'Pause' }).click()
  await expect(region(first.page)).toContainText(/Paused at/, { timeout: 30_000 })
  await expect.poll(() => trainersOf(place)).toEqual([])
  await expect(first.page.getByRole('complementary', { name: 'About this run' })).toContainText(/1 kept/)
  await keepScreens(first.page, 'run-paused')
  // Nothing trains, so closing asks nothing.
  await first.close()
  expect(first.complaints).toEqual([])
  const paused = readRuns(place)[0]
  expect(paused?.outcomes).toEqual(['paused'])

  const second = await openApp(place)
  await second.page.getByRole('link', { name: 'Runs' }).click()
  const row = second.page.getByRole('row').filter({ hasText: /Paused at/ })
  await expect(row).toHaveCount(1)
  await row.getByRole('link').click()
  await second.page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(region(second.page)).toContainText('Finished', { timeout: 120_000 })
  const [run] = readRuns(place)
  expect(run?.steps).toEqual(upTo(steps))
  expect(run?.evaluations.map(({ step }) => step)).toEqual([30, 60])
  expect(run?.outcomes).toEqual(['paused', 'finished'])
  await expect(second.page.getByRole('complementary', { name: 'About this run' })).toContainText('Attempts')
  await keepScreens(second.page, 'run-resumed')
  await second.close()
  expect(second.complaints).toEqual([])
})

test('the rate is changed live, a run stops after its epoch, trains longer, and is branched from', async ({ opened, place }) => {
  test.setTimeout(240_000)
  const { page } = opened
  // 9,000 digits make 36 steps of 250 an epoch.
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 200, batch: 250, evaluateEvery: 200, dataset: 'MNIST digits' })
  await start(page)
  await waitForStep(page, 3)
  await menu(page, 'Change the learning rate…')
  const rate = page.getByRole('dialog', { name: 'Learning rate of this run' })
  await rate.getByRole('textbox', { name: 'Factor' }).fill('0.5')
  await rate.getByRole('textbox', { name: 'Factor' }).press('Tab')
  await expect(rate).toContainText('0.05')
  await keepScreens(page, 'run-rate')
  await rate.getByRole('button', { name: 'Change' }).click()
  await expect(page.getByRole('complementary', { name: 'About this run' })).toContainText(/0\.5 times as scheduled/, {
    timeout: 20_000,
  })

  await page.getByRole('button', { name: 'Stop after this epoch' }).click()
  await expect(region(page)).toContainText(/Stopped at/, { timeout: 90_000 })
  const [stopped] = readRuns(place)
  expect((stopped?.steps.length ?? 1) % 36).toBe(0)
  expect(stopped?.outcomes).toEqual(['stopped'])

  const done = stopped?.steps.length ?? 0
  // The plan is cut down to what a test has time for: the branch ends ten steps on.
  await menu(page, 'Branch from a checkpoint…')
  const branch = page.getByRole('alertdialog', { name: /^Branch from/ })
  await branch.getByRole('textbox', { name: 'Length in steps' }).fill(String(done + 10))
  await branch.getByRole('textbox', { name: 'Length in steps' }).press('Tab')
  await keepScreens(page, 'run-branch')
  await branch.getByRole('button', { name: 'Branch', exact: true }).click()
  await expect(page.getByRole('heading', { name: /branch$/ })).toBeVisible()
  await expect(region(page)).toContainText('Finished', { timeout: 90_000 })
  const made = readRuns(place).find(({ name }) => name.endsWith('branch'))
  expect(made?.steps).toEqual(upTo(done + 10).slice(done))

  await page.getByRole('button', { name: 'Train more…' }).click()
  const more = page.getByRole('alertdialog', { name: /longer$/ })
  await more.getByRole('radio', { name: 'steps' }).click()
  await more.getByRole('textbox', { name: 'How much longer' }).fill('5')
  await more.getByRole('textbox', { name: 'How much longer' }).press('Tab')
  await keepScreens(page, 'run-more')
  await more.getByRole('button', { name: 'Resume and train' }).click()
  await expect
    .poll(() => readRuns(place).find(({ name }) => name.endsWith('branch'))?.outcomes, { timeout: 90_000 })
    .toEqual(['finished', 'finished'])
  const longer = readRuns(place).find(({ name }) => name.endsWith('branch'))
  expect(longer?.steps).toEqual(upTo(done + 15).slice(done))
})

test('a killed run goes on with one click from its checkpoint', async ({ opened, place }) => {
  test.setTimeout(150_000)
  const { page } = opened
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 60, batch: 250, evaluateEvery: 60, dataset: 'MNIST digits' })
  await start(page)
  await waitForStep(page, 5)
  const [trainer] = trainersOf(place)
  if (trainer === undefined) throw new Error('no trainer')
  kill(trainer)
  await expect(page.getByRole('alert')).toContainText(/signal 9/, { timeout: 15_000 })
  await page.getByRole('button', { name: 'Resume', exact: true }).click()
  await expect(region(page)).toContainText('Finished', { timeout: 90_000 })
  const [run] = readRuns(place)
  expect(run?.steps).toEqual(upTo(60))
  expect(run?.outcomes).toEqual([null, 'finished'])
})
