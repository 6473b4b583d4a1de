/** Every view of the app, one after the other, with something in it. */
import type { Page } from '@playwright/test'
import { expect } from './app.ts'
import { fillTrainSheet, openPreset, runCommand, start } from './steps.ts'

/** The digits that come with Stagecraft, ready to train on. */
export async function unpackDigits(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'MNIST digits' }).click()
  const facts = page.getByRole('complementary', { name: 'About MNIST digits' })
  const unpack = page.getByRole('region', { name: 'MNIST digits' }).getByRole('button', { name: 'Unpack' })
  await expect(unpack.or(facts.getByText('as published')).first()).toBeVisible()
  if (await unpack.isVisible()) await unpack.click()
  await expect(page.getByRole('img', { name: 'training images of 7' })).toBeVisible({ timeout: 30_000 })
}

/** Two short runs that have ended, and a design of one's own, so that no view is empty. */
export async function fillLibrary(page: Page): Promise<void> {
  await unpackDigits(page)
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 4, batch: 16, evaluateEvery: 2, twin: true, dataset: 'MNIST digits' })
  await start(page)
  await expect(page).toHaveURL(/#\/runs\/./, { timeout: 20_000 })
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Runs' }).getByText('Finished')).toHaveCount(2, { timeout: 60_000 })
  await page.getByRole('link', { name: 'Design', exact: true }).click()
  await runCommand(page, 'duplicate this design')
  await expect(page.getByRole('heading', { name: 'ResNet-20, copy', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
}

/** Shows each view and hands its name on once it stands. */
export async function visitViews(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  const link = (name: string): Promise<void> => page.getByRole('link', { name, exact: true }).click()
  await link('Design')
  await expect(page.getByRole('tree')).toBeVisible()
  await look('Design')

  await page.keyboard.press('Control+g')
  await expect(page.getByRole('dialog', { name: 'Gallery' }).getByRole('option').first()).toBeVisible()
  await look('Gallery')
  await page.keyboard.press('Escape')

  await visitSheets(page, look)

  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog', { name: /^Train / })).toBeVisible()
  await expect(page.getByRole('radio', { name: /^quick: / })).toBeVisible()
  await page.getByRole('button', { name: /^Precision: / }).click()
  await look('Train')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+Shift+b')
  await expect(page.getByRole('table', { name: 'Counts of both designs' })).toBeVisible()
  await look('Difference')

  await link('Runs')
  await expect(page.getByRole('complementary', { name: 'Values and settings of the ticked runs' })).toContainText('ResNet-20')
  await look('Runs')

  await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'ResNet-20', exact: true }).click()
  await page.getByRole('tab', { name: 'Curves' }).click()
  await expect(page.getByRole('slider', { name: /^Cursor of Curves/ })).toBeVisible()
  await look('Run')
  await page.getByRole('tab', { name: 'Inside the network' }).click()
  await expect(page.getByRole('tabpanel', { name: 'Inside the network' }).getByRole('combobox').first()).toBeVisible()
  await look('Inside')
  for (const [tab, region] of [
    ['Design', 'Design of the run'],
    ['Checkpoints', 'Checkpoints of the run'],
    ['Events', 'Events of the run'],
    ['Log', 'Whole log'],
    ['Machine', 'Machine and versions'],
  ] as const) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await expect(page.getByRole('region', { name: region })).toBeVisible()
    await look(`Run, ${tab}`)
  }

  await page.keyboard.press('Control+Shift+k')
  await expect(page.getByRole('textbox', { name: 'Question in SQL' })).toBeFocused()
  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('table', { name: 'Answer' })).toBeVisible({ timeout: 20_000 })
  await look('SQL')
  await runCommand(page, 'this library')
  await expect(page.getByRole('table', { name: 'Size by run' })).toBeVisible()
  await look('Library')
  await page.keyboard.press('Escape')

  await link('Studies')
  await expect(page.getByText('No study yet. Choose a question')).toBeVisible()
  await look('Studies')
  await page
    .getByRole('navigation', { name: 'Start a study' })
    .getByRole('link', { name: /^Seeds/ })
    .click()
  await page.getByRole('combobox', { name: 'Data set' }).selectOption('MNIST digits')
  await expect(page.getByRole('table', { name: 'Forecast' })).toBeVisible({ timeout: 30_000 })
  await look('Study of a template')

  await link('Data')
  await page.getByRole('button', { name: 'MNIST digits' }).click()
  await expect(page.getByRole('img', { name: 'training images of 7' })).toBeVisible()
  await look('Data')

  await link('System')
  await expect(page.getByText(/\d+ checks, /)).toBeVisible()
  await look('System')

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('listbox')).toBeVisible()
  await look('Palette')
  await page.keyboard.press('Escape')
}

/** What opens over the Design view, each closed again. */
async function visitSheets(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  await page
    .getByRole('treeitem', { name: /^Stage 2,/ })
    .locator('text')
    .first()
    .click()
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await inspector.getByRole('button', { name: /^More options/ }).click()
  await look('Inspector')
  await inspector.getByRole('button', { name: 'Fewer options' }).click()

  await page.keyboard.press('Control+Shift+v')
  await expect(
    page
      .getByRole('alertdialog', { name: /^New variants of / })
      .getByRole('checkbox')
      .first(),
  ).toBeVisible()
  await look('New variants')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+Shift+s')
  await expect(page.getByRole('dialog', { name: 'Versions' })).toBeVisible()
  await look('Versions')
  await page.keyboard.press('Escape')

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await look('Shortcuts')
  await page.keyboard.press('Escape')

  await runCommand(page, 'export this design')
  await expect(page.getByRole('alertdialog', { name: /^Export / })).toBeVisible()
  await look('Export')
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+b')
  const sheet = page.getByRole('dialog', { name: /^Try one batch of / })
  await sheet.getByRole('textbox', { name: 'Batch size' }).fill('4')
  await sheet.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(sheet.getByRole('region', { name: 'Numbers of the layers' })).toBeVisible({ timeout: 30_000 })
  await look('Try')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
}
