/** The window itself: where it stands, what it remembers. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ElectronApplication } from '@playwright/test'
import { expect, openApp, test } from './support/app.ts'

function boundsOf(app: ElectronApplication): Promise<{ x: number; y: number; width: number; height: number }> {
  return app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    if (window === undefined) throw new Error('no window')
    return window.getBounds()
  })
}

test('size, place and theme are kept', async ({ place }) => {
  const wanted = { x: 60, y: 50, width: 1111, height: 755 }
  const first = await openApp(place)
  await first.app.evaluate(({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds), wanted)
  await first.page.keyboard.press('Control+K')
  await first.page.keyboard.type('theme dark')
  await first.page.keyboard.press('Enter')
  await expect(first.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await first.close()

  const second = await openApp(place)
  expect(await boundsOf(second.app)).toEqual(wanted)
  await expect(second.page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await second.close()
})

test('a window kept off every screen, or in a damaged file, comes back in sight', async ({ place }) => {
  mkdirSync(place.userData, { recursive: true })
  const file = join(place.userData, 'window.json')
  for (const kept of ['{"bounds":{"x":90000,"y":90000,"width":1200,"height":800},"maximized":false}', '{"bounds":']) {
    writeFileSync(file, kept)
    const { app, close } = await openApp(place)
    const inSight = await app.evaluate(({ BrowserWindow, screen }) => {
      const bounds = BrowserWindow.getAllWindows()[0]?.getBounds()
      if (bounds === undefined) return false
      const { workArea } = screen.getDisplayMatching(bounds)
      return bounds.x < workArea.x + workArea.width && bounds.y < workArea.y + workArea.height && bounds.x >= 0
    })
    expect(inSight).toBe(true)
    await close()
  }
})

test('the menu runs commands of the page', async ({ opened: { app, page } }) => {
  await app.evaluate(({ Menu }) => {
    const view = Menu.getApplicationMenu()?.items.find((item) => item.label === 'View')
    view?.submenu?.items.find((item) => item.label === 'System')?.click()
  })
  await expect(page).toHaveURL(/#\/system$/)
})

test('a design is saved as a file where the person says', async ({ opened: { app, page }, place }) => {
  const file = join(place.folder, 'saved.stagecraft')
  await app.evaluate(({ session }, path) => {
    session.defaultSession.once('will-download', (_, item) => item.setSavePath(path))
  }, file)
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = URL.createObjectURL(new Blob(['{"kept": true}']))
    link.download = 'saved.stagecraft'
    link.click()
  })
  await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8')).toBe('{"kept": true}')
})
