/** The first runs end at a comparison; what is deleted comes back by key, toast or list, or is purged; designs and runs lead to each other. */
import { expect, keepScreens, test } from './support/app.ts'

test('from the first start to the verdict, the inside, the design and its runs, and through the bin', async ({
  opened: { page },
}) => {
  test.setTimeout(280_000)
  await page.getByRole('button', { name: 'Train both' }).click()
  await expect(page.getByRole('heading', { name: 'Runs', level: 1 })).toBeAttached({ timeout: 60_000 })
  const verdict = page.getByRole('complementary', { name: 'Values and settings of the ticked runs' })
  await expect(verdict).toContainText('What they come to stands here when both have ended')
  await keepScreens(page, 'try-it-now-under-way')
  await expect(verdict).toContainText(/ends? at [\d.]+ % test error/, { timeout: 240_000 })
  await expect(verdict).toContainText('One seed each')
  await keepScreens(page, 'try-it-now-ended')

  // A click anywhere in a header sorts, not on its word only.
  const header = page.getByRole('columnheader', { name: 'Status' })
  const box = await header.boundingBox()
  if (!box) throw new Error('no header')
  await page.mouse.click(box.x + box.width - 6, box.y + box.height / 2)
  await expect(header).toHaveAttribute('aria-sort', 'ascending')

  await verdict.getByRole('button', { name: 'resnet-20 on digits' }).click()
  await expect(page.getByRole('tab', { name: 'Inside the network' })).toHaveAttribute('aria-selected', 'true')
  await keepScreens(page, 'run-from-verdict')
  await page.getByRole('complementary', { name: 'About this run' }).getByRole('button', { name: 'ResNet-20' }).click()
  await expect(page.getByRole('heading', { name: 'ResNet-20', exact: true })).toBeVisible()
  await keepScreens(page, 'design-with-runs')
  await page.getByRole('link', { name: '1 run', exact: true }).click()
  const table = page.getByRole('grid', { name: 'Runs' })
  await expect(table.getByRole('link', { name: 'resnet-20 on digits' })).toBeVisible()
  await expect(table.getByRole('link', { name: 'plain-20 on digits' })).toBeHidden()
  await page.getByRole('button', { name: 'of ResNet-20' }).click()
  await expect(table.getByRole('link', { name: 'plain-20 on digits' })).toBeVisible()

  // Deleted, and taken back by the key.
  await page.getByRole('button', { name: 'Untick all' }).click()
  await keepScreens(page, 'runs-none-ticked')
  await table.getByRole('link', { name: 'plain-20 on digits' }).locator('xpath=ancestor::tr').locator('td').nth(2).click()
  await page.keyboard.press('Delete')
  await expect(table.getByRole('link', { name: 'plain-20 on digits' })).toBeHidden()
  await page.keyboard.press('Control+z')
  await expect(table.getByRole('link', { name: 'plain-20 on digits' })).toBeVisible()

  // Deleted again, restored from the list, deleted once more and purged.
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /^Deleted\s*1$/ }).click()
  await keepScreens(page, 'deleted')
  await page.getByRole('button', { name: 'Restore plain-20 on digits' }).click()
  await expect(page.getByText('Nothing is in the bin.')).toBeVisible()
  await keepScreens(page, 'deleted-empty')
  await page.getByRole('button', { name: 'Show all runs' }).click()
  await table.getByRole('link', { name: 'plain-20 on digits' }).locator('xpath=ancestor::tr').locator('td').nth(2).click()
  await page.keyboard.press('Delete')
  await page.getByRole('button', { name: /^Deleted\s*1$/ }).click()
  await page.getByRole('button', { name: /^Empty the bin/ }).click()
  const question = page.getByRole('alertdialog', { name: 'plain-20 on digits will be gone for good' })
  await keepScreens(page, 'purge-question')
  await question.getByRole('button', { name: 'Keep' }).click()
  await page.getByRole('button', { name: 'Purge plain-20 on digits…' }).click()
  await question.getByRole('button', { name: /^Purge, free/ }).click()
  await expect(page.getByRole('status').filter({ hasText: /(kB|MB) freed/ })).toBeVisible()
  await expect(page.getByText('Nothing is in the bin.')).toBeVisible()
})
