/** What a run takes, before it starts: offered where this computer was not measured, and shown where it was. */
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { keepSpeeds } from './support/measured-machine.ts'
import { openPreset } from './support/steps.ts'

test('this computer is measured from the Train sheet, and that can be cancelled', async ({ place }) => {
  const { page, close, complaints } = await openApp(place)
  await openPreset(page, 'ResNet-20')
  // The Design view offers it too.
  const step = page.getByText('Predicted step').locator('..')
  await step.getByRole('button', { name: 'Measure this computer' }).click()
  await step.getByRole('button', { name: 'cancel' }).click()
  await expect(step).toContainText('not known yet')
  await page.getByRole('button', { name: 'Train…' }).click()
  const prediction = page.getByRole('dialog', { name: /^Train / }).getByRole('region', { name: /^Prediction/ })
  await prediction.getByRole('button', { name: 'Measure this computer' }).click()
  await expect(prediction.getByRole('progressbar', { name: 'Measuring this computer' })).toBeVisible()
  await keepScreens(page, 'train-measuring')
  await prediction.getByRole('button', { name: 'Cancel' }).click()
  await expect(prediction.getByRole('button', { name: 'Measure this computer' })).toBeVisible()
  await close()
  expect(complaints).toEqual([])
})

test('where it was measured, the sheet says what a step, the run and its memory take', async ({ place }) => {
  // On this made-up machine every step of ResNet-20 takes 0.2 s, and a MAC of 512 channels 10⁻⁸ ms: 100 · 10⁹ a second.
  keepSpeeds(place, { step: 200, conv512: 1e-8 })
  const { page, close, complaints } = await openApp(place)
  await openPreset(page, 'ResNet-20')
  await expect(page.getByText('Predicted step').locator('..')).toContainText(/200 ms ?float32; CPU, \d+ cores?/)
  await expect(page.getByText('MACs, step time')).toBeVisible()
  await page.getByRole('button', { name: 'Train…' }).click()
  const sheet = page.getByRole('dialog', { name: /^Train / })
  await sheet.getByRole('radio', { name: /^he-2016-cifar:/ }).check()
  // In the table of recipes, 30 epochs of 391 steps are 39 min.
  await expect(sheet.locator('tr', { has: page.getByRole('radio', { name: /^short:/ }) })).toContainText('39 min')
  const prediction = sheet.getByRole('region', { name: /^Prediction/ })
  // 64,000 steps of 0.2 s are 3 h 33 min; 128 images in 0.2 s are 640 a second.
  await expect(prediction).toContainText('200 ms')
  await expect(prediction).toContainText('640 images/s')
  await expect(prediction).toContainText('3 h 33 min')
  await expect(prediction).toContainText('Other programs had 30 % of the processors when it was measured')
  // It does not say which of our own kernels it was measured with.
  await expect(prediction).toContainText('Measured with other kernels than are here now')
  await expect(prediction.getByRole('button', { name: 'Measure again' })).toBeVisible()
  await keepScreens(page, 'train-predicted')
  await sheet.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('link', { name: 'System' }).click()
  const calibration = page.getByRole('region', { name: 'Calibration' })
  await expect(calibration.getByRole('row', { name: '512 100 100' })).toBeVisible()
  await expect(calibration).toContainText('Other programs had 30 % of the processors')
  await expect(page.getByText(/^\d+ checks,/)).toBeVisible({ timeout: 30_000 })
  await keepScreens(page, 'system-measured')
  await calibration.getByRole('button', { name: 'Measure again' }).click()
  await expect(calibration.getByRole('progressbar', { name: 'Measuring this computer' })).toBeVisible()
  await expect(calibration).toContainText(/\d+ s left/)
  await keepScreens(page, 'system-measuring')
  await calibration.getByRole('button', { name: 'Cancel' }).click()
  await expect(calibration.getByRole('row', { name: '512 100 100' })).toBeVisible()
  await close()
  expect(complaints).toEqual([])
})
