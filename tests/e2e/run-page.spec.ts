/** A run's own page: what it was, what it kept, what it said, and all that can be asked of it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { checkpointSteps } from '../../core/store/checkpoints.ts'
import { expect, keepScreens, test } from './support/app.ts'
import { fillField, fillTrainSheet, openPreset, runCommand, start } from './support/steps.ts'

const region = (page: Page) => page.getByRole('region', { name: 'Run', exact: true })
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click()

test('machine, design, checkpoints, events and log of a run; restored, exported, deleted, trained again', async ({
  opened: { app, page },
  place,
}) => {
  test.setTimeout(240_000)
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 6, batch: 16, evaluateEvery: 3, dataset: 'MNIST digits' })
  const sheet = page.getByRole('dialog', { name: /^Train / })
  await sheet.getByRole('button', { name: /^Checkpoints: / }).click()
  await sheet.getByRole('radiogroup', { name: 'Checkpoints in', exact: true }).getByRole('radio', { name: 'steps' }).click()
  await fillField(page, 'Checkpoint every', '2')
  await start(page)
  await expect(region(page)).toContainText(/Finished/, { timeout: 60_000 })
  const [id = ''] = readdirSync(join(place.library, 'runs'))
  const folder = join(place.library, 'runs', id)

  await tab(page, 'Machine')
  const machine = page.getByRole('region', { name: 'Machine and versions' })
  await expect(machine).toContainText(/TensorFlow\s*2\.\d+/)
  await expect(machine).toContainText(process.versions.node)
  await expect(machine).toContainText(/Stagecraft\s*\d+\.\d+/)
  await keepScreens(page, 'run-machine')

  await tab(page, 'Design')
  await expect(page.getByRole('region', { name: 'Drawing of ResNet-20' })).toBeVisible()
  await expect(page.getByRole('region', { name: 'Design of the run' })).toContainText('As it was trained')
  await keepScreens(page, 'run-design')

  await tab(page, 'Events')
  const events = page.getByRole('region', { name: 'Events of the run' })
  await events.getByRole('combobox', { name: 'Which events' }).selectOption({ label: 'Evaluations' })
  await expect(events.getByRole('status')).toHaveText(/^2 of \d+$/)
  await events.getByRole('textbox', { name: 'Search the events' }).fill('nothing of the kind')
  await expect(events).toContainText('None is found.')
  await events.getByRole('textbox', { name: 'Search the events' }).fill('')
  await keepScreens(page, 'run-events')

  await tab(page, 'Log')
  const log = page.getByRole('region', { name: 'Whole log' })
  await expect(log.getByRole('log')).toContainText('Ended at step 6: finished.')
  await log.getByRole('textbox', { name: 'Search the log' }).fill('MEMORY FOR')
  await expect(log.getByRole('status')).toHaveText(/^2 of \d+ lines$/)
  await keepScreens(page, 'run-log')
  const saved = join(place.folder, 'saved.log')
  await app.evaluate(({ session }, to) => {
    session.defaultSession.once('will-download', (_, item) => item.setSavePath(to))
  }, saved)
  await log.getByRole('button', { name: 'Save as…' }).click()
  // All of it, also what was not looked for.
  await expect.poll(() => existsSync(saved) && readFileSync(saved, 'utf8')).toContain('info Ended at step 6: finished.')

  await tab(page, 'Checkpoints')
  const table = page.getByRole('table', { name: 'Checkpoints' })
  await expect(table.getByRole('row').filter({ hasText: 'finite' })).toHaveCount(checkpointSteps(folder).length)
  await expect(table.getByRole('row', { name: /^6 / })).toContainText(/\d+\.\d\d %/)
  await keepScreens(page, 'run-checkpoints')

  // Exported at that checkpoint, not at the newest.
  const [, older = 0] = checkpointSteps(folder)
  const dialog = page.getByRole('alertdialog')
  await table.getByRole('button', { name: `Export step ${older}…` }).click()
  await expect(dialog.getByRole('combobox', { name: 'Checkpoint' })).toHaveValue(String(older))
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('older')
  await dialog.getByRole('button', { name: 'Export' }).click()
  await expect(dialog).toContainText(`step ${older}`, { timeout: 60_000 })
  await dialog.getByRole('button', { name: 'Done' }).click()
  await table.getByRole('button', { name: `Branch from step ${older}…` }).click()
  await expect(dialog.getByRole('combobox', { name: 'Checkpoint' })).toHaveValue(String(older))
  await dialog.getByRole('button', { name: 'Cancel' }).click()

  // At its end there is nothing to go on to; from an older one a run goes on beside it.
  await expect(table.getByRole('button', { name: 'Restore step 6…' })).toBeDisabled()
  await table.getByRole('button', { name: `Restore step ${older}…` }).click()
  await expect(dialog).toContainText(`The ${6 - older} steps that it measured beyond stay with this run.`)
  await keepScreens(page, 'run-restore')
  await dialog.getByRole('button', { name: 'Go on beside it' }).click()
  await expect(page.getByRole('heading', { name: `ResNet-20 from ${older}` })).toBeVisible()
  await expect(region(page)).toContainText(/Finished/, { timeout: 60_000 })
  await page.goBack()
  await expect(page.getByRole('heading', { name: 'ResNet-20', exact: true })).toBeVisible()
  expect(checkpointSteps(folder)).toContain(6)

  const remove = async (step: number, answer: string): Promise<void> => {
    await table.getByRole('button', { name: `Delete step ${step}…` }).click()
    await dialog.getByRole('button', { name: answer }).click()
    await expect(table.getByRole('row', { name: new RegExp(`^${step} `) })).toHaveCount(0)
  }
  for (const step of checkpointSteps(folder).filter((one) => one !== 6)) await remove(step, 'Delete, free')
  await table.getByRole('button', { name: 'Delete step 6…' }).click()
  await expect(dialog).toContainText('It is the last one')
  await keepScreens(page, 'run-delete-last')
  // The answer that loses nothing has the focus.
  await expect(dialog.getByRole('button', { name: 'Keep' })).toBeFocused()
  await page.keyboard.press('Enter')
  expect(checkpointSteps(folder)).toEqual([6])

  await tab(page, 'Curves')
  await runCommand(page, 'copy this run as a command')
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(
      /^npm run lab -- show \S+ --design \S+ --library .* && npm run lab -- train \.\/resnet-20\.stagecraft --data mnist .*--steps 6|^npm run lab -- train resnet-20 --data mnist .*--steps 6/,
    )
  await runCommand(page, 'train this run again, the same')
  await expect(page.getByRole('heading', { name: 'ResNet-20, again' })).toBeVisible({ timeout: 30_000 })
  await expect(region(page)).toContainText(/Finished/, { timeout: 60_000 })
  await runCommand(page, 'train this design again, changed')
  await expect(sheet.getByRole('textbox', { name: 'Length', exact: true })).toHaveValue('6')
  await expect(sheet.getByRole('textbox', { name: 'Batch size', exact: true })).toHaveValue('16')
})
