/** One batch through an untrained design: what a person sees of it, stops of it, and holds beside another. */
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { openPreset } from './support/steps.ts'
import type { Page } from '@playwright/test'

/** On noise, as where no data set fits. */
async function openTry(page: Page, preset: string) {
  const sheet = await openSheet(page, preset)
  await sheet.getByRole('combobox', { name: 'Images' }).selectOption('noise')
  return sheet
}

async function openSheet(page: Page, preset: string) {
  await openPreset(page, preset)
  await page.getByRole('button', { name: 'Try one batch' }).click()
  return page.getByRole('dialog', { name: `Try one batch of ${preset}` })
}

test('a design is tried on noise where no data set is here that fits, and says so', async ({ opened: { page } }) => {
  const large = await openSheet(page, 'ResNet-18')
  await expect(large.getByRole('status')).toContainText('No data set here fits 224×224×3 images of 1,000 classes')
  await expect(large.getByRole('combobox', { name: 'Images' })).toHaveValue('noise')
  await page.keyboard.press('Escape')
  await expect(large).toBeHidden()

  const sheet = await openTry(page, 'ResNet-20')
  const batch = sheet.getByRole('textbox', { name: 'Batch size' })
  await batch.fill('1')
  await batch.press('Tab')
  await expect(sheet.getByRole('button', { name: 'Try', exact: true })).toBeDisabled()
  await batch.fill('16')
  await batch.press('Tab')
  await sheet.getByRole('button', { name: 'Try', exact: true }).click()
  const found = sheet.getByRole('region', { name: 'ResNet-20', exact: true })
  await expect(found).toContainText('16 images of noise, float32, seed 1')
  await expect(found).toContainText(/Outputs keep their size over 19 layers: std \d/)
  await expect(found).toContainText(/Gradients at neighbouring images correlate by 0\.\d\d/)
  await expect(found).toContainText('not predicted')
  const layers = sheet.getByRole('region', { name: 'Numbers of the layers' })
  await expect(layers.getByRole('row', { name: /^stem\.conv 1 32×32×16/ })).toBeVisible()
  await expect(sheet.getByRole('slider', { name: 'Cursor of Gradient norm' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
})

test('a try is cancelled, and another is begun after it', async ({ opened: { page } }) => {
  const sheet = await openTry(page, 'ResNet-110')
  await sheet.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(sheet.getByRole('progressbar', { name: 'Trying ResNet-110' })).toBeVisible()
  await sheet.getByRole('button', { name: 'Cancel the try' }).click()
  await expect(sheet.getByRole('progressbar')).toBeHidden()
  await expect(sheet).toContainText('Nothing is tried yet.')
  const batch = sheet.getByRole('textbox', { name: 'Batch size' })
  await batch.fill('2')
  await batch.press('Tab')
  await sheet.getByRole('button', { name: 'Try', exact: true }).click()
  await expect(sheet.getByRole('region', { name: 'ResNet-110', exact: true })).toContainText('2 images of noise', {
    timeout: 60_000,
  })
})

test('on real images a plain net of 110 layers without BN is dead, and its residual twin beside it is sound', async ({
  place,
}) => {
  const { page, close, complaints } = await openApp(place)
  await openPreset(page, 'plain-110')
  await page.getByRole('treeitem', { name: /^Stage 1,/ }).press('Enter')
  await page.keyboard.press('Control+a')
  const inspector = page.getByRole('complementary', { name: 'Inspector' })
  await inspector.getByRole('button', { name: /^More options/ }).click()
  await inspector.getByRole('combobox', { name: 'Normalization' }).selectOption('none')
  await expect(page.getByRole('heading', { name: 'plain-110, changed', exact: true })).toBeVisible()
  await page.keyboard.press('Control+b')
  const sheet = page.getByRole('dialog', { name: 'Try one batch of plain-110, changed' })
  await expect(sheet.getByRole('combobox', { name: 'Images' })).toHaveValue('cifar10')
  await sheet.getByRole('combobox', { name: 'Beside it' }).selectOption('ResNet-110')
  const batch = sheet.getByRole('textbox', { name: 'Batch size' })
  await batch.fill('32')
  await batch.press('Tab')
  await sheet.getByRole('button', { name: 'Try', exact: true }).click()
  const verdicts = sheet.getByRole('list', { name: 'Verdicts' }).getByRole('listitem')
  await expect(verdicts).toHaveText([/^plain-110, changed ?dead/, /^ResNet-110 ?sound$/], { timeout: 80_000 })
  const dead = sheet.getByRole('region', { name: 'plain-110, changed', exact: true })
  await expect(dead).toContainText('32 training images of CIFAR-10, float32, seed 1')
  await expect(dead).toContainText(/more than half of all units never switch: of the last one's, \d+ % are 0 for every image/)
  const gradient = sheet.getByRole('slider', { name: 'Cursor of Gradient norm' })
  await gradient.press('End')
  await expect(gradient).toHaveAttribute('aria-valuetext', /^depth 110: [\d.e−]+ and [\d.e−]+$/)
  await sheet.getByRole('radio', { name: 'ResNet-110' }).click()
  await expect(sheet.getByRole('row', { name: /^stage1\.block1\.conv1 2 32×32×16/ })).toBeVisible()
  await keepScreens(page, 'try-two')
  await page.setViewportSize({ width: 1024, height: 720 })
  await keepScreens(page, 'try-two-narrow')
  await close()
  expect(complaints).toEqual([])
})
