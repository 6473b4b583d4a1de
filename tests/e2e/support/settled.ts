/** A page that stands still: what moves towards an end has come to it, fonts are there, and what changed is drawn. */
import type { Page } from '@playwright/test'

/** As text: the bench, which starts the app as the tests do, knows no names of a page. */
const standsStill = `(async () => {
  const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  await drawn()
  const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  await Promise.allSettled(moving.map(({ finished }) => finished))
  await document.fonts.ready
  await drawn()
})()`

export async function settled(page: Page): Promise<void> {
  await page.evaluate(standsStill)
}
