/** Every view of the app, one after the other, with something in it. */
import type { Page } from '@playwright/test'
import { expect } from './app.ts'
import { fillTrainSheet, openPreset, start } from './steps.ts'

/** A design, and two short runs that have ended, so that no view is empty. */
export async function fillLibrary(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'MNIST digits' }).click()
  const facts = page.getByRole('complementary', { name: 'About MNIST digits' })
  const unpack = page.getByRole('region', { name: 'MNIST digits' }).getByRole('button', { name: 'Unpack' })
  await expect(unpack.or(facts.getByText('as published')).first()).toBeVisible()
  if (await unpack.isVisible()) await unpack.click()
  await expect(page.getByRole('img', { name: 'training images of 7' })).toBeVisible({ timeout: 30_000 })
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 4, batch: 16, evaluateEvery: 2, twin: true, dataset: 'MNIST digits' })
  await start(page)
  await expect(page).toHaveURL(/#\/runs\/./, { timeout: 20_000 })
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('grid', { name: 'Runs' }).getByText('Finished')).toHaveCount(2, { timeout: 60_000 })
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

  await page.keyboard.press('Control+Enter')
  await expect(page.getByRole('dialog', { name: /^Train / })).toBeVisible()
  await expect(page.getByRole('radio', { name: /^quick: / })).toBeVisible()
  await look('Train')
  await page.keyboard.press('Escape')

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
