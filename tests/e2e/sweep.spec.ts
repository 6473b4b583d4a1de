/** A small sweep, begun from the Train sheet in the real app: foreseen, trained to its end, looked at in every way, and each dot opens its run. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type axe from 'axe-core'
import type { Page } from '@playwright/test'
import { expect, keepScreens, test } from './support/app.ts'
import { fillTrainSheet, openPreset } from './support/steps.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical violations of the page as it stands. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe }
    const { violations: all } = await checker.run(document, { resultTypes: ['violations'] })
    return (
      all
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
        // In the drawing of the stack behind the sheet what stands in an item is its figures, not its name.
        .filter((found) => !found.includes('role="treeitem"'))
    )
  })
}

test('a grid over two fields is foreseen, trained, and shown as table and pictures', async ({ opened: { page }, place }) => {
  test.setTimeout(400_000)
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 8, batch: 16, evaluateEvery: 4, dataset: 'MNIST digits' })
  await page
    .getByRole('dialog', { name: /^Train / })
    .getByRole('button', { name: 'Sweep…' })
    .click()

  const sheet = page.getByRole('dialog', { name: 'Sweep ResNet-20' })
  await sheet.getByRole('textbox', { name: 'Range of field 1' }).fill('0.01..1/4 log')
  await sheet.getByRole('button', { name: 'Add a field' }).click()
  await sheet.getByRole('combobox', { name: 'Field 2' }).selectOption('family-depth')
  await sheet.getByRole('textbox', { name: 'Range of field 2' }).fill('0..2')
  await expect(sheet.getByRole('alert')).toContainText('family-depth is from 1 to 1024')
  await expect(sheet.getByRole('button', { name: 'Begin the sweep' })).toBeDisabled()
  await sheet.getByRole('textbox', { name: 'Range of field 2' }).fill('1,2')
  await sheet.getByRole('radio', { name: 'grid' }).click()
  // A rule of pruning brings its own settings, as usual at first; the whole of it is a command line.
  await sheet.getByRole('combobox', { name: 'Pruning' }).selectOption('median')
  await expect(sheet.getByRole('textbox', { name: 'Trials trained whole before pruning' })).toHaveValue('4')
  await sheet.getByRole('textbox', { name: 'Warm-up in % of a run' }).fill('60')
  await keepScreens(page, 'sweep-pruning')
  const copy = sheet.getByRole('button', { name: 'Copy as command line' })
  await expect(copy).toHaveAttribute('title', /sweep new resnet-20 --data mnist .*--prune median --prune-from 0\.6 --name/)
  await sheet.getByRole('combobox', { name: 'Pruning' }).selectOption('none')
  const takes = sheet.getByRole('region', { name: 'What it takes' })
  await expect(takes).toContainText('8 trials × 1 seed')
  await expect(takes).toContainText('Steps64')
  await expect(takes).toContainText('Energynot known')
  await keepScreens(page, 'sweep-sheet')
  expect.soft(await violations(page)).toEqual([])
  await sheet.getByRole('button', { name: 'Begin the sweep' }).click()

  await expect(page.getByText(/Trial \d of 8: /)).toBeVisible()
  await expect(page.getByText('Ended after 8 of 8 trials: 8 trained whole.')).toBeVisible({ timeout: 300_000 })
  const table = page.getByRole('region', { name: 'Trials' })
  await expect(table.getByRole('row')).toHaveCount(9)
  await expect(page.getByText('It was chosen by the test set')).toBeVisible()
  await keepScreens(page, 'sweep-trials')
  expect.soft(await violations(page)).toEqual([])

  await page.getByRole('tab', { name: 'Importance' }).click()
  await expect(page.getByRole('region', { name: 'Importance of the fields' })).toContainText('family-depth')
  await keepScreens(page, 'sweep-importance')
  await page.getByRole('tab', { name: 'Parallel coordinates' }).click()
  const lines = page.getByRole('group', { name: 'A line a run' }).getByRole('link')
  await expect(lines).toHaveCount(8)
  await keepScreens(page, 'sweep-parallel')
  await page.getByRole('tab', { name: 'Slices' }).click()
  const dots = page.getByRole('group', { name: /^Test error against/ }).getByRole('link')
  await expect(dots).toHaveCount(8)
  await keepScreens(page, 'sweep-slices')
  expect.soft(await violations(page)).toEqual([])

  await page.getByRole('button', { name: 'Write for Optuna' }).click()
  await expect(page.getByText('Written for Optuna: exports/')).toBeVisible()
  const folder =
    /exports\/(.+)\/optuna\.journal/.exec((await page.getByText('Written for Optuna').textContent()) ?? '')?.[1] ?? ''
  expect(readFileSync(join(place.library, 'exports', folder, 'optuna.journal'), 'utf8').split('\n').length).toBeGreaterThan(8)

  // By keyboard alone: the arrow keys go from dot to dot, Enter opens its run.
  await dots.first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: /^ResNet-20, sweep, trial \d/ })).toBeVisible()

  // The run names its sweep and trial, and leads there; another sweep begins with its recipe and design.
  const about = page.getByRole('complementary', { name: 'About this run' })
  await expect(about.getByRole('table').filter({ hasText: 'family-depth' })).toContainText(/Trial\s*\d/)
  await page.getByRole('button', { name: 'More to do with this run' }).click()
  await page.getByRole('menuitem', { name: 'Sweep from this run…' }).click()
  const again = page.getByRole('dialog', { name: /^Sweep / })
  await expect(again.getByRole('region', { name: 'What it takes' })).toContainText('20 trials × 1 seed')
  await page.keyboard.press('Escape')
  await about.getByRole('link', { name: 'ResNet-20, sweep' }).click()
  await expect(page.getByText('No limit of time. Pruning: none.')).toBeVisible()
  const extend = page.getByRole('form', { name: 'Extend' })
  await extend.getByRole('textbox', { name: 'Hours in all' }).fill('0.5')
  await extend.getByRole('button', { name: 'Extend' }).click()
  await expect(page.getByText('At most 30 min')).toBeVisible()
  await keepScreens(page, 'sweep-extended')
  await page.getByRole('link', { name: 'Runs' }).click()
  await page.getByRole('button', { name: 'Sweeps' }).click()
  await expect(page.getByRole('navigation', { name: 'Sweeps of the library' }).getByRole('link')).toHaveCount(1)
})
