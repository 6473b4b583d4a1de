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

test('a page that hangs does not keep the window open: a dialog asks in its place', async ({ place }) => {
  const { app, page } = await openApp(place)
  const asked = await app.evaluateHandle(({ dialog }) => {
    const question = { buttons: [] as string[], answer: (_: number): void => undefined }
    dialog.showMessageBox = ((_: unknown, options: { buttons: string[] }) => {
      question.buttons = options.buttons
      return new Promise((resolve) => {
        question.answer = (response) => resolve({ response, checkboxChecked: false })
      })
    }) as typeof dialog.showMessageBox
    return question
  })
  const ended = new Promise((resolve) => app.process().once('exit', resolve))
  void page
    .evaluate(() => {
      for (;;);
    })
    .catch(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 300))
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await expect.poll(() => asked.evaluate(({ buttons }) => buttons)).toHaveLength(3)
  await asked.evaluate((question) => question.answer(0))
  await ended
})

test('a page that crashed is loaded again', async ({ place }) => {
  const { app, close } = await openApp(place)
  const started = (): Promise<number> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId() ?? 0)
  const before = await started()
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
  await expect
    .poll(async () => {
      const now = await started()
      return now !== 0 && now !== before
    })
    .toBe(true)
  const title = (): Promise<string> =>
    app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript("document.querySelector('.tabs')?.textContent ?? ''") ??
        '',
    )
  await expect.poll(title).toContain('Design')
  await close()
})

test('Ctrl with + = - or 0 zooms, from the keypad too, and 200 % is the most', async ({ opened: { app, page } }) => {
  const factor = (): Promise<number | undefined> =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor())
  const zoomed = (by: number) => expect.poll(factor).toBeCloseTo(by, 2)
  // Keys that Playwright presses go to the page alone; these come as from the keyboard.
  const press = (keyCode: string): Promise<void> =>
    app.evaluate(({ BrowserWindow }, code) => {
      for (const type of ['keyDown', 'keyUp'] as const)
        BrowserWindow.getAllWindows()[0]?.webContents.sendInputEvent({ type, keyCode: code, modifiers: ['control'] })
    }, keyCode)
  await expect(page.locator('header.top')).toBeVisible()
  await zoomed(1)
  await press('=')
  await zoomed(1.1)
  await press('numadd')
  await zoomed(1.25)
  await press('numsub')
  await zoomed(1.1)
  for (let presses = 0; presses < 6; presses += 1) await press('=')
  await zoomed(2)
  await press('0')
  await zoomed(1)
})
