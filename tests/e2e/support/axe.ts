/** What axe-core finds. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'
import type axe from 'axe-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Serious and critical violations of the page as it stands: the rule, and where it is broken. */
export async function violations(page: Page): Promise<string[]> {
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
