/** Event files of TensorBoard become runs: dropped on the window, looked at, chosen, imported; one of them damaged. */
import { cpSync, readFileSync, truncateSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, keepScreens, test } from './support/app.ts'
import { runCommand } from './support/steps.ts'

const written = fileURLToPath(new URL('../store/support/event-files', import.meta.url))

/** As a person drops it on the middle of the window. */
async function drop(page: Page, path: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [path], dragOperationsMask: 1 }
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 600, y: 400, data })
  await session.detach()
}

test('a folder of event files is dropped, each tag is said, and its runs are shown as trained elsewhere', async ({
  opened: { page },
  place,
}) => {
  const folder = join(place.library, 'logs')
  cpSync(written, folder, { recursive: true })
  const cut = join(folder, 'tensorboard/validation/events.out.tfevents.1')
  truncateSync(cut, statSync(cut).size - 5)
  const untouched = readFileSync(join(folder, 'pytorch/events.out.tfevents.1'))

  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await expect(page.getByRole('combobox', { name: 'Find runs' })).toBeVisible()
  await drop(page, folder)
  const sheet = page.getByRole('dialog', { name: 'Import event files of TensorBoard' })
  await expect(sheet.getByRole('textbox', { name: 'Folder of event files' })).toHaveValue(folder)
  const pytorch = sheet.getByRole('region', { name: 'Run of pytorch' })
  await expect(pytorch.getByRole('combobox', { name: 'What Loss/train is' })).toHaveValue('trainLoss')
  await expect(sheet.getByRole('list', { name: 'What could not be read' })).toContainText(cut)
  await expect(pytorch.getByRole('combobox', { name: 'What Accuracy/test is' })).toHaveValue('left out')
  await sheet.getByRole('checkbox', { name: /what is called accuracy/ }).check()
  await expect(pytorch.getByRole('combobox', { name: 'What Accuracy/test is' })).toHaveValue('testError')
  await expect(pytorch.getByRole('combobox', { name: 'How Accuracy/test is written' })).toHaveValue('accuracy in percent')
  await keepScreens(page, 'import-events')

  // Two tags cannot be one figure, and a run without a name cannot be made.
  await pytorch.getByRole('combobox', { name: 'What Loss/test is' }).selectOption('trainLoss')
  await expect(pytorch.getByRole('alert')).toHaveText('Two tags cannot both be the training loss.')
  await expect(sheet.getByRole('button', { name: 'Import', exact: true })).toBeDisabled()
  await pytorch.getByRole('combobox', { name: 'What Loss/test is' }).selectOption('testLoss')
  await pytorch.getByRole('textbox', { name: 'Name of the run of pytorch' }).fill('Theirs')
  await expect(sheet.getByRole('status')).toContainText(/^2 runs with \d+ figures will be made\.$/)
  await sheet.getByRole('button', { name: 'Import', exact: true }).click()
  const made = sheet.getByRole('list', { name: 'Runs that were made' })
  await expect(made.getByRole('listitem')).toHaveCount(2)
  await expect(made).toContainText('was read up to where it is damaged')
  await made.getByRole('button', { name: 'Theirs' }).click()

  const run = page.getByRole('region', { name: 'Run', exact: true })
  await expect(run).toContainText('Theirs')
  await expect(run).toContainText('Accuracy/test, counted down from 100 %')
  await expect(run.getByRole('figure').first()).toBeVisible()
  await keepScreens(page, 'run-elsewhere')
  expect(readFileSync(join(folder, 'pytorch/events.out.tfevents.1'))).toEqual(untouched)

  // One file alone, chosen as files are; several; and a folder without any.
  await runCommand(page, 'import event files')
  const chosen = async (...files: string[]): Promise<void> => {
    const asked = page.waitForEvent('filechooser')
    await sheet.getByRole('button', { name: 'Choose files…' }).click()
    await (await asked).setFiles(files)
  }
  const path = sheet.getByRole('textbox', { name: 'Folder of event files' })
  await chosen(join(folder, 'pytorch/events.out.tfevents.1'))
  await expect(path).toHaveValue(join(folder, 'pytorch/events.out.tfevents.1'))
  await expect(sheet.getByRole('textbox', { name: 'Name of the run of the folder itself' })).toHaveValue('pytorch')
  cpSync(join(folder, 'pytorch/events.out.tfevents.1'), join(folder, 'pytorch/events.out.tfevents.2'))
  writeFileSync(join(folder, 'pytorch/events.out.tfevents.3'), 'not chosen, and no event file')
  await chosen(join(folder, 'pytorch/events.out.tfevents.1'), join(folder, 'pytorch/events.out.tfevents.2'))
  await expect(path).toHaveValue(join(folder, 'pytorch'))
  await expect(sheet).toContainText('Of its files only events.out.tfevents.1, events.out.tfevents.2.')
  await expect(sheet.getByRole('textbox', { name: 'Name of the run of the folder itself' })).toHaveValue('pytorch')
  await expect(sheet.getByRole('list', { name: 'What could not be read' })).toBeHidden()
  await path.fill(join(place.library, 'runs/none'))
  await expect(sheet.getByRole('alert')).toContainText('There is no folder')
})
