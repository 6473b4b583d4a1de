/** Every view at 200 % and in small windows: nothing is cut, everything can be scrolled to. */
import { join } from 'node:path'
import { expect, screens, test } from './support/app.ts'
import { settled } from './support/settled.ts'
import { fillTrainSheet, openPreset, start, waitForStep } from './support/steps.ts'
import { visitEveryPage, visitInspect } from './support/inspect.ts'
import { fillLibrary, unpackDigits, visitViews } from './support/views.ts'
import { cutControls, cutTexts, keepSeen, resize, sideways, wordsShown } from './support/zoom.ts'

const sizes = [
  { width: 1280, height: 800, zoom: 2 },
  { width: 1024, height: 700, zoom: 2 },
  { width: 1024, height: 700, zoom: 1 },
]

test('no view cuts its text at 200 %, nor in the smallest window', async ({ opened: { page, app } }) => {
  test.setTimeout(420_000)
  await fillLibrary(page)
  for (const { width, height, zoom } of sizes) {
    await resize({ page, app }, width, height, zoom)
    const check = async (view: string): Promise<void> => {
      await settled(page)
      const where = `${view} at ${width} × ${height}, ${zoom * 100} %`
      expect.soft(await cutTexts(page), where).toEqual([])
      expect.soft(await sideways(page), where).toBeLessThanOrEqual(0)
      await keepSeen({ app }, join(screens, `zoom-${width}-${zoom}-${view.toLowerCase().replaceAll(' ', '-')}.png`))
    }
    await visitViews(page, check)
    await visitInspect(page, check)
    // 640 px show nothing of them that 512 and 1,024 do not.
    if (width > 1024) continue
    await visitEveryPage(page, 16, async (view) => {
      await check(view)
      expect.soft(await cutControls(page.getByRole('region', { name: 'Inspect', exact: true })), view).toEqual([])
    })
  }
})

test('the search of the bar shows its words whole or an icon alone, beside a run that trains too', async ({ opened }) => {
  test.setTimeout(90_000)
  const { page } = opened
  const search = page.getByRole('button', { name: /^Find or run anything/ })
  const check = async (): Promise<void> => {
    const shown = new Set<string>()
    for (const width of [512, 560, 620, 640, 700, 740, 800, 900, 1024]) {
      await resize(opened, 2 * width, 1400, 2)
      await expect(search).toBeVisible()
      const words = await wordsShown(search)
      expect.soft(['all', 'none'], `${words} of the words at ${width} px`).toContain(words)
      shown.add(words)
    }
    expect(shown.size).toBe(2)
  }
  await check()

  await resize(opened, 1440, 900, 1)
  await unpackDigits(page)
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 20_000, batch: 16, evaluateEvery: 20_000, twin: true, dataset: 'MNIST digits' })
  await start(page)
  await waitForStep(page, 2)
  await check()
  await resize(opened, 1024, 700, 2)
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await settled(page)
    await keepSeen(opened, join(screens, `zoom-search-${colorScheme}.png`))
  }
  await search.click()
  await expect(page.getByRole('listbox')).toBeVisible()
})

test('the ruler of blocks stays within its panel when the window becomes narrow', async ({ opened }) => {
  const { page } = opened
  await resize(opened, 1440, 900, 1)
  await openPreset(page, 'ResNet-20')
  const ruler = page.getByRole('slider', { name: /^Blocks in every stage/ })
  await expect(ruler).toBeVisible()
  await resize(opened, 1024, 700, 1)
  const beyond = (): Promise<number> =>
    ruler.evaluate((drawing) => {
      const ends = [...drawing.querySelectorAll('text, line')].map((one) => one.getBoundingClientRect().right)
      return Math.max(...ends) - drawing.getBoundingClientRect().right
    })
  await expect.poll(beyond).toBeLessThanOrEqual(1)
})
