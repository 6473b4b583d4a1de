/** What a person does over and over. */
import type { Page } from '@playwright/test'
import { expect } from './app.ts'

/** Opens a net of the galleries, past the first start where it is shown. */
export async function openPreset(page: Page, name: string): Promise<void> {
  const gallery = page.getByRole('button', { name: 'Open the gallery' })
  await page.getByRole('link', { name: 'Design' }).click()
  const preset = page.getByRole('button', { name: new RegExp(`^${name}, [\\d,]+ parameters`) })
  await expect(gallery.or(preset).first()).toBeVisible()
  if (await gallery.isVisible()) await gallery.click()
  await preset.click()
  await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
}

/** Runs a command that the palette finds by these words. */
export async function runCommand(page: Page, words: string): Promise<void> {
  // A window that has only just opened hears no keys yet.
  await expect(page.getByRole('button', { name: /^Find or run anything/ })).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox').or(page.getByRole('searchbox')).last()).toBeFocused()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

export interface Training {
  readonly steps: number
  readonly batch: number
  readonly evaluateEvery: number
  readonly twin?: boolean
  readonly dataset?: 'CIFAR-10' | 'MNIST digits'
}

/** Fills the Train sheet of the design in view. */
export async function fillTrainSheet(page: Page, training: Training): Promise<void> {
  await page.getByRole('button', { name: 'Train…' }).click()
  const sheet = page.getByRole('dialog', { name: /^Train / })
  if (training.dataset) {
    await sheet.getByRole('combobox', { name: 'Data set' }).selectOption(training.dataset)
    await sheet.getByRole('button', { name: `Fit it to ${training.dataset}` }).click()
  }
  await fillField(page, 'Batch size', String(training.batch))
  await fillField(page, 'Length', String(training.steps))
  await fillField(page, 'Steps after which the rate drops', '')
  await sheet.getByRole('button', { name: /^Evaluate: / }).click()
  await fillField(page, 'Evaluate the test set every', String(training.evaluateEvery))
  if (training.twin) await sheet.getByRole('checkbox', { name: 'also train its plain twin' }).check()
}

/** Fills one field of the Train sheet and leaves it. */
export async function fillField(page: Page, name: string, value: string): Promise<void> {
  const field = page.getByRole('dialog', { name: /^Train / }).getByRole('textbox', { name, exact: true })
  await field.fill(value)
  await field.press('Tab')
}

/** Starts what the sheet was filled with. */
export async function start(page: Page): Promise<void> {
  await page
    .getByRole('dialog', { name: /^Train / })
    .getByRole('button', { name: /^(Start|Add)/ })
    .click()
}

/** Steps that the run in view has committed. */
export async function committedSteps(page: Page): Promise<number> {
  const text = (await page.locator('footer.status').textContent()) ?? ''
  return Number(/committed up to step ([\d,]+)/.exec(text)?.[1]?.replaceAll(',', '') ?? 0)
}

export async function waitForStep(page: Page, step: number, timeout = 60_000): Promise<void> {
  await expect.poll(() => committedSteps(page), { timeout, intervals: [200] }).toBeGreaterThanOrEqual(step)
}
