/** The Train sheet: every setting of a recipe, what it is held against, undone and redone, and as a command. */
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { fillField, openPreset } from './support/steps.ts'

test('a recipe is changed in all its parts, held against the published one, and taken back', async ({ place }) => {
  test.setTimeout(120_000)
  const { page, close, complaints } = await openApp(place)
  await openPreset(page, 'ResNet-20')
  await page.getByRole('button', { name: 'Train…' }).click()
  const sheet = page.getByRole('dialog', { name: /^Train / })
  const check = sheet.getByRole('region', { name: /^Protocol check/ })

  await sheet.getByRole('radio', { name: /^he-2016-cifar:/ }).check()
  await expect(check).toContainText('as published')
  await keepScreens(page, 'train-paper')

  // Each change is named with both values; a change that leaves what is learned alone does not count.
  await sheet.getByRole('textbox', { name: 'Batch size' }).fill('256')
  await sheet.getByRole('textbox', { name: 'Batch size' }).press('Tab')
  await sheet.getByRole('checkbox', { name: 'cutout' }).check()
  await sheet.getByRole('button', { name: /^Inside: / }).click()
  await sheet.getByRole('textbox', { name: 'Measure inside every so many steps' }).fill('0')
  await expect(check).toContainText('2 deviations')
  await expect(check).toContainText('Batch: 256, not 128')
  await expect(check).toContainText('Measured inside: never, not every 100 steps')

  // Undo takes back change by change, and redo brings them again.
  await page.keyboard.press('Control+z')
  await expect(check).not.toContainText('Measured inside')
  await page.keyboard.press('Control+z')
  await expect(check).toContainText('1 deviation')
  await page.keyboard.press('Control+Shift+z')
  await expect(check).toContainText('2 deviations')
  await check.getByRole('button', { name: 'Batch as in he-2016-cifar' }).click()
  await expect(sheet.getByRole('textbox', { name: 'Batch size' })).toHaveValue('128')

  // What is wrong unfolds its part, says so, and is mended.
  await sheet.getByRole('combobox', { name: 'Warm-up' }).selectOption('linear warm-up')
  await sheet.getByRole('textbox', { name: 'Steps of warm-up' }).fill('90000')
  await sheet.getByRole('textbox', { name: 'Steps of warm-up' }).press('Tab')
  await expect(sheet.getByRole('alert')).toContainText('Warm-up within the run is a whole number from 1 to 64,000.')
  await expect(sheet.getByText('One field must be mended: warm-up')).toBeVisible()
  await keepScreens(page, 'train-wrong')
  // All that is wrong is named, and the first of it is a click away, wherever in the sheet it is.
  await fillField(page, 'Seeds', 'x')
  await fillField(page, 'Batch size', '0')
  await expect(sheet.getByText('2 fields must be mended: batch, seeds')).toBeVisible()
  await sheet.getByRole('button', { name: 'Show it' }).click()
  await expect(sheet.getByRole('textbox', { name: 'Batch size' })).toBeFocused()
  await fillField(page, 'Batch size', '128')
  await sheet.getByRole('button', { name: 'Show it' }).click()
  await fillField(page, 'Seeds', '1')
  await sheet.getByRole('button', { name: 'Set 500' }).click()
  await expect(sheet.getByRole('alert')).toHaveCount(0)

  // Every schedule has its curve, and what only training tells is said.
  for (const kind of ['Cosine', 'One cycle', 'Plateau']) {
    await sheet.getByRole('combobox', { name: 'Schedule' }).selectOption(kind)
    await expect(sheet.getByRole('img', { name: /^Learning rate/ }).locator('path.rate')).toHaveCount(1)
  }
  await expect(sheet).toContainText('when, only training tells')
  await keepScreens(page, 'train-plateau')

  await sheet.getByRole('radio', { name: /^short:/ }).check()
  for (const part of ['Regularise', 'Average', 'Precision', 'Evaluate', 'Checkpoints']) {
    await sheet.getByRole('button', { name: new RegExp(`^${part}: `) }).click()
  }
  await sheet.getByRole('checkbox', { name: 'mixup' }).check()
  await sheet.getByRole('checkbox', { name: 'erase' }).check()
  await sheet.getByRole('radio', { name: 'moving average' }).click()
  await sheet.getByRole('button', { name: 'Copy as command line' }).scrollIntoViewIfNeeded()
  await expect(sheet.getByRole('button', { name: 'Copy as command line' })).toHaveAttribute(
    'title',
    `npm run lab -- train resnet-20 --data cifar10 --recipe short --library ${place.library} --erase 0.5,0.02,0.4 --mixup 0.2 --ema 0.999 --seed 1`,
  )
  await keepScreens(page, 'train-short')
  await sheet.getByRole('textbox', { name: 'Seeds' }).scrollIntoViewIfNeeded()
  await keepScreens(page, 'train-unfolded')
  expect(complaints).toEqual([])
  await close()
})
