/** What a person does who looks inside trained networks. */
import type { Locator, Page } from '@playwright/test'
import { expect } from './app.ts'

export const asked = (page: Page): Locator => page.getByRole('complementary', { name: 'What is asked' })

/** Chooses an analysis, of so many images. */
export async function lookAt(page: Page, name: string, images: number): Promise<void> {
  await page
    .getByRole('navigation', { name: 'Analyses' })
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .click()
  const all = asked(page).getByRole('checkbox', { name: /^all/ })
  if (await all.isChecked()) await all.uncheck()
  await asked(page).getByRole('textbox', { name: 'Number of images' }).fill(String(images))
}

export async function measure(page: Page): Promise<void> {
  await asked(page)
    .getByRole('button', { name: /^Measure/ })
    .click()
}

/** Measures it where that was not done before, and waits until all of it is here. */
export async function lookAtMeasured(page: Page, name: string, images: number): Promise<void> {
  await lookAt(page, name, images)
  const button = asked(page).getByRole('button', { name: /^Measure/ })
  if (await button.isEnabled()) await button.click()
  await allMeasured(page)
  await expect(asked(page)).toContainText(`${images} test images`)
}

/** Measures by keys what is asked, of all images that it is asked of, and waits until it is here. */
export async function lookFurther(page: Page): Promise<void> {
  await page.keyboard.press('Control+Enter')
  await allMeasured(page)
}

/** Waits until what was asked of all runs is here: of small devices each run takes a process for each batch and form. */
export async function allMeasured(page: Page): Promise<void> {
  await expect(asked(page)).not.toContainText('not measured yet', { timeout: 180_000 })
  await expect(asked(page).getByRole('button', { name: /^Cancel/ })).toHaveCount(0, { timeout: 180_000 })
}

/** Shows every page of the Inspect view, whichever there are: measured of so many images where that is soon done, else ready to be. */
export async function visitEveryPage(page: Page, images: number, look: (view: string) => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: 'Inspect', exact: true }).click()
  const all = page.getByRole('navigation', { name: 'Analyses' }).getByRole('button')
  await expect(all.first()).toBeVisible()
  for (const button of await all.all()) {
    await button.click()
    await expect(button).toHaveAttribute('aria-current', 'page')
    const name = (await button.locator('.strong').textContent()) ?? ''
    await expect(page.getByRole('heading', { name, exact: true })).toBeVisible()
    if (isSoonMeasured(name)) await measureFew(page, images)
    await look(`Inspect, ${name}`)
  }
}

/** Small devices take a process for each batch and form, and a surface as many passes as it has points. */
const isSoonMeasured = (name: string): boolean => name !== 'Small devices' && name !== 'Loss surface' && name !== 'One image'

async function measureFew(page: Page, images: number): Promise<void> {
  const all = asked(page).getByRole('checkbox', { name: /^all/ })
  if (await all.isChecked()) await all.uncheck()
  await asked(page).getByRole('textbox', { name: 'Number of images' }).fill(String(images))
  const button = asked(page).getByRole('button', { name: /^Measure/ })
  if (await button.isEnabled()) await button.click()
  await allMeasured(page)
}

/** Shows pages of the Inspect view and hands the name of each on once it stands. */
export async function visitInspect(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  await page.getByRole('link', { name: 'Inspect', exact: true }).click()
  await lookAtMeasured(page, 'Responses', 16)
  await look('Inspect')
  await lookAtMeasured(page, 'Errors', 16)
  await expect(page.getByRole('grid', { name: 'Confusion' }).first()).toBeVisible()
  await look('Inspect errors')
  await page
    .getByRole('button', { name: /^Look at image/ })
    .first()
    .click()
  await expect(page.getByRole('figure', { name: /^Through the blocks of/ }).last()).toBeVisible({ timeout: 60_000 })
  await look('Inspect image')
  await lookAt(page, 'Loss surface', 16)
  await asked(page).getByRole('combobox', { name: 'Over' }).selectOption('a plane of two')
  await asked(page).getByRole('textbox', { name: 'Points' }).fill('3')
  const button = asked(page).getByRole('button', { name: /^Measure/ })
  if (await button.isEnabled()) await button.click()
  await expect(page.getByRole('application', { name: /^Error around it/ })).toBeVisible({ timeout: 60_000 })
  await look('Inspect surface')
}
