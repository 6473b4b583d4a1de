/** The queue in the window: runs that wait are moved by button and by key, it is paused and goes on, and the system hears of training. */
import type { ElectronApplication } from '@playwright/test'
import { expect, keepScreens, test } from './support/app.ts'
import { kill, trainersOf } from './support/place.ts'

/** What the app hands to the system from here on: notices, whatever shows them here, and the part of the taskbar's button that is filled. */
function heardBySystem(app: ElectronApplication) {
  return app.evaluateHandle(({ BrowserWindow, Notification }) => {
    const notices: Electron.Notification[] = []
    const parts: number[] = []
    Notification.isSupported = () => true
    // Its `show` is each notice's own, in older versions; the app listens to a notice before it shows it.
    const { once } = Notification.prototype
    Object.assign(Notification.prototype, {
      once(this: Electron.Notification, ...listening: Parameters<typeof once>) {
        this.show = () => void notices.push(this)
        return once.apply(this, listening)
      },
    })
    const [window] = BrowserWindow.getAllWindows()
    if (window) window.setProgressBar = (part) => void parts.push(part)
    return { notices, parts }
  })
}

test('two runs train one after the other; the second is held, let go, and taken out; of a crash the system hears', async ({
  opened: { page, app },
  place,
}) => {
  test.setTimeout(200_000)
  const system = await heardBySystem(app)
  await page.getByRole('button', { name: 'Train both' }).click()
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeAttached({ timeout: 60_000 })
  const awake = () => app.evaluate(({ powerSaveBlocker }) => [0, 1, 2].some((blocker) => powerSaveBlocker.isStarted(blocker)))
  await expect.poll(awake, { timeout: 60_000 }).toBe(true)
  await expect
    .poll(() => system.evaluate(({ parts }) => parts.some((part) => part > 0 && part < 1)), { timeout: 60_000 })
    .toBe(true)

  await page.keyboard.press('Control+Shift+L')
  const sheet = page.getByRole('dialog', { name: 'Queue' })
  await expect(sheet.getByRole('list', { name: 'Runs that train' }).getByRole('listitem')).toHaveCount(1)
  const waiting = sheet.getByRole('list', { name: 'Runs that wait' })
  await expect(waiting.getByRole('listitem')).toHaveCount(1)
  await sheet.getByRole('button', { name: 'Pause the queue' }).click()
  await expect(sheet.getByText('The queue is paused: what trains goes on')).toBeVisible()
  await keepScreens(page, 'queue-paused')
  await sheet.getByRole('button', { name: 'Let the queue go on' }).click()
  await expect(sheet.getByText('The queue is paused')).toBeHidden()

  // It is to begin only when the run that trains has finished.
  await waiting.getByRole('button', { name: /^Begin after another run/ }).click()
  await waiting.getByRole('button', { name: /^After .* has finished$/ }).click()
  await expect(waiting.getByRole('listitem').first()).toContainText('after')
  await keepScreens(page, 'queue-after')

  // By keyboard alone: the row that waits is reached, and taken out.
  await waiting.getByRole('listitem').first().focus()
  await page.keyboard.press('Delete')
  await expect(sheet.getByText('Nothing waits.')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()

  // Nobody looks at the window when the trainer dies: a notice says so, and leads to the run; nothing keeps the computer awake any more.
  await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    // Where no window manager is, nothing takes the focus from it.
    if (window) window.isFocused = () => false
  })
  const [trainer] = trainersOf(place)
  if (trainer === undefined) throw new Error('no trainer')
  kill(trainer)
  const told = () => system.evaluate(({ notices }) => notices.map(({ title, body }) => [title, body]))
  await expect
    .poll(told, { timeout: 20_000 })
    .toEqual([[expect.stringMatching(/^resnet-20 on digits crashed at step \d+$/), expect.stringContaining('signal 9')]])
  await expect.poll(awake).toBe(false)
  await expect.poll(() => system.evaluate(({ parts }) => parts.at(-1))).toBe(-1)
  await system.evaluate(({ notices }) => notices[0]?.emit('click'))
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toContainText(/Crashed at/)
})
