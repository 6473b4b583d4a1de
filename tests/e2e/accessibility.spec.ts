/** What axe-core finds in each view, light and dark; and the way past the bars for those who go by keys. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type axe from 'axe-core'
import { expect, test } from './support/app.ts'
import { fillLibrary, visitViews } from './support/views.ts'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical violations of the page as it stands: the rule, and where it is broken. */
async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe }
    const results = await checker.run(document, {
      resultTypes: ['violations'],
      // Off by default, since it is experimental: the name that is said holds the name that is seen.
      rules: { 'label-content-name-mismatch': { enabled: true } },
    })
    return (
      results.violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        // In the drawing of the stack what stands in an item is its figures, not its name.
        .map(({ id, nodes }) => ({ id, nodes: nodes.filter(({ html }) => !/^<g [^>]*role="treeitem"/.test(html)) }))
        .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`))
    )
  })
}

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
