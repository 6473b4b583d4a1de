/** Keeping runs: written as one file, deleted for good, and unpacked again as they were; and as tables for other programs. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, keepScreens, test } from './support/app.ts'
import { fillTrainSheet, openPreset, runCommand, start } from './support/steps.ts'

test('a run leaves as one file, comes back equal, and goes to other programs', async ({ opened: { page }, place }) => {
  const dialog = page.getByRole('alertdialog')
  const runs = join(place.library, 'runs')
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 3, batch: 32, evaluateEvery: 3, dataset: 'MNIST digits' })
  await start(page)
  await expect(page.getByRole('region', { name: 'Run' })).toContainText(/Finished/, { timeout: 60_000 })
  const [id = ''] = readdirSync(runs)
  const record = readFileSync(join(runs, id, 'run.json'), 'utf8')

  await runCommand(page, 'write runs')
  await keepScreens(page, 'keep-write')
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('kept')
  await dialog.getByRole('button', { name: 'Write' }).click()
  await expect(dialog.getByRole('status')).toContainText('one file', { timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Done' }).click()
  const [file = ''] = readdirSync(join(place.library, 'exports/kept'))
  expect(file).toMatch(/\.stagecraft-runs$/)
  const path = join(place.library, 'exports/kept', file)

  const unpack = async (from: string): Promise<void> => {
    await runCommand(page, 'unpack a file')
    await dialog.getByRole('textbox', { name: 'File of runs' }).fill(from)
    await dialog.getByRole('button', { name: 'Unpack' }).click()
  }
  await unpack(path)
  await expect(dialog.getByRole('list', { name: 'Runs of the file' })).toContainText('was in the library already')
  await dialog.getByRole('button', { name: 'Done' }).click()

  const cut = join(place.library, 'cut')
  writeFileSync(cut, readFileSync(path).subarray(0, 5000))
  await unpack(cut)
  await expect(dialog.getByRole('alert')).toContainText('damaged')
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  await runCommand(page, 'write runs')
  await dialog.getByRole('combobox', { name: 'What is written' }).selectOption({ label: 'CSV' })
  await dialog.getByRole('button', { name: 'Write' }).click()
  await expect(dialog.getByRole('status')).toContainText('CSV', { timeout: 30_000 })
  await dialog.getByRole('button', { name: 'Done' }).click()
  const [tables = ''] = readdirSync(join(place.library, 'exports')).filter((name) => name.endsWith('-csv'))
  const [written = ''] = readdirSync(join(place.library, 'exports', tables))
  const steps = readFileSync(join(place.library, 'exports', tables, written, 'steps.csv'), 'utf8')
  expect(steps.trimEnd().split('\r\n')).toHaveLength(4)
  expect(readFileSync(join(runs, id, 'run.json'), 'utf8')).toBe(record)
})
