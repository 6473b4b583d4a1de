/** The comparison's tabs as they are read and reached, in both themes and at twice the size; and one run chosen in chart, values and table alike. */
import { expect, keepScreens, openApp, test, type OpenApp } from './support/app.ts'
import { violations } from './support/axe.ts'
import { makeRuns } from './support/made-runs.ts'
import type { Place } from './support/place.ts'
import { settled } from './support/settled.ts'
import { cutTexts, resize } from './support/zoom.ts'

async function openCompared(place: Place): Promise<OpenApp> {
  makeRuns(place.library, [
    { design: 'resnet-20', seed: 1, testError: 0.0875 },
    { design: 'resnet-20', seed: 2, testError: 0.0861 },
    { design: 'plain-20', seed: 1, testError: 0.3 },
  ])
  const opened = await openApp(place)
  await opened.page.getByRole('link', { name: 'Runs', exact: true }).click()
  await opened.page.getByRole('checkbox', { name: 'Compare all runs shown' }).check({ timeout: 30_000 })
  return opened
}

const tabs = ['Curves', 'Means over seeds', 'At the end', 'Scatter', 'Parallel coordinates', 'By depth', 'Lineage']

test('axe finds nothing serious in any tab of the comparison, light or dark, and at 200 % nothing is cut', async ({ place }) => {
  test.setTimeout(400_000)
  const opened = await openCompared(place)
  const { page } = opened
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await settled(page)
    await keepScreens(page, `comparison-${tab.toLowerCase().replaceAll(' ', '-')}`)
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
      expect.soft(await violations(page), `${tab}, ${colorScheme}`).toEqual([])
    }
  }
  await resize(opened, 1280, 800, 2)
  for (const tab of tabs) {
    await page.getByRole('tab', { name: tab, exact: true }).click()
    await settled(page)
    await keepScreens(page, `comparison-${tab.toLowerCase().replaceAll(' ', '-')}-zoomed`)
    expect.soft(await cutTexts(page), `${tab} at 200 %`).toEqual([])
  }
  await opened.close()
  expect(opened.complaints).toEqual([])
})

test('a line that is pointed at and clicked is pointed at and chosen in the table, and the other way round', async ({
  place,
}) => {
  const opened = await openCompared(place)
  const { page } = opened
  const chart = page.getByRole('slider', { name: 'Cursor of Curves of the ticked runs' })
  const grid = page.getByRole('grid', { name: 'Runs' })
  const row = grid.getByRole('row').filter({ hasText: 'plain-20, seed 1' })
  const value = page.getByRole('table', { name: /^At/ }).getByRole('row').filter({ hasText: 'plain-20' })
  await expect(value).toContainText('30.00')
  const box = await chart.boundingBox()
  if (!box) throw new Error('the chart has no box')
  // From the top down at the middle of x, the plain net's line is the first.
  let y = 30
  for (; y < box.height - 30; y += 3) {
    await page.mouse.move(box.x + box.width / 2, box.y + y)
    if (/pointed/.test((await row.getAttribute('class')) ?? '')) break
  }
  await expect(row).toHaveClass(/pointed/)
  await expect(value).toHaveClass(/pointed/)
  await page.mouse.click(box.x + box.width / 2, box.y + y)
  await expect(row).toHaveClass(/current/)
  await expect(value).toHaveAttribute('aria-current', 'true')

  const other = grid.getByRole('row').filter({ hasText: 'ResNet-20, seed 2' })
  const otherValue = page.getByRole('table', { name: /^At/ }).getByRole('row').filter({ hasText: 'ResNet-20, seed 2' })
  await other.hover()
  await expect(otherValue).toHaveClass(/pointed/)
  await other.getByText('Finished').click()
  await expect(otherValue).toHaveAttribute('aria-current', 'true')
  await value.getByRole('cell').first().click()
  await expect(row).toHaveClass(/current/)

  // The designs stand under the curves: two networks of three runs.
  await expect(page.getByRole('region', { name: 'Designs' }).getByRole('listitem')).toHaveCount(2)
  await opened.close()
  expect(opened.complaints).toEqual([])
})
