/** Inside the network of a run that trains: every quantity, by pointer's and keyboard's ways, histograms on demand, and nothing measured. */
import { expect, keepScreens, test } from './support/app.ts'
import { fillField, fillTrainSheet, openPreset, start, waitForStep } from './support/steps.ts'

test('a run shows what is inside its network while it trains, and histograms when asked', async ({ opened: { app, page } }) => {
  test.setTimeout(180_000)
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 20_000, batch: 16, evaluateEvery: 20_000 })
  const sheet = page.getByRole('dialog', { name: /^Train / })
  await sheet.getByRole('button', { name: /^Inside: / }).click()
  await fillField(page, 'Measure inside every so many steps', '5')
  await start(page)
  await waitForStep(page, 6)

  // The key beside the tab's name leads there.
  await page.keyboard.press('i')
  const inside = page.getByRole('tabpanel', { name: 'Inside the network' })
  const map = inside.getByRole('slider', { name: /by depth and step$/ })
  await expect(map).toBeVisible()

  // ResNet-20 has 19 convolutions with BN, as many and a classifier with weights, and 9 residual blocks (He et al. 2016, section 4.2).
  const quantity = inside.getByRole('combobox', { name: 'Quantity' })
  for (const [name, rows] of [
    ['Gradient norm', '20 layers'],
    ['Weight norm', '20 layers'],
    ['Update ratio', '20 layers'],
    ['Response std', '19 layers'],
    ['Branch share', '9 blocks'],
    ['Gradient through the branch', '9 blocks'],
    ['Gradient through the shortcut', '9 blocks'],
  ] as const) {
    await quantity.selectOption(name)
    await expect(map).toHaveAccessibleName(`${name} by depth and step`)
    await expect(inside).toContainText(rows)
    await expect(map).toHaveAttribute('aria-valuetext', /^\S+, step [\d,]+: [\d.e−]+$/)
  }

  // Arrow keys walk through layers: the first is the stem.
  await quantity.selectOption('Weight norm')
  await expect(map).toHaveAccessibleName('Weight norm by depth and step')
  await map.focus()
  await page.keyboard.press('PageUp')
  await expect(map).toHaveAttribute('aria-valuetext', /^stem\.conv, /)
  await page.keyboard.press('ArrowDown')
  await expect(map).toHaveAttribute('aria-valuetext', /^stage1\.block1\.conv1, /)
  await page.keyboard.press('ArrowUp')

  // 3 × 3 × 3 × 16 weights in the stem.
  await inside.getByRole('button', { name: 'Measure', exact: true }).click()
  const histogram = inside.getByRole('slider', { name: 'Bin of the histogram' })
  await expect(histogram).toHaveAttribute('aria-valuetext', /^stem\.conv: 432 numbers at step [\d,]+$/, { timeout: 20_000 })
  await inside.getByRole('combobox', { name: 'Histogram of' }).selectOption('Gradient')
  await expect(histogram).toHaveAttribute('aria-valuetext', /^stem\.conv: 432 numbers at step [\d,]+$/)
  await histogram.focus()
  await page.keyboard.press('ArrowRight')
  await expect(histogram).toHaveAttribute('aria-valuetext', /^[\d,]+ of 432 from /)
  await keepScreens(page, 'run-inside')

  // The values as text: a row a layer.
  await inside.getByRole('button', { name: 'Copy values' }).click()
  await expect(inside.getByRole('button', { name: 'Copied' })).toBeVisible()
  const table = (await app.evaluate(({ clipboard }) => clipboard.readText())).trim().split(/\r?\n/)
  expect(table[0]).toMatch(/^name,depth,step 1/)
  expect(table).toHaveLength(1 + 20)
  expect(table[1]).toMatch(/^stem\.conv,1,[\d.]+/)

  await waitForStep(page, 40)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('button', { name: 'Stop now' }).click()
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toContainText(/Stopped at/, { timeout: 30_000 })
  await expect(inside.getByRole('button', { name: 'Measure', exact: true })).toBeDisabled()

  // The middle of a logarithmic axis is an earlier step.
  const stepAt = async (): Promise<number> => {
    const box = await map.boundingBox()
    if (box === null) throw new Error('The map has no place')
    await page.mouse.click(box.x + 104 + (box.width - 120) * 0.5, box.y + 20)
    return Number(/step ([\d,]+):/.exec((await map.getAttribute('aria-valuetext')) ?? '')?.[1]?.replaceAll(',', ''))
  }
  const linear = await stepAt()
  await inside.getByRole('button', { name: 'log x' }).click()
  expect(await stepAt()).toBeLessThan(linear)
  await map.press('x')
  await expect(inside.getByRole('button', { name: 'log x' })).toHaveAttribute('aria-pressed', 'false')
})

test('a run that measures nothing inside says so, and leads to training it again', async ({ opened: { page } }) => {
  test.setTimeout(120_000)
  await openPreset(page, 'plain-20')
  await fillTrainSheet(page, { steps: 4, batch: 16, evaluateEvery: 4, dataset: 'MNIST digits' })
  await page
    .getByRole('dialog', { name: /^Train / })
    .getByRole('button', { name: /^Inside: / })
    .click()
  await fillField(page, 'Measure inside every so many steps', '0')
  await start(page)
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toContainText('Finished', { timeout: 60_000 })
  await page.getByRole('tab', { name: 'Inside the network' }).click()
  const inside = page.getByRole('tabpanel', { name: 'Inside the network' })
  await expect(inside).toContainText('Nothing is measured inside this network')
  // A plain network has no blocks to measure.
  await expect(inside.getByRole('option', { name: 'Branch share' })).toBeDisabled()
  await keepScreens(page, 'run-inside-none')
  await inside.getByRole('button', { name: 'Train again…' }).click()
  const sheet = page.getByRole('dialog', { name: /^Train plain-20/ })
  await expect(sheet.getByRole('textbox', { name: 'Batch size' })).toHaveValue('16')
  await expect(sheet.getByRole('region', { name: /^Protocol check/ })).toContainText('Measured inside: never')
})
