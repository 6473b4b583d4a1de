/** Runs and seeds beside each other, in the real app on a library of made runs. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, keepScreens, openApp, test, type OpenApp } from './support/app.ts'
import { makeRuns, type MadeRun } from './support/made-runs.ts'
import type { Place } from './support/place.ts'

const commandLine = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))

const drops = [100, 150]
const seeds = (design: string, errors: readonly number[]): MadeRun[] =>
  errors.map((testError, index) => ({ design, seed: index + 1, testError, drops }))

const runs: MadeRun[] = [
  ...seeds('resnet-20', [0.0875, 0.0858, 0.0891]),
  ...seeds('resnet-56', [0.0718, 0.0702, 0.0734]),
  ...seeds('plain-56', [0.1346, 0.131, 0.1382]),
  { design: 'plain-56', seed: 4, testError: 0.9, divergesAt: 77, drops },
  { design: 'resnet-20', seed: 5, testError: 0.0866, pausedAt: 90, drops },
  { design: 'resnet-20', seed: 6, testError: 0.08, from: { run: 'resnet-20-5', step: 100 }, drops },
]

async function openCompared(place: Place, part: string): Promise<OpenApp> {
  makeRuns(place.library, runs)
  const opened = await openApp(place)
  const { page } = opened
  await page.getByRole('link', { name: 'Runs' }).click()
  await expect(page.getByRole('grid', { name: 'Runs' })).toContainText('ResNet-20, seed 1')
  await page.getByRole('checkbox', { name: 'Compare all runs shown' }).check()
  await page.getByRole('tab', { name: part, exact: true }).click()
  return opened
}

async function endWithout(opened: OpenApp): Promise<void> {
  await opened.close()
  expect(opened.complaints).toEqual([])
}

const cell = (page: Page, figure: string, column: number) =>
  page
    .getByRole('row', { name: new RegExp(`^${figure}`) })
    .getByRole('cell')
    .nth(column)

test('seeds are one column with mean, spread and test, the same on the command line', async ({ place }) => {
  const opened = await openCompared(place, 'At the end')
  const { page } = opened
  await page.getByRole('radio', { name: 'seeds as one' }).click()
  const table = page.getByRole('region', { name: 'Figures at the end' })
  await expect(table).toContainText('8.72 ± 0.14 %')
  await keepScreens(page, 'compare-end')

  // Another baseline changes the differences and no mean.
  const residual = await cell(page, 'Test error', 1).innerText()
  await page.getByRole('radio', { name: /^Baseline: plain-56/ }).check()
  await expect(cell(page, 'Test error', 1)).toContainText(residual.split('\n')[0] ?? '?')
  await expect(page.getByText('plain-56: seed 4 diverged at step 77')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Designs' })).toContainText('Designs, difference to plain-56')

  const printed = execFileSync(
    process.execPath,
    [commandLine, 'compare', 'ResNet-20', 'ResNet-56', 'plain-56', '--library', place.library],
    {
      encoding: 'utf8',
    },
  )
  for (const figure of ['7.18 ± 0.16 %', '13.46 ± 0.36 %']) {
    await expect(table).toContainText(figure)
    expect(printed).toContain(figure)
  }

  await page.getByRole('radio', { name: 'each run' }).click()
  await expect(table).toContainText('one seed')
  await endWithout(opened)
})

test('means over seeds have a band, n, and a verdict', async ({ place }) => {
  const opened = await openCompared(place, 'Means over seeds')
  const { page } = opened
  const values = page.getByRole('table', { name: 'At the end, mean and ± 1 std' })
  await expect(values.getByRole('row', { name: /^ResNet-56 3/ })).toContainText('7.02 to 7.34')
  await keepScreens(page, 'compare-seeds')
  await page.getByRole('radio', { name: 'least to most' }).click()
  const ranges = page.getByRole('table', { name: 'At the end, mean and least to most' })
  const deep = ranges.getByRole('row', { name: /^ResNet-56 3/ })
  await expect(deep).toContainText('7.02 to 7.34')
  await expect(page.getByText('plain-56: seed 4 diverged at step 77.')).toBeVisible()

  // The band of the training error is wider now, and so has come.
  await expect(deep).toContainText('5.12 to 6.42')
  // A run of another group is hidden: nothing of this one changes.
  const before = await deep.innerText()
  await page.getByRole('checkbox', { name: 'Compare plain-56, seed 2' }).uncheck()
  await expect(ranges.getByRole('row', { name: /^plain-56 2/ })).toBeVisible()
  expect(await deep.innerText()).toBe(before)

  // By time each group's drops stand where it came to them; a logarithmic x begins with the first step.
  const means = page.getByRole('slider', { name: 'Cursor of Means over seeds' })
  const x = page.getByRole('combobox', { name: 'What stands along x' })
  await expect(means).toHaveAttribute('aria-valuemin', '0')
  await page.getByRole('button', { name: 'log x' }).click()
  await expect(means).toHaveAttribute('aria-valuemin', '1')
  await page.getByRole('button', { name: 'log x' }).click()
  const marked = page.getByRole('list', { name: 'Marks in Means over seeds' })
  await expect(marked).toContainText('rate ÷ 10')
  await x.selectOption('by time at work')
  await expect(marked).toContainText('rate ÷ 10, ResNet-56')
  await keepScreens(page, 'compare-seeds-time')
  await x.selectOption('by step')

  // What was measured inside, laid over each other: of one layer by its name, and of the block it is part of.
  await page.getByRole('tab', { name: 'Curves', exact: true }).click()
  await page.getByRole('combobox', { name: 'What is compared' }).selectOption('gradient norm')
  const layer = page.getByRole('combobox', { name: 'Layer that is compared' })
  const inside = page.getByRole('table', { name: /^At the end of each, sorted by gradient norm/ })
  // exp(−1) ÷ (1 + depth ÷ 10) at the last step, as it was written.
  await expect(inside.getByRole('row', { name: /^ResNet-20, seed 1 / })).toContainText(
    String(Number((Math.exp(-1) / 1.1).toPrecision(4))),
  )
  await layer.selectOption('stage1.block1.conv2')
  await expect(inside.getByRole('row', { name: /^ResNet-20, seed 1 / })).toContainText(
    String(Number((Math.exp(-1) / 1.3).toPrecision(4))),
  )
  await page.getByRole('button', { name: 'Add a chart' }).click()
  await page.getByRole('menuitem', { name: 'Add branch share', exact: true }).click()
  const drawn = page.getByRole('table', { name: /^\s*Curves of the ticked runs/ })
  await expect(drawn.getByRole('row', { name: /^Branch share, ResNet-20, seed 1/ })).toBeAttached()
  await x.selectOption('by time at work')
  await expect(drawn.getByRole('row', { name: /^Gradient norm, plain-56, seed 3/ })).toBeAttached()
  await keepScreens(page, 'compare-inside')
  await endWithout(opened)
})

test('a dot, a line and a bar open their runs by mouse and by keys', async ({ place }) => {
  const opened = await openCompared(place, 'Scatter')
  const { page } = opened
  await page.getByRole('combobox', { name: 'Figure along x' }).selectOption('MACs')
  const scatter = page.getByRole('group', { name: 'Test error against MACs' })
  await expect(scatter.getByRole('link')).toHaveCount(12)
  await expect(scatter.getByRole('link', { name: /^ResNet-56, seed 2: MACs 125,485,696, Test error 7.02 %$/ })).toBeVisible()
  await keepScreens(page, 'compare-scatter')
  await scatter.getByRole('link').first().focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('End')
  await expect(scatter.getByRole('link', { name: /-56/ }).last()).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/#\/runs\/.*-56-\d/)
  await page.goBack()

  await page.getByRole('tab', { name: 'Parallel coordinates' }).click()
  await expect(page.getByRole('group', { name: 'A line a run' }).getByRole('link')).toHaveCount(12)
  await keepScreens(page, 'compare-parallel')

  await page.getByRole('tab', { name: 'By depth' }).click()
  const bars = page.getByRole('group', { name: 'Test error by layers' })
  await expect(bars).toContainText('n = 3')
  await keepScreens(page, 'compare-depth')
  await bars.getByRole('link', { name: /^plain-56, seed 2/ }).click()
  await expect(page).toHaveURL(/plain-56-2/)
  await endWithout(opened)
})

test('branches and resumed attempts are a tree', async ({ place }) => {
  const opened = await openCompared(place, 'Lineage')
  const { page } = opened
  const lineage = page.getByRole('region', { name: 'Lineage' })
  const branches = lineage.getByRole('list', { name: 'Branched from ResNet-20, seed 5' })
  await expect(branches).toContainText('ResNet-20, seed 6, branch')
  await expect(branches).toContainText('from step 100')
  await expect(lineage.getByRole('list', { name: 'Attempts of ResNet-20, seed 5' })).toContainText(
    'attempt 2: steps 90 to 200, finished',
  )
  await keepScreens(page, 'compare-lineage')
  await endWithout(opened)
})
