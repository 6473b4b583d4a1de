/** A library of thousands of runs that is opened for the first time: the window is there at once, and tells how far the reading is. */
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { generateLibrary } from '../generated-library.ts'

/** Far more than are read before the window asks. */
const runs = 6000
const all = '6,000'

test('what was read so far is shown, and how long the rest takes, until all runs are there', async ({ place }) => {
  test.setTimeout(150_000)
  await generateLibrary(place.library, runs)
  const { page, close, complaints } = await openApp(place)
  await page.getByRole('link', { name: 'Runs', exact: true }).click()

  // Both in one look, since it goes on meanwhile.
  const seen = await page.waitForFunction(() => {
    const said = [...document.querySelectorAll('[role="status"]')].map((one) => one.textContent?.trim() ?? '')
    const reading = said.find((text) => text.startsWith('Reading runs'))
    const counted = said.find((text) => /^[\d,]+ runs$/.test(text))
    return reading !== undefined && counted !== undefined && document.querySelector('[role="grid"] a') !== null
      ? { reading, counted }
      : false
  })
  const { reading, counted } = (await seen.jsonValue()) as { reading: string; counted: string }
  expect(reading).toMatch(new RegExp(`^Reading runs: [\\d,]+ of ${all}, about .+ left$`))
  const shown = Number(counted.replace(/\D/g, ''))
  expect(shown).toBeGreaterThan(0)
  expect(shown).toBeLessThan(runs)
  await keepScreens(page, 'first-reading')

  await expect(page.getByRole('status').filter({ hasText: /^Reading runs/ })).toHaveCount(0, { timeout: 60_000 })
  await expect(page.getByRole('status').filter({ hasText: /^[\d,]+ runs/ })).toHaveText(`${all} runs`)
  await close()

  // What was read is kept: opened again, nothing is read any more.
  const again = await openApp(place)
  await again.page.getByRole('link', { name: 'Runs', exact: true }).click()
  await expect(again.page.getByRole('status').filter({ hasText: /^[\d,]+ runs/ })).toHaveText(`${all} runs`)
  await expect(again.page.getByText(/^Reading runs/)).toHaveCount(0)
  await again.close()
  expect([...complaints, ...again.complaints]).toEqual([])
})
