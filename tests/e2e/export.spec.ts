/** Exporting: a design as source without weights, a finished run with the weights of its checkpoint. Read on the disk, past the app. */
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readTensors } from '../../core/files/safetensors.ts'
import { expect, keepScreens, test } from './support/app.ts'
import { fillTrainSheet, openPreset, start } from './support/steps.ts'

test('a design becomes PyTorch source, and a finished run a model with its weights', async ({ opened: { page }, place }) => {
  const dialog = page.getByRole('alertdialog')
  const exports = (folder: string): string[] => readdirSync(join(place.library, 'exports', folder)).toSorted()

  await openPreset(page, 'ResNet-20')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Export this design…' }).click()
  await expect(dialog.getByRole('radio', { name: 'PyTorch' })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: 'with weights' })).not.toBeChecked()
  await keepScreens(page, 'export')
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('../outside')
  await expect(dialog.getByRole('button', { name: 'Export' })).toBeDisabled()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('first')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('list', { name: 'Files written' })).toContainText('resnet_20.py')
  await dialog.getByRole('button', { name: 'Done' }).click()
  expect(exports('first')).toEqual(['resnet_20.py'])
  expect(readFileSync(join(place.library, 'exports/first/resnet_20.py'), 'utf8')).toContain('class ResNet20(nn.Module)')

  await fillTrainSheet(page, { steps: 3, batch: 32, evaluateEvery: 3, dataset: 'MNIST digits' })
  await start(page)
  await expect(page.getByRole('region', { name: 'Run' })).toContainText(/Finished/, { timeout: 60_000 })
  const openExport = async (): Promise<void> => {
    await page.getByRole('button', { name: 'More to do with this run' }).click()
    await page.getByRole('menuitem', { name: 'Export…' }).click()
  }
  await openExport()
  await expect(dialog.getByRole('combobox', { name: 'Checkpoint' })).toContainText('step 3')
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('first')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('alert')).toContainText('first is there already')
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('trained')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('list', { name: 'Files written' })).toContainText('.safetensors')
  await keepScreens(page, 'export-written')
  await dialog.getByRole('button', { name: 'Done' }).click()
  const [source = '', weights = ''] = exports('trained')
  expect(readFileSync(join(place.library, 'exports/trained', source), 'utf8')).toContain('Trained on images of')
  const { tensors } = readTensors(join(place.library, 'exports/trained', weights))
  expect(tensors.get('layer1.0.conv1.weight')?.shape).toEqual([16, 16, 3, 3])

  await openExport()
  await dialog.getByRole('radio', { name: 'ONNX' }).click()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('onnx')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('list', { name: 'Files written' })).toContainText('.onnx')
  const [model = ''] = exports('onnx')
  // ResNet-20's 269,722 parameters and 1,376 statistics in float32.
  expect(statSync(join(place.library, 'exports/onnx', model)).size).toBeGreaterThan(4 * 271_098)
})

test('a large one tells how far it is, and leaves nothing where it is cancelled', async ({ opened: { page }, place }) => {
  const dialog = page.getByRole('alertdialog')
  await openPreset(page, 'VGG-16')
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Export this design…' }).click()
  await dialog.getByRole('radio', { name: 'ONNX' }).click()
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog.getByRole('progressbar', { name: 'Exporting VGG-16' })).toBeVisible()
  await expect(dialog).toContainText(/[1-9]\d? %, .* left/, { timeout: 60_000 })
  await keepScreens(page, 'export-progress')
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  // Back at what was asked for.
  await expect(dialog.getByRole('radio', { name: 'ONNX' })).toBeChecked()
  await expect(dialog.getByRole('button', { name: 'Export' })).toBeEnabled()
  expect(readdirSync(join(place.library, 'exports'))).toEqual([])
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await expect(dialog).toBeHidden()
})
