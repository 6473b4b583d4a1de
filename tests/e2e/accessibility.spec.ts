/** What axe-core finds in each view, light and dark; and the way past the bars for those who go by keys. */
import { expect, test } from './support/app.ts'
import { violations } from './support/axe.ts'
import { visitInspect } from './support/inspect.ts'
import { fillLibrary, visitViews } from './support/views.ts'

test('axe finds nothing serious in any view, light or dark', async ({ opened: { page } }) => {
  test.setTimeout(240_000)
  const check = async (view: string): Promise<void> => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
      expect.soft(await violations(page), `${view}, ${colorScheme}`).toEqual([])
    }
  }
  await expect(page.getByRole('button', { name: 'Open the gallery' })).toBeVisible()
  await check('First start')
  await fillLibrary(page)
  await visitViews(page, check)
  await visitInspect(page, check)
})

test('the first Tab leads past the bars to the view', async ({ opened: { page } }) => {
  // Off, and so passed over by Tab, until the lab has told of its data sets.
  await expect(page.getByRole('button', { name: 'Train both' })).toBeEnabled()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the view' })
  await expect(skip).toBeFocused()
  await expect(skip).toBeInViewport()
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Train both' })).toBeFocused()
  await expect(page).not.toHaveURL(/#main/)
})
