/** Every view at 200 % and in small windows: nothing is cut, everything can be scrolled to. */
import { join } from 'node:path'
import { expect, screens, test } from './support/app.ts'
import { settled } from './support/settled.ts'
import { openPreset } from './support/steps.ts'
import { visitInspect } from './support/inspect.ts'
import { fillLibrary, visitViews } from './support/views.ts'
import { cutTexts, keepSeen, resize } from './support/zoom.ts'

const sizes = [
  { width: 1280, height: 800, zoom: 2 },
  { width: 1024, height: 700, zoom: 2 },
  { width: 1024, height: 700, zoom: 1 },
]

test('no view cuts its text at 200 %, nor in the smallest window', async ({ opened: { page, app } }) => {
  test.setTimeout(240_000)
  await fillLibrary(page)
  for (const { width, height, zoom } of sizes) {
    await resize({ page, app }, width, height, zoom)
    const check = async (view: string): Promise<void> => {
      await settled(page)
      const where = `${view} at ${width} × ${height}, ${zoom * 100} %`
      expect.soft(await cutTexts(page), where).toEqual([])
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), where).toBeLessThanOrEqual(0)
      await keepSeen({ app }, join(screens, `zoom-${width}-${zoom}-${view.toLowerCase().replaceAll(' ', '-')}.png`))
    }
    await visitViews(page, check)
    await visitInspect(page, check)
  }
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
