/** A page that stands still: what moves towards an end has come to it, fonts are there, and what changed is drawn. */
import type { Page } from '@playwright/test'

export function settled(page: Page): Promise<void> {
  return page.evaluate(async () => {
    const drawn = (): Promise<void> =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
    await drawn()
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(moving.map(({ finished }) => finished))
    await document.fonts.ready
    await drawn()
  })
}
