/** Every view at 200 % and in small windows: nothing is cut, everything can be scrolled to. */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, screens, test, type OpenApp } from './support/app.ts'
import { openPreset } from './support/steps.ts'
import { fillLibrary, visitViews } from './support/views.ts'

/**
 * Text that is cut: it reaches past an edge that hides it and cannot be scrolled past. Text with an ellipsis is cut on purpose; what is
 * only for assistive technology, and what stands on drawings, is left out.
 */
function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const element = node.parentElement
      if (text === '' || !element || element.closest('svg, .said, .label, [hidden], option, select, canvas')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      for (let outer: HTMLElement | null = element; outer; outer = outer.parentElement) {
        const style = getComputedStyle(outer)
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.clipPath !== 'none') break
        const edge = outer.getBoundingClientRect()
        const hidesX = style.overflowX === 'hidden' || outer === document.body
        const hidesY = style.overflowY === 'hidden' || outer === document.body
        const beyondX = box.right > edge.right + 1 || box.left < edge.left - 1
        const beyondY = box.bottom > edge.bottom + 3 || box.top < edge.top - 3
        if ((hidesX && beyondX) || (hidesY && beyondY)) {
          cut.push(`${text.slice(0, 60)} (in ${outer.tagName.toLowerCase()}.${outer.className})`)
          break
        }
        // What can be scrolled can be reached; it hides nothing from here on that it does not hide itself.
        const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll'
        if (scrolls(style.overflowX) && beyondX) break
        if (scrolls(style.overflowY) && beyondY) break
      }
    }
    return [...new Set(cut)]
  })
}

async function resize({ page, app }: Pick<OpenApp, 'page' | 'app'>, width: number, height: number, zoom: number): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, at) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(at.width, at.height)
      window?.webContents.setZoomFactor(at.zoom)
    },
    { width, height, zoom },
  )
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width / zoom)
}

const sizes = [
  { width: 1280, height: 800, zoom: 2 },
  { width: 1440, height: 900, zoom: 2 },
  { width: 1024, height: 700, zoom: 2 },
  { width: 1024, height: 700, zoom: 1 },
]

test('no view cuts its text at 200 %, nor in the smallest window', async ({ opened: { page, app } }) => {
  test.setTimeout(240_000)
  await fillLibrary(page)
  for (const { width, height, zoom } of sizes) {
    await resize({ page, app }, width, height, zoom)
    await visitViews(page, async (view) => {
      await page.waitForTimeout(300)
      const where = `${view} at ${width} × ${height}, ${zoom * 100} %`
      expect.soft(await cutTexts(page), where).toEqual([])
      expect.soft(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), where).toBeLessThanOrEqual(0)
      await page.screenshot({ path: join(screens, `zoom-${width}-${zoom}-${view.toLowerCase()}.png`) })
    })
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
