/** Designing, from an empty library: a preset, changes and their undoing, the plain twin, all kept. Counts as in the literature. */
import type { Page } from '@playwright/test'
import { expect, keepScreens, openApp, test } from './support/app.ts'

/** What the totals band says: parameters and MACs. */
function totals(page: Page): { parameters: ReturnType<Page['getByText']>; macs: ReturnType<Page['getByText']> } {
  const definition = (term: string) => page.locator('section[aria-label=Stack] dl > div').filter({ hasText: term }).locator('dd')
  return { parameters: definition('Parameters'), macs: definition('MACs') }
}

/** Counts of the CIFAR family, options A and B: He et al. 2016, counted from the layers. */
const resnet20 = { A: ['269,722', '40,551,040'], B: ['272,474', '40,813,184'] } as const

async function expectCounts(page: Page, [parameters, macs]: readonly [string, string]): Promise<void> {
  await expect(totals(page).parameters).toContainText(parameters)
  await expect(totals(page).macs).toContainText(macs)
}

async function chooseShortcut(page: Page, stage: number, option: string): Promise<void> {
  await page.getByRole('treeitem', { name: new RegExp(`^Stage ${stage},`) }).click()
  await expect(page.getByRole('heading', { name: `Stage ${stage}`, exact: true })).toBeVisible()
  await page.getByRole('radiogroup', { name: 'Shortcut' }).getByRole('radio', { name: option, exact: true }).click()
}

test('a preset, changed, undone, redone, its plain twin, found again after a restart', async ({ place }) => {
  const { page, complaints, close } = await openApp(place)
  await expect(page.getByRole('heading', { name: /Stack residual stages/ })).toBeVisible()
  await keepScreens(page, 'first-start')

  await page.getByRole('button', { name: 'Open the gallery' }).click()
  await page.getByRole('button', { name: 'ResNet-20, 269,722 parameters' }).click()
  await expectCounts(page, resnet20.A)
  await keepScreens(page, 'design')

  await chooseShortcut(page, 2, 'B')
  await chooseShortcut(page, 3, 'B')
  await expectCounts(page, resnet20.B)
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expectCounts(page, resnet20.A)
  await page.keyboard.press('Control+Shift+z')
  await page.keyboard.press('Control+Shift+z')
  await expectCounts(page, resnet20.B)

  // A plain net has exactly option A's counts.
  await page.getByRole('button', { name: 'Plain twin' }).click()
  await expectCounts(page, resnet20.A)
  await keepScreens(page, 'design-plain-twin')
  await expect(page.getByRole('heading', { name: /^My designs 2/ })).toBeVisible()
  await close()
  expect(complaints).toEqual([])

  const again = await openApp(place)
  await expect(again.page.getByRole('heading', { name: /^My designs 2/ })).toBeVisible()
  await again.page.locator('ul.mine').getByRole('button', { name: 'ResNet-20, changed', exact: true }).click()
  await expectCounts(again.page, resnet20.B)
  await again.close()
  expect(again.complaints).toEqual([])
})

test('a design that cannot be trained says why, at the stage', async ({ opened: { page } }) => {
  await page.getByRole('button', { name: 'Open the gallery' }).click()
  await page.getByRole('button', { name: 'ResNet-20, 269,722 parameters' }).click()
  // Option A pads with zeros, which cannot take channels away: He et al. 2016, section 3.3.
  await page.getByRole('treeitem', { name: /^Stage 3,/ }).click()
  const width = page.getByRole('textbox', { name: 'Width' })
  // What is no width changes nothing, and a comma is not left out of it.
  await width.fill('4,8')
  await expect(page.getByText('It takes a whole number from 1 to 8,192')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Train…' })).toBeEnabled()
  await width.press('Escape')
  await expect(width).toHaveValue('64')
  // All follows at every keystroke, and what is typed until the field is left is one step back.
  await width.selectText()
  await width.pressSequentially('16')
  await expect(page.getByRole('button', { name: 'Train…' })).toBeDisabled()
  await width.press('Enter')
  await expect(page.getByText('Stage 3 must be mended first')).toBeVisible()
  await keepScreens(page, 'design-error')
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Undo/ }).click()
  await expect(page.getByRole('button', { name: 'Train…' })).toBeEnabled()
})

test('deep and large nets are drawn at once', async ({ opened: { page } }) => {
  await page.getByRole('button', { name: 'Open the gallery' }).click()
  for (const [name, file] of [
    ['ResNet-110, 1,727,962 parameters', 'design-resnet-110'],
    ['ResNet-1202, 19,421,274 parameters', 'design-resnet-1202'],
    ['VGG-16, 138,357,544 parameters', 'design-vgg-16'],
    ['ResNet-50, 25,557,032 parameters', 'design-resnet-50'],
  ] as const) {
    await page.getByRole('button', { name, exact: true }).click()
    await expect(totals(page).parameters).toContainText(name.split(', ')[1]?.split(' ')[0] ?? '')
    await keepScreens(page, file)
  }
})
