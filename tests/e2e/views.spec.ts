/** Data and System, and the way through everything by keys alone. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { runCommand, waitForStep } from './support/steps.ts'

const commandLine = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))

/** Whether a canvas has more than one colour. */
function isPainted(page: Page, label: string): Promise<boolean> {
  return page.getByRole('img', { name: label }).evaluate((canvas) => {
    if (!(canvas instanceof HTMLCanvasElement)) return false
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] }
    return new Set(data).size > 16
  })
}

test('Data shows the images of each class and what was checked', async ({ opened: { page } }) => {
  await page.getByRole('link', { name: 'Data' }).click()
  await page.getByRole('button', { name: 'CIFAR-10' }).click()
  const facts = page.getByRole('complementary', { name: 'About CIFAR-10' })
  // Order of the first ten labels, channel means and std of the training set: as published.
  await expect(facts).toContainText('6 9 9 4 1 1 2 7 8 3')
  await expect(facts).toContainText('5,000 + 1,000')
  for (const figure of ['0.49140', '0.48216', '0.44653', '0.24703', '0.24349', '0.26159'])
    await expect(facts).toContainText(figure)
  for (const name of ['airplane', 'truck']) {
    await expect.poll(() => isPainted(page, `training images of ${name}`)).toBe(true)
  }
  await keepScreens(page, 'data')

  await page.getByRole('radio', { name: 'Test' }).click()
  await page.getByRole('radio', { name: 'In order' }).click()
  await expect.poll(() => isPainted(page, 'images 1 to')).toBe(true)
  await page.getByRole('button', { name: 'Later images' }).click()
  await expect(page.getByRole('img', { name: /^images \d+ to \d+ of 10,000$/ })).toBeVisible()

  await page.getByRole('button', { name: 'Remove from disk' }).click()
  await expect(page.getByRole('alertdialog')).toContainText('downloaded again')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('alertdialog')).toBeHidden()

  await page.getByRole('button', { name: 'MNIST digits' }).click()
  await expect(page.getByRole('complementary', { name: 'About MNIST digits' })).toContainText('bundled with Stagecraft')
  await keepScreens(page, 'data-mnist')
})

test('System says what `doctor` says, and copies it', async ({ opened: { page, app }, place }) => {
  await page.getByRole('link', { name: 'System' }).click()
  await expect(page.getByText(/\d+ checks, /)).toBeVisible()
  await expect(page.getByRole('row', { name: /^Own kernels/ })).toContainText(
    /with (AVX-512( BF16)?|AVX2|NEON), compiled here.*loads/,
  )
  await page.getByRole('button', { name: 'Copy report' }).click()
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = await app.evaluate(({ clipboard }) => clipboard.readText())
  await keepScreens(page, 'system')

  const printed = execFileSync(process.execPath, [commandLine, 'doctor', '--library', place.library], { encoding: 'utf8' })
  // Memory and disk space change from second to second: the names of the checks and their marks are compared.
  const names = (text: string): string[] => text.split('\n').flatMap((line) => /^ {2}(\S \S.*?) {2}/.exec(line)?.[1] ?? [])
  expect(names(copied).length).toBeGreaterThan(10)
  expect(names(copied)).toEqual(names(printed))
})

test('System shows why our own kernels do not compute here, and what to do', async ({ place }) => {
  process.env['ONEDNN_MAX_CPU_ISA'] = 'SSE41'
  try {
    const { page, close, complaints } = await openApp(place)
    await page.getByRole('link', { name: 'System' }).click()
    const row = page.getByRole('row', { name: /^Own kernels/ })
    await expect(row).toContainText(/ONEDNN_MAX_CPU_ISA is SSE41.*TensorFlow's compute instead.*not used/)
    await expect(page.getByRole('complementary', { name: /^What to do/ })).toContainText('Start without that variable')
    await keepScreens(page, 'system-without-kernels')
    await close()
    expect(complaints).toEqual([])
  } finally {
    delete process.env['ONEDNN_MAX_CPU_ISA']
  }
})

/** Presses Tab until the focus is on what is wanted. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement
      // What is said in place of what is seen is the name.
      const said = element?.querySelector('.said')?.textContent
      return element?.getAttribute('aria-label') ?? said ?? element?.textContent?.trim() ?? ''
    })
    if (focused === name) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not lead to "${name}"`)
}

test('a net is found, changed, trained, stopped and deleted by keys alone', async ({ opened: { page } }) => {
  test.setTimeout(90_000)
  await expect(page.getByRole('button', { name: 'Open the gallery' })).toBeVisible()
  await tabTo(page, 'Open the gallery')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('button', { name: 'ResNet-20, 269,722 parameters' })).toBeVisible()
  await tabTo(page, 'ResNet-20, 269,722 parameters')
  await page.keyboard.press('Enter')
  const parameters = page.locator('section[aria-label=Stack] dl > div').filter({ hasText: 'Parameters' }).locator('dd')
  await expect(parameters).toContainText('269,722')

  // The stack is a tree: to its selected stage, and that one away.
  const selected = page.locator('[role=treeitem][aria-selected=true]')
  await page.getByRole('tree').evaluate((tree) => {
    const item = tree.querySelector('[role=treeitem][tabindex="0"], [role=treeitem] [tabindex="0"]')
    if (item instanceof SVGElement) item.focus()
  })
  await expect(selected).toBeVisible()
  await page.keyboard.press('Delete')
  await expect(parameters).not.toContainText('269,722')
  await page.keyboard.press('Control+z')
  await expect(parameters).toContainText('269,722')

  await page.keyboard.press('Control+Enter')
  // Enabled once it is known that the data set is here: Tab passes it by until then.
  await expect(page.getByRole('dialog', { name: /^Train / }).getByRole('button', { name: 'Start' })).toBeEnabled()
  await tabTo(page, 'Start')
  await page.keyboard.press('Enter')
  await waitForStep(page, 2)
  await runCommand(page, 'stop this run')
  const question = page.getByRole('alertdialog')
  await expect(question.getByRole('button', { name: 'Train on' })).toBeFocused()
  await tabTo(page, 'Stop now')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Run' })).toContainText(/Stopped at/, { timeout: 20_000 })

  await page.keyboard.press('Control+2')
  const grid = page.getByRole('grid', { name: 'Runs' })
  await expect(grid).toContainText('Stopped')
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await expect(grid).toHaveAttribute('aria-activedescendant', /./)
  await page.keyboard.press('Delete')
  await expect(page.getByText(/moved to the bin/)).toBeVisible()
  await tabTo(page, 'Undo')
  await page.keyboard.press('Enter')
  await expect(grid).toContainText('Stopped')
})
