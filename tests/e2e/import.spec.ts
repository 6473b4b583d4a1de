/** Weights that others trained become a run: chosen, looked at, reported, evaluated. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeArchitecture } from '../../core/architecture/file-format.ts'
import { completed } from '../../core/architecture/architecture.ts'
import { exportedDesign } from '../../core/export/export.ts'
import { pytorchWeights } from '../../core/export/weights.ts'
import { fileParts, headerText } from '../../core/files/safetensors.ts'
import { expect, keepScreens, test } from './support/app.ts'
import { runCommand } from './support/steps.ts'

const small = completed({
  name: 'Small net',
  input: { height: 28, width: 28, channels: 1 },
  stem: { kind: 'conv', kernel: 3, width: 8, stride: 2, pool: null },
  stages: [{ kind: 'basic', blocks: 1, width: 8, stride: 1, layers: 2, shortcut: 'A' }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 7 },
})

test('a file of weights is previewed, imported with a new head, and evaluated; what does not fit and pickles are refused in words', async ({
  opened: { page },
  place,
}) => {
  const { graph, weights } = exportedDesign(small)
  const theirs = pytorchWeights(graph, weights())
  const file = join(place.library, 'small.safetensors')
  writeFileSync(file, Buffer.concat([...fileParts(headerText(theirs, {}), theirs)]))
  const design = join(place.library, 'small.stagecraft')
  writeFileSync(design, writeArchitecture(small))
  const pickle = join(place.library, 'net.pth')
  writeFileSync(pickle, Buffer.from([0x80, 2, 0x8a, 10, 0x6c, 0xfc, 0x9c, 0x46]))

  await page.getByRole('link', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'MNIST digits' }).click()
  const facts = page.getByRole('complementary', { name: 'About MNIST digits' })
  const unpack = page.getByRole('region', { name: 'MNIST digits' }).getByRole('button', { name: 'Unpack' })
  await expect(unpack.or(facts.getByText('as published')).first()).toBeVisible()
  if (await unpack.isVisible()) await unpack.click()
  await expect(page.getByRole('img', { name: 'training images of 7' })).toBeVisible({ timeout: 30_000 })

  await page.getByRole('link', { name: 'Design', exact: true }).click()
  const designChosen = page.waitForEvent('filechooser')
  await page.keyboard.press('Control+o')
  await (await designChosen).setFiles(design)
  await expect(page.getByRole('heading', { name: 'Small net', exact: true })).toBeVisible()
  // The design is saved once it was left alone for a moment: only then does the lab know it.
  await expect(page.getByText('Saved', { exact: false }).first()).toBeVisible()

  await runCommand(page, 'import weights')
  const sheet = page.getByRole('dialog', { name: 'Import weights' })
  const path = sheet.getByRole('textbox', { name: 'File of weights' })
  await path.fill(pickle)
  await expect(sheet.getByRole('alert')).toContainText('is a Python pickle')
  await expect(sheet.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()

  const chosen = page.waitForEvent('filechooser')
  await sheet.getByRole('button', { name: 'Choose…' }).click()
  await (await chosen).setFiles(file)
  await expect(path).toHaveValue(file)
  const network = sheet.getByRole('combobox', { name: 'What the weights are of' })
  await expect(network.locator('option:checked')).toHaveText('Small net: fits', { timeout: 60_000 })
  const report = sheet.getByRole('region', { name: 'Report' })
  await expect(report).toContainText('fc.weight', { timeout: 30_000 })
  await expect(report).toContainText('It is 7×8 in the file and 10×8 here.')
  await expect(report).toContainText('head.fc begins anew')
  await keepScreens(page, 'import')

  await network.selectOption('preset:resnet-20')
  await expect(sheet.getByRole('alert')).toContainText('tensors that cannot be taken from the file', { timeout: 30_000 })
  await network.selectOption({ label: 'Small net: fits' })
  await expect(report).toContainText('head.fc begins anew', { timeout: 30_000 })
  await sheet.getByRole('button', { name: 'Import', exact: true }).click()

  await expect(page).toHaveURL(/#\/runs\/./, { timeout: 60_000 })
  const about = page.getByRole('complementary')
  await expect(about.getByRole('row', { name: 'File small.safetensors' })).toBeVisible()
  await expect(about.getByRole('row', { name: 'Begun anew head.fc' })).toBeVisible()
  await expect(page.getByRole('status').getByText('Paused at 0')).toBeVisible({ timeout: 60_000 })
  // Ten classes and a head that was only drawn.
  await expect(
    page
      .getByRole('definition')
      .filter({ hasText: /^\d\d\.\d\d/ })
      .first(),
  ).toBeVisible()
  await keepScreens(page, 'imported')
})
