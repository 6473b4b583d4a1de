/** Charts as a person arranges them, what was measured inside among them, and what is taken away: pictures and tables of what is drawn. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { decode } from 'fast-png'
import { expect, keepScreens, openApp, test, type OpenApp } from './support/app.ts'
import { makeRuns } from './support/made-runs.ts'
import type { Place } from './support/place.ts'
import { nextSavedAt } from './support/saved.ts'

const name = 'ResNet-20, seed 1'

async function openRun(place: Place): Promise<OpenApp> {
  const opened = await openApp(place)
  await opened.page.getByRole('link', { name: 'Runs', exact: true }).click()
  await opened.page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name, exact: true }).click()
  await expect(opened.page.getByRole('button', { name: 'Chart: Error' })).toBeVisible()
  return opened
}

/** Charts from the top, by their menus. */
async function charts(page: Page): Promise<string[]> {
  const labels = await page
    .getByRole('button', { name: /^Chart: / })
    .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  return labels.map((label) => label?.replace('Chart: ', '') ?? '')
}
async function chooseIn(page: Page, chart: string, item: string): Promise<void> {
  await page.getByRole('button', { name: `Chart: ${chart}`, exact: true }).click()
  await page
    .getByRole('menu', { name: `Chart: ${chart}` })
    .getByText(item, { exact: true })
    .click()
}
async function addFrom(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a chart' }).click()
  await page.getByRole('menuitem', { name: item, exact: true }).click()
}
const heightOf = (page: Page, chart: string) =>
  page.getByRole('separator', { name: `Height of the chart ${chart}` }).getAttribute('aria-valuenow')

test('charts are added, removed, moved, made higher and given another figure; the library remembers, and undo takes it back', async ({
  place,
}) => {
  makeRuns(place.library, [{ design: 'resnet-20', seed: 1, testError: 0.0875, pausedAt: 90 }])
  const first = await openRun(place)
  let { page } = first
  expect(await charts(page)).toEqual(['Error', 'Loss', 'Learning rate', 'Speed'])

  await chooseIn(page, 'Speed', 'gradient norm')
  await addFrom(page, 'Add top-5 error')
  await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Learning rate', 'Gradient norm', 'Top-5 error'])

  // By keys: the handle moves its chart, the line between two shares their height.
  await page.getByRole('button', { name: 'Move the chart Top-5 error' }).focus()
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowUp')
  await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Top-5 error', 'Learning rate', 'Gradient norm'])
  const before = Number(await heightOf(page, 'Error'))
  await page.getByRole('separator', { name: 'Height of the chart Error' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(async () => Number(await heightOf(page, 'Error'))).toBeGreaterThan(before)

  // By pointer.
  const grip = page.getByRole('button', { name: 'Move the chart Learning rate' })
  const target = page.getByRole('button', { name: 'Chart: Error' })
  const [from, to] = [await grip.boundingBox(), await target.boundingBox()]
  if (!from || !to) throw new Error('a chart has no handle')
  await page.mouse.move(from.x + 8, from.y + 8)
  await page.mouse.down()
  await page.mouse.move(to.x + 8, to.y + 30, { steps: 6 })
  await page.mouse.up()
  await expect.poll(() => charts(page)).toEqual(['Learning rate', 'Error', 'Loss', 'Top-5 error', 'Gradient norm'])
  const divider = await page.getByRole('separator', { name: 'Height of the chart Loss' }).boundingBox()
  if (!divider) throw new Error('no line between charts')
  const shareBefore = Number(await heightOf(page, 'Loss'))
  await page.mouse.move(divider.x + 200, divider.y + 3)
  await page.mouse.down()
  await page.mouse.move(divider.x + 200, divider.y + 23, { steps: 4 })
  await page.mouse.up()
  await expect.poll(async () => Number(await heightOf(page, 'Loss'))).toBeGreaterThan(shareBefore)

  await chooseIn(page, 'Learning rate', 'Remove')
  await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Top-5 error', 'Gradient norm'])
  await expect(page.getByText('The chart of learning rate is removed')).toBeVisible()
  await keepScreens(page, 'charts-run')

  // One cursor through all of them, the heat map among them; x is theirs in common.
  const cursor = page.getByRole('slider', { name: `Cursor of Curves of ${name}` })
  await cursor.focus()
  await page.keyboard.press('ArrowLeft')
  await expect(cursor.getByText(/first [\d.]+, last [\d.]+/)).toBeAttached()
  await page.keyboard.press('Escape')
  const table = page.getByRole('table', { name: new RegExp(`^\\s*Curves of ${name}`) })
  await expect(table.getByRole('row', { name: /^Gradient norm, stem/ })).toBeAttached()
  await expect(table.getByRole('row', { name: /^Top-5 error, test/ })).toContainText('%')

  // Filling the window, and back.
  await cursor.focus()
  await page.keyboard.press('f')
  expect(await charts(page)).toEqual(['Error'])
  await expect.poll(async () => (await cursor.boundingBox())?.y ?? 99).toBeLessThan(10)
  await keepScreens(page, 'charts-full')
  await page.keyboard.press('Escape')
  await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Top-5 error', 'Gradient norm'])
  await first.close()
  expect(first.complaints).toEqual([])

  const second = await openRun(place)
  page = second.page
  expect(await charts(page)).toEqual(['Error', 'Loss', 'Top-5 error', 'Gradient norm'])
  await addFrom(page, 'Charts as usual')
  await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Learning rate', 'Speed'])
  await page.keyboard.press('Control+z')
  await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Top-5 error', 'Gradient norm'])
  // Again, by either of the keys that people know.
  for (const keys of ['Control+Shift+Z', 'Control+y']) {
    await page.keyboard.press(keys)
    await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Learning rate', 'Speed'])
    await page.keyboard.press('Control+z')
    await expect.poll(() => charts(page)).toEqual(['Error', 'Loss', 'Top-5 error', 'Gradient norm'])
  }
  await page.keyboard.press('?')
  const shortcuts = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(shortcuts.getByText('Redo: arrange the charts')).toBeVisible()
  await expect(shortcuts.getByText('Ctrl Shift Z or Ctrl Y')).toBeVisible()
  await page.keyboard.press('Escape')
  await second.close()
  expect(second.complaints).toEqual([])
})

/** Width of the picture on the system's clipboard, in whichever way this version of Electron reads it. */
function copiedWidth({ app }: OpenApp): Promise<number> {
  return app.evaluate(async ({ clipboard, nativeImage }) => {
    const older = clipboard as unknown as { readImage?: () => Electron.NativeImage }
    if (older.readImage) return older.readImage().getSize().width
    const [item] = await clipboard.read()
    const picture = await item?.getType('image/png')
    return nativeImage
      .createFromBuffer(Buffer.from(new Uint8Array((await picture?.arrayBuffer()) ?? new ArrayBuffer(0))))
      .getSize().width
  })
}

test('a chart is taken away as a picture on the clipboard, as SVG, as PNG and as a table of what is drawn', async ({ place }) => {
  makeRuns(place.library, [{ design: 'resnet-20', seed: 1, testError: 0.0875, pausedAt: 90 }])
  const opened = await openRun(place)
  const { page } = opened
  await chooseIn(page, 'Speed', 'weight norm')

  await chooseIn(page, 'Error', 'Copy as picture')
  await expect(page.getByText('The picture is on the clipboard')).toBeVisible()
  const copied = await copiedWidth(opened)
  expect(copied).toBeGreaterThan(800)

  const saved = async (item: string, ending: string, whole: (contents: Buffer) => boolean): Promise<Buffer> => {
    const path = join(place.folder, `chart.${ending}`)
    const offered = await nextSavedAt(opened, path)
    await chooseIn(page, 'Error', item)
    await expect.poll(() => existsSync(path) && whole(readFileSync(path))).toBe(true)
    expect(await offered()).toBe(`curves-of-resnet-20-seed-1-error.${ending}`)
    return readFileSync(path)
  }
  const png = decode(
    await saved('Save as PNG, twice the size…', 'png', (all) => all.subarray(-8, -4).toString('latin1') === 'IEND'),
  )
  expect(png.width).toBe(copied)
  const text = (await saved('Save as SVG…', 'svg', (all) => all.toString().endsWith('</svg>\n'))).toString()
  expect(text).toContain('Training: exponential average, weight 0.9, of every step')
  expect(text).toContain('Error')
  expect(text).not.toContain('var(--')
  expect(2 * Number(/ width="(\d+)"/.exec(text)?.[1])).toBe(png.width)

  const csv = (await saved('Save as CSV of what is drawn…', 'csv', (all) => all.toString().endsWith('\r\n'))).toString()
  const rows = csv.trim().split('\r\n')
  expect(rows[0]).toBe('chart,unit,line,drawn,step,value,low,high')
  const test = rows.filter((row) => row.startsWith('Error,%,"ResNet-20, seed 1, test",each evaluation,'))
  expect(test).toHaveLength(10)
  expect(test.at(-1)).toBe('Error,%,"ResNet-20, seed 1, test",each evaluation,200,8.75,,')
  const training = rows.filter((row) => row.includes('"ResNet-20, seed 1, training","exponential average, weight 0.9",'))
  expect(training).toHaveLength(200)

  // All of them at once, from the palette; without smoothing the table says so.
  const slider = page.getByRole('slider', { name: `Cursor of Curves of ${name}` })
  await slider.focus()
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('[')
  await expect(page.getByText(/^Training: each step as it was measured/)).toBeVisible()
  const path = join(place.folder, 'all.csv')
  await nextSavedAt(opened, path)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('what the charts draw')
  await page.keyboard.press('Enter')
  await expect.poll(() => existsSync(path) && readFileSync(path, 'utf8').includes('Weight norm,,head')).toBe(true)
  expect(readFileSync(path, 'utf8')).toContain('Loss,,"ResNet-20, seed 1, training",each step,1,')
  await opened.close()
  expect(opened.complaints).toEqual([])
})
