/** The queue in the window: runs that wait are moved by button and by key, it is paused and goes on, and the system hears of training. */
import { expect, keepScreens, test } from './support/app.ts'

test('two runs train one after the other; the second is held, let go, and taken out', async ({ opened: { page, app } }) => {
  test.setTimeout(200_000)
  await page.getByRole('button', { name: 'Train both' }).click()
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeAttached({ timeout: 60_000 })
  const asleep = () => app.evaluate(({ powerSaveBlocker }) => powerSaveBlocker.isStarted(0) || powerSaveBlocker.isStarted(1))
  await expect.poll(asleep, { timeout: 60_000 }).toBe(true)

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
})
