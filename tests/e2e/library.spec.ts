/** Libraries in the window: chosen by folder, made new, listed; checked and repaired, backed up, and moved to another folder. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication, Page } from '@playwright/test'
import { keepCheckpoints } from '../../core/store/checkpoints.ts'
import { firstPosition } from '../../core/store/position.ts'
import { readRunRecord } from '../../core/store/run-folder.ts'
import { openLibrary } from '../../core/store/library.ts'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { makeRuns } from './support/made-runs.ts'
import { runCommand } from './support/steps.ts'
import type { Place } from './support/place.ts'

/** What the next dialogs of the system answer. */
async function answerWith(app: ElectronApplication, folder: string): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen })
    dialog.showErrorBox = (_title, text) => void ((globalThis as { said?: string }).said = text)
  }, folder)
}
const said = (app: ElectronApplication): Promise<string | undefined> => app.evaluate(() => (globalThis as { said?: string }).said)

/** As a person does it in the menu. */
async function fromMenu(app: ElectronApplication, ...labels: string[]): Promise<void> {
  await app.evaluate(
    ({ Menu }, path) => {
      let items = Menu.getApplicationMenu()?.items ?? []
      for (const [index, label] of path.entries()) {
        const item = items.find((one) => one.label === label)
        if (index === path.length - 1) item?.click()
        items = item?.submenu?.items ?? []
      }
    },
    ['File', ...labels],
  )
}

/** Two runs with a checkpoint each, made without training. */
function fill({ library }: Place): void {
  makeRuns(library, [
    { design: 'resnet-20', seed: 1, testError: 0.09 },
    { design: 'plain-20', seed: 1, testError: 0.11 },
  ])
  for (const id of readdirSync(join(library, 'runs'))) {
    const folder = join(library, 'runs', id)
    const state = new Map([['count', { shape: [500_000], values: new Float32Array(500_000).fill(1) }]])
    keepCheckpoints(folder, readRunRecord(folder), () => 1_790_000_002_000).save({ ...firstPosition(200), step: 200 }, state)
  }
}

async function openSheet(page: Page) {
  await runCommand(page, 'this library')
  const sheet = page.getByRole('dialog', { name: 'This library' })
  await expect(sheet).toBeVisible()
  return sheet
}

test('a library is chosen by its folder, made new, and found again in the list', async ({ opened: { app, page }, place }) => {
  const other = join(place.folder, 'other library')
  mkdirSync(other)
  await answerWith(app, other)
  const opening = app.waitForEvent('window')
  await fromMenu(app, 'Open a library…')
  const second = await opening
  await expect(second.getByRole('contentinfo')).toBeVisible({ timeout: 30_000 })
  await expect.poll(() => readdirSync(other)).toContain('library.db')
  expect(app.windows()).toHaveLength(2)
  await expect(page.getByRole('contentinfo')).toBeVisible()

  // Somebody's own folder is no library, and is left alone.
  const strange = join(place.folder, 'photographs')
  mkdirSync(strange)
  writeFileSync(join(strange, 'one.jpg'), '')
  await answerWith(app, strange)
  await fromMenu(app, 'Open a library…')
  await expect.poll(() => said(app)).toContain('is no library, and is not empty')
  expect(readdirSync(strange)).toEqual(['one.jpg'])

  const made = join(place.folder, 'made new')
  await answerWith(app, made)
  const sheet = await openSheet(page)
  const third = app.waitForEvent('window')
  await sheet.getByRole('button', { name: 'New library…' }).click()
  await expect((await third).getByRole('contentinfo')).toBeVisible({ timeout: 30_000 })
  await expect.poll(() => existsSync(join(made, 'library.db'))).toBe(true)

  const recent = sheet.getByRole('list', { name: 'Recent libraries' })
  await expect(recent.getByRole('listitem')).toHaveCount(2)
  await expect(recent.getByRole('listitem').first()).toContainText(made)
  await keepScreens(page, 'library-recent')
  // In the menu too; one whose window is open comes to the front.
  await fromMenu(app, 'Recent libraries', other)
  expect(app.windows()).toHaveLength(3)
  await recent.getByRole('button', { name: `Take ${made} off this list` }).click()
  await expect(recent.getByRole('listitem')).toHaveCount(1)
  expect(existsSync(join(made, 'library.db'))).toBe(true)
})

test('its space is told by run; it is checked, repaired and backed up', async ({ place }) => {
  test.setTimeout(120_000)
  fill(place)
  const [broken = ''] = readdirSync(join(place.library, 'runs'))
  const checkpoints = join(place.library, 'runs', broken, 'checkpoints')
  const [checkpoint = ''] = readdirSync(checkpoints)
  const path = join(checkpoints, checkpoint)
  truncateSync(path, readFileSync(path).length - 1000)
  const opened = await openApp(place)
  const { page } = opened
  const sheet = await openSheet(page)
  const sizes = sheet.getByRole('table', { name: 'Size by run' })
  await expect(sizes.getByRole('row')).toHaveCount(3)
  await expect(sizes).toContainText('MB')
  await keepScreens(page, 'library-sheet')

  const check = sheet.getByRole('region', { name: 'Check' })
  await check.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(check.getByRole('status')).toContainText('1 file damaged', { timeout: 30_000 })
  await expect(check.getByRole('list', { name: 'What is damaged' })).toContainText(checkpoint)
  expect(readdirSync(checkpoints)).toEqual([checkpoint])
  await keepScreens(page, 'library-damaged')
  await check.getByRole('button', { name: 'Put damaged checkpoints aside' }).click()
  await expect(check.getByRole('list', { name: 'What is damaged' })).toContainText('It was put aside', { timeout: 30_000 })
  expect(readdirSync(checkpoints)).toEqual([`${checkpoint}.damaged`])
  await check.getByRole('button', { name: 'Check', exact: true }).click()
  await expect(check.getByRole('status')).toContainText('nothing is wrong with them', { timeout: 30_000 })

  const backup = sheet.getByRole('region', { name: 'Backup' })
  const copy = join(place.folder, 'copy')
  await backup.getByRole('textbox', { name: 'Folder of the backup' }).fill(copy)
  await backup.getByRole('button', { name: 'Back up' }).click()
  await expect(backup.getByRole('status')).toContainText('2 runs', { timeout: 30_000 })
  const library = openLibrary(copy)
  expect(library.runs.summaries(() => null)).toHaveLength(2)
  library.close()
  // Twice into one folder is refused where it was asked.
  await backup.getByRole('button', { name: 'Back up' }).click()
  await expect(backup.getByRole('alert')).toContainText('is there already', { timeout: 30_000 })
  expect(opened.complaints).toEqual([])
  await opened.close()
})

test('it is moved: refused where it cannot be, then there whole, and the old one deleted when asked', async ({ place }) => {
  test.setTimeout(120_000)
  fill(place)
  const runs = readdirSync(join(place.library, 'runs')).sort()
  const metrics = readFileSync(join(place.library, 'runs', runs[0] ?? '', 'metrics.db'))
  const opened = await openApp(place)
  const { app, page } = opened
  const sheet = await openSheet(page)
  const move = sheet.getByRole('region', { name: 'Move' })
  const folder = move.getByRole('textbox', { name: 'New folder of the library' })
  await folder.fill(join(place.library, 'within'))
  await move.getByRole('button', { name: 'Move' }).click()
  await expect(move.getByRole('alert')).toContainText('in the library itself', { timeout: 30_000 })

  const to = join(place.folder, 'new place')
  await answerWith(app, to)
  await move.getByRole('button', { name: 'Choose…' }).click()
  await expect(folder).toHaveValue(to)
  await move.getByRole('button', { name: 'Move' }).click()
  const question = page.getByRole('alertdialog', { name: `The library is in ${to}` })
  await expect(question).toBeVisible({ timeout: 60_000 })
  await expect(question.getByRole('button', { name: 'Keep the old one' })).toBeFocused()
  await keepScreens(page, 'library-moved')
  expect(existsSync(join(place.library, 'library.db'))).toBe(true)

  const next = app.waitForEvent('window')
  await question.getByRole('button', { name: /^Delete the old one/ }).click()
  const there = await next
  await there.getByRole('link', { name: 'Runs', exact: true }).click({ timeout: 30_000 })
  await expect(there.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'ResNet-20, seed 1' })).toBeVisible({
    timeout: 30_000,
  })
  await expect.poll(() => app.windows().length).toBe(1)
  expect(readdirSync(join(to, 'runs')).sort()).toEqual(runs)
  expect(readFileSync(join(to, 'runs', runs[0] ?? '', 'metrics.db')).equals(metrics)).toBe(true)
  expect(readdirSync(place.library).filter((name) => name !== 'lab.lock')).toEqual(['moved.json'])
  await opened.close()

  // Who asks for the old folder is led to the new one.
  const again = await openApp(place)
  await again.page.getByRole('link', { name: 'Runs', exact: true }).click()
  await expect(again.page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'ResNet-20, seed 1' })).toBeVisible({
    timeout: 30_000,
  })
  await again.close()
  rmSync(to, { recursive: true, force: true })
})

test('a library of a newer Stagecraft is only shown, and that is told where one looks', async ({ place }) => {
  fill(place)
  const { default: Database } = await import('better-sqlite3')
  const database = new Database(join(place.library, 'library.db'))
  database.exec('CREATE TABLE from_the_future (x); PRAGMA user_version = 99')
  database.close()
  const opened = await openApp(place)
  await opened.page.getByRole('button', { name: 'Only shown' }).click()
  const sheet = opened.page.getByRole('dialog', { name: 'This library' })
  await expect(sheet).toContainText('Update Stagecraft')
  await expect(sheet.getByRole('region', { name: 'Move' }).getByRole('button', { name: 'Move' })).toBeDisabled()
  await keepScreens(opened.page, 'library-only-shown')
  await opened.page.keyboard.press('Escape')

  // What is arranged there holds until the window is closed, and says so under the charts.
  const { page } = opened
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'ResNet-20, seed 1', exact: true }).click()
  await page.getByRole('button', { name: 'Add a chart' }).click()
  await page.getByRole('menuitem', { name: 'Add top-5 error', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Chart: Top-5 error' })).toBeVisible()
  const note = page.getByRole('alert').filter({ hasText: 'How the charts stand is not kept.' })
  await expect(note).toContainText('Update Stagecraft')
  await note.getByRole('button', { name: 'Keep it now' }).click()
  await expect(note).toBeVisible()
  await keepScreens(page, 'charts-not-kept')
  await opened.close()
})
