/** What a study found, in the window: sentences, tables, figures, files; and all that may be asked of one that has ended. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { violations } from './support/axe.ts'
import { makeStudy } from './support/made-study.ts'
import { nextSavedAt } from './support/saved.ts'
import { runCommand } from './support/steps.ts'
import { cutTexts, resize, sideways } from './support/zoom.ts'

const commandLine = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))
const studies = (page: Page) => page.getByRole('navigation', { name: 'Studies of the library' })

test('what a study found stands in sentences, tables and figures, in every window', async ({ place }) => {
  test.setTimeout(240_000)
  makeStudy(place.library)
  const opened = await openApp(place)
  const { page } = opened
  await page.getByRole('link', { name: 'Studies', exact: true }).click()
  const found = page.getByRole('region', { name: 'What was found' })
  await expect(found).toContainText(/plain-56 ends 3\.\d\d points of test error above plain-20, as expected\./, {
    timeout: 30_000,
  })
  await expect(found).toContainText('plain-56 does not overfit, it fits the training images worse')
  const variants = page.getByRole('table', { name: 'Variants' })
  await expect(variants).toContainText('Not counted of plain-56: seed 5 diverged at step 120.')
  await expect(variants.getByRole('row', { name: /^ResNet-56 / }).first()).toContainText('6.971 deviation')

  for (const [width, height, zoom] of [
    [1920, 1080, 1],
    [1280, 800, 1],
    [1024, 700, 1],
    [1280, 800, 2],
  ] as const) {
    await resize(opened, width, height, zoom)
    await page.waitForTimeout(300)
    expect.soft(await cutTexts(page), `${width}, ${zoom}`).toEqual([])
    expect.soft(await sideways(page)).toBeLessThanOrEqual(0)
    if (zoom === 1) await keepScreens(page, `study-${width}`)
  }
  await resize(opened, 1440, 900, 1)
  expect.soft(await violations(page)).toEqual([])

  const drawn = page.getByRole('figure')
  await expect(drawn).toHaveAccessibleName('Degradation, short: error by step')
  // A cursor over all panels, by keys and by the pointer.
  const cursor = drawn.getByRole('slider', { name: 'Cursor of Degradation, short: error by step' })
  await cursor.focus()
  await page.keyboard.press('End')
  await expect(cursor).toHaveAttribute(
    'aria-valuetext',
    /^step 200; plain: plain-20 test 9\.\d\d, .*; ResNet: ResNet-20 test 8\.\d\d, /,
  )
  await page.keyboard.press('Shift+ArrowLeft')
  await expect(cursor).not.toHaveAttribute('aria-valuenow', '200')
  await page.keyboard.press('Escape')
  await expect(cursor).toHaveAttribute('aria-valuetext', /^nowhere/)
  await drawn
    .getByRole('group')
    .first()
    .hover({ position: { x: 150, y: 200 } })
  await expect(cursor).toHaveAttribute('aria-valuetext', /^step \d+; plain: .*; ResNet: /)
  await keepScreens(page, 'study-cursor')
  await drawn.getByRole('radio', { name: 'Bars' }).click()
  await expect(page).toHaveURL(/figure=bars/)
  const dots = drawn.getByRole('link')
  await expect(dots).toHaveCount(19)
  const csv = join(place.folder, 'figure.csv')
  const offered = await nextSavedAt(opened, csv)
  await runCommand(page, 'save what the figure draws as csv')
  await expect.poll(() => existsSync(csv)).toBe(true)
  expect(await offered()).toBe('degradation-short-test-error-after-the-last-step.csv')
  expect(readFileSync(csv, 'utf8').split('\r\n')).toHaveLength(21)
  const png = join(place.folder, 'figure.png')
  await nextSavedAt(opened, png)
  await runCommand(page, 'save the figure as png')
  await expect.poll(() => existsSync(png) && readFileSync(png).subarray(1, 4).toString()).toBe('PNG')
  for (const name of ['By depth', 'By MACs', 'Matrix']) {
    await drawn.getByRole('radio', { name }).click()
    await expect(drawn.getByRole('group')).toBeVisible()
    await keepScreens(page, `study-${name.toLowerCase().replace(' ', '-')}`)
  }
  // By keyboard alone: the arrow keys go from dot to dot, Enter opens its run.
  await drawn.getByRole('radio', { name: 'By depth' }).click()
  await dots.first().focus()
  await page.keyboard.press('End')
  await expect(drawn).toContainText(/ResNet-56, seed 5: test error \d\.\d\d %/)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'ResNet-56, seed 5' })).toBeVisible()
  await page.goBack()
  await expect(found).toBeVisible({ timeout: 30_000 })

  // The report, as one file and as a folder.
  const html = join(place.folder, 'report.html')
  await nextSavedAt(opened, html)
  await runCommand(page, 'save the report of this study')
  await expect.poll(() => existsSync(html)).toBe(true)
  expect(readFileSync(html, 'utf8')).toContain('resnet-56-5')
  await runCommand(page, 'write report, figures and tables')
  const dialog = page.getByRole('alertdialog', { name: 'Write Degradation, short' })
  await dialog.getByRole('checkbox', { name: 'as PDF too' }).uncheck()
  await dialog.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(page.getByRole('alertdialog')).toContainText(/\d+ files: .*exports.*degradation_short/, { timeout: 30_000 })
  await page.keyboard.press('Escape')

  // The same from the command line, with figures as PNG and the report as PDF; where no screen is, one that nobody sees stands in.
  const exported = join(place.folder, 'exported')
  const words = ['study', 'export', 'Degradation, short', '--out', exported, '--figures', 'svg,png', '--pdf']
  execFileSync(process.execPath, [commandLine, ...words, '--library', place.library], { stdio: 'pipe' })
  expect(readFileSync(join(exported, 'figure-curves.png')).subarray(1, 4).toString()).toBe('PNG')
  expect(readFileSync(join(exported, 'report.pdf')).subarray(0, 5).toString()).toBe('%PDF-')
  expect(existsSync(join(exported, 'figure-curves.csv'))).toBe(false)

  await page.getByRole('link', { name: 'plain-20, seed 3: finished' }).click()
  await expect(page.getByRole('heading', { name: 'plain-20, seed 3' })).toBeVisible()
  await page.goBack()
  await expect(found).toBeVisible({ timeout: 30_000 })
  await runCommand(page, 'train this study with more seeds')
  const more = page.getByRole('alertdialog', { name: /^More of / })
  await more.getByRole('textbox', { name: 'More seeds' }).fill('3')
  await expect(more.getByRole('alert')).toContainText('It has these seeds already.')
  await more.getByRole('textbox', { name: 'More seeds' }).fill('3, 6, 7')
  await expect(more).toContainText('8 more runs')
  await more.getByRole('combobox', { name: 'Add a design' }).selectOption('ResNet-110')
  await more.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(more).toContainText('15 more runs')
  await page.keyboard.press('Escape')

  await runCommand(page, 'branch this study')
  const branch = page.getByRole('alertdialog', { name: 'Branch of Degradation, short' })
  await branch.getByRole('textbox', { name: 'Seeds of the branch' }).fill('1, 2, 3')
  await branch.getByRole('checkbox', { name: 'plain-56' }).uncheck()
  // The recipe drops the rate after its end: the branch says so, with what mends it.
  await expect(branch.getByRole('alert')).toContainText('A drop after 32,000 never comes')
  await expect(branch.getByRole('button', { name: 'Start the branch' })).toBeDisabled()
  await branch.getByRole('button', { name: 'Change a setting' }).click()
  await branch.getByRole('combobox', { name: 'Setting 1' }).selectOption('drops')
  await branch.getByRole('textbox', { name: 'Value of setting 1' }).fill('150')
  await expect(branch.getByRole('alert')).toHaveCount(0)
  await page.keyboard.press('Escape')

  // Removed, and taken in again from what was written of it: its runs are all here.
  await runCommand(page, 'remove this study')
  await expect(studies(page).getByRole('link')).toHaveCount(0)
  await page.getByLabel('Exported study').setInputFiles(join(place.library, 'exports', 'degradation_short', 'kept.json'))
  await expect(found).toContainText('as expected.')
  await expect(studies(page).getByRole('link')).toContainText('finished, 20 runs')
  await opened.close()
  expect(opened.complaints).toEqual([])
})
