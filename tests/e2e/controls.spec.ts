/** What a person asks of a run by keys, in the queue, and after it diverged. */
import type { Page } from '@playwright/test'
import { expect, keepScreens, test } from './support/app.ts'
import { trainersOf } from './support/place.ts'
import { readRuns, upTo } from './support/run-files.ts'
import { fillField, fillTrainSheet, openPreset, start, waitForStep } from './support/steps.ts'

const region = (page: Page) => page.getByRole('region', { name: 'Run', exact: true })

test('a run is trained longer, paused, resumed and stopped by keys; another leaves the queue', async ({ opened, place }) => {
  test.setTimeout(180_000)
  const { page } = opened
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 2000, batch: 16, evaluateEvery: 2000 })
  await start(page)
  await waitForStep(page, 3)

  // Longer, while it trains.
  await page.keyboard.press('m')
  const more = page.getByRole('alertdialog', { name: /longer$/ })
  const howMuch = more.getByRole('textbox', { name: 'How much longer' })
  // What its button does stands beside it at every keystroke; half a step starts nothing.
  await howMuch.fill('1,5')
  await expect(more.getByRole('button', { name: 'Train longer' })).toBeDisabled()
  await expect(more).toContainText('It takes a whole number from 1')
  await howMuch.fill('500')
  await expect(more).toContainText('Up to step 2,500 in place of 2,000')
  await more.getByRole('button', { name: 'Train longer' }).click()
  await expect(region(page)).toContainText('of 2,500', { timeout: 20_000 })
  await expect(region(page)).toContainText('2,500 steps, planned 2,000 steps')

  await page.keyboard.press('Control+p')
  await expect(region(page)).toContainText(/Paused at/, { timeout: 30_000 })
  await expect.poll(() => trainersOf(place)).toEqual([])
  // What cannot be done now says why, in its place.
  await page.getByRole('button', { name: 'More to do with this run' }).click()
  const rate = page.getByRole('menuitem', { name: /^Change the learning rate/ })
  await expect(rate).toBeDisabled()
  await expect(rate).toContainText('it is not training')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'More to do with this run' })).toBeFocused()

  const paused = readRuns(place)[0]?.steps.length ?? 0
  await page.keyboard.press('Control+Enter')
  await waitForStep(page, paused + 3)

  // Behind it in the queue, and out of it again: nothing was trained, so nothing is asked.
  await openPreset(page, 'plain-20')
  await fillTrainSheet(page, { steps: 2000, batch: 16, evaluateEvery: 2000 })
  await start(page)
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('row').filter({ hasText: 'Queued' }).getByRole('link').click()
  await page.getByRole('button', { name: 'Take out of the queue' }).click()
  await expect(region(page)).toContainText(/Stopped/)

  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('row').filter({ hasText: 'Running' }).getByRole('link').click()
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible()
  await page.keyboard.press('Control+.')
  const question = page.getByRole('alertdialog', { name: /is training$/ })
  // The answer that loses nothing has the focus already.
  await expect(question.getByRole('button', { name: 'Train on' })).toBeFocused()
  await question.getByRole('button', { name: 'Stop now' }).click()
  await expect(region(page)).toContainText(/Stopped at/, { timeout: 30_000 })
  await expect.poll(() => trainersOf(place)).toEqual([])
  const run = readRuns(place).find(({ name }) => name === 'ResNet-20')
  expect(run?.steps).toEqual(upTo(run?.steps.length ?? 0))
  expect(run?.outcomes).toEqual(['paused', 'stopped'])
})

/** Opens plain-20 in the Train sheet so that each step multiplies its weights by 1 − 1000 × 1: float32 ends at 3.4e38, a dozen steps on. */
async function fillDivergingSheet(page: Page, checkpointEvery: number): Promise<void> {
  await openPreset(page, 'plain-20')
  await fillTrainSheet(page, { steps: 60, batch: 16, evaluateEvery: 60, dataset: 'MNIST digits' })
  await fillField(page, 'Learning rate', '1000')
  await fillField(page, 'Weight decay', '1')
  const sheet = page.getByRole('dialog', { name: /^Train / })
  await sheet.getByRole('button', { name: /^Checkpoints: / }).click()
  await sheet.getByRole('radiogroup', { name: 'Checkpoints in', exact: true }).getByRole('radio', { name: 'steps' }).click()
  await fillField(page, 'Checkpoint every', String(checkpointEvery))
}

test('a diverged run is branched from the last checkpoint whose weights are finite', async ({ opened, place }) => {
  test.setTimeout(180_000)
  const { page } = opened
  // After two steps the weights are about a million times what they began with: much, and finite. The next checkpoint would not be.
  await fillDivergingSheet(page, 2)
  await start(page)
  await expect(region(page)).toContainText(/Diverged at \d+/, { timeout: 60_000 })
  await expect(page.getByRole('alert')).toContainText('Or branch from the checkpoint of step 2, whose weights are finite.')
  await keepScreens(page, 'run-diverged')
  const [diverged] = readRuns(place)
  expect(diverged?.outcomes).toEqual(['diverged'])

  await page.keyboard.press('b')
  const branch = page.getByRole('alertdialog', { name: /^Branch from/ })
  const chosen = await branch.getByRole('combobox', { name: 'Checkpoint' }).locator('option:checked').textContent()
  const step = Number(/step ([\d,]+)/.exec(chosen ?? '')?.[1]?.replaceAll(',', ''))
  expect(step).toBe(2)
  expect(step).toBeLessThan(diverged?.steps.length ?? 0)
  // The same rate would do it again.
  await expect(branch.getByRole('textbox', { name: 'Factor of the learning rate' })).toHaveValue('0.1')
  await branch.getByRole('textbox', { name: 'Factor of the learning rate' }).fill('0.0001')
  await branch.getByRole('textbox', { name: 'Factor of the learning rate' }).press('Tab')
  // A length that is over already is refused, with the reason.
  const length = branch.getByRole('textbox', { name: 'Length in steps' })
  await length.fill(String(step))
  await length.press('Tab')
  await expect(branch).toContainText('its length counts from step 0')
  await expect(branch.getByRole('button', { name: 'Branch', exact: true })).toBeDisabled()
  await length.fill(String(step + 2))
  await length.press('Tab')
  await branch.getByRole('button', { name: 'Branch', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'plain-20 branch' })).toBeVisible()
  await expect(region(page)).toContainText(/Finished|Diverged/, { timeout: 60_000 })
  expect(readRuns(place).find(({ name }) => name === 'plain-20 branch')?.steps[0]).toBe(step + 1)
  await expect(page.getByRole('complementary', { name: 'About this run' })).toContainText('Branched from plain-20')
})

test('a diverged run names its first bad step and layer; without a finite checkpoint it is trained again, slower', async ({
  opened,
  place,
}) => {
  test.setTimeout(180_000)
  const { page } = opened
  await fillDivergingSheet(page, 50)
  await start(page)
  await expect(region(page)).toContainText(/Diverged at \d+/, { timeout: 60_000 })
  const alert = page.getByRole('alert')
  await expect(alert).toContainText(/at step \d+, with learning rate 1000; the first .* in .*(stem|stage|head)/)
  await expect(alert).toContainText('no checkpoint with finite weights')
  await keepScreens(page, 'run-diverged-without-checkpoint')

  // There is nothing to branch from, and the menu says why.
  await expect(page.getByRole('button', { name: 'Branch…' })).toBeDisabled()
  await page.getByRole('button', { name: 'More to do with this run' }).click()
  const branch = page.getByRole('menuitem', { name: /^Branch from a checkpoint/ })
  await expect(branch).toBeDisabled()
  await expect(branch).toContainText('it kept no checkpoint with finite weights')
  await page.keyboard.press('Escape')

  await alert.getByRole('button', { name: 'Train again at a tenth of the rate…' }).click()
  await expect(page.getByRole('textbox', { name: 'Learning rate', exact: true })).toHaveValue('100')
  await fillField(page, 'Learning rate', '0.1')
  await fillField(page, 'Weight decay', '0')
  await fillField(page, 'Length', '2')
  await start(page)
  await expect(page.getByRole('dialog', { name: /^Train / })).toBeHidden()
  await expect(region(page)).toContainText(/Finished/, { timeout: 60_000 })
  expect(readRuns(place).map(({ outcomes }) => outcomes)).toContainEqual(['finished'])
})
