/** The window in other sizes, and what is cut there. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { expect, type OpenApp } from './app.ts'

/**
 * Text that is cut: it reaches past an edge that hides it and cannot be scrolled past. Text with an ellipsis is cut on purpose; what is
 * only for assistive technology, and what stands on drawings, is left out.
 */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const cut: string[] = []
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? ''
      const element = node.parentElement
      if (text === '' || !element || element.closest('svg, .said, .label, [hidden], option, select, canvas')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      for (let outer: HTMLElement | null = element; outer; outer = outer.parentElement) {
        const style = getComputedStyle(outer)
        if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none' || style.clipPath !== 'none') break
        const edge = outer.getBoundingClientRect()
        const hidesX = style.overflowX === 'hidden' || outer === document.body
        const hidesY = style.overflowY === 'hidden' || outer === document.body
        const beyondX = box.right > edge.right + 1 || box.left < edge.left - 1
        const beyondY = box.bottom > edge.bottom + 3 || box.top < edge.top - 3
        if ((hidesX && beyondX) || (hidesY && beyondY)) {
          cut.push(`${text.slice(0, 60)} (in ${outer.tagName.toLowerCase()}.${outer.className})`)
          break
        }
        // What can be scrolled can be reached; it hides nothing from here on that it does not hide itself.
        const scrolls = (overflow: string): boolean => overflow === 'auto' || overflow === 'scroll'
        if (scrolls(style.overflowX) && beyondX) break
        if (scrolls(style.overflowY) && beyondY) break
      }
    }
    return [...new Set(cut)]
  })
}

/** Controls that reach past an edge at a side that hides them, and whatever scrolls sideways as a whole: a part that is wider scrolls by itself. */
export function cutControls(view: Locator): Promise<string[]> {
  return view.evaluate((root) => {
    const nameOf = (one: Element): string =>
      `${one.tagName.toLowerCase()}.${one.className} ${one.getAttribute('aria-label') ?? one.textContent?.trim().slice(0, 40) ?? ''}`
    const cut: string[] = []
    for (const control of root.querySelectorAll(
      'button, input, select, textarea, a[href], [role="slider"], [role="application"]',
    )) {
      const box = control.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      for (let outer = control.parentElement; outer; outer = outer.parentElement) {
        const { overflowX, clipPath } = getComputedStyle(outer)
        if (clipPath !== 'none' || overflowX === 'auto' || overflowX === 'scroll') break
        const edge = outer.getBoundingClientRect()
        const hides = overflowX === 'hidden' || overflowX === 'clip' || outer === document.body
        if (hides && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
          cut.push(`${nameOf(control)} (in ${nameOf(outer)})`)
          break
        }
      }
    }
    const columns = [...root.children].filter((one) => one.scrollWidth > one.clientWidth + 1)
    return [...cut, ...columns.map((one) => `${nameOf(one)} is ${one.scrollWidth - one.clientWidth} px wider than it is shown`)]
  })
}

/** By how many pixels the page is wider than the window: what is read aloud and not seen counts too, and what scrolls by itself does not. */
export function sideways(page: Page): Promise<number> {
  return page.evaluate(() => {
    const pages = [document.documentElement, document.getElementById('app')]
    return Math.max(...pages.map((one) => (one === null ? 0 : one.scrollWidth - one.clientWidth)))
  })
}

/** How much of its words a button with an icon shows: `none` where the icon alone is whole and within the window. */
export function wordsShown(button: Locator): Promise<'all' | 'none' | 'part'> {
  return button.evaluate((element) => {
    const box = element.getBoundingClientRect()
    const [icon, words] = [element.querySelector('svg'), element.querySelector('span')]
    if (icon === null || words === null) throw new Error('It has no icon, or no words.')
    const within = ({ left, right }: DOMRect): boolean => left >= box.left && right <= box.right && right <= innerWidth
    if (!within(icon.getBoundingClientRect())) return 'part'
    const said = words.getBoundingClientRect()
    if (said.top >= box.bottom - 1) return 'none'
    return within(said) && words.scrollWidth <= words.clientWidth ? 'all' : 'part'
  })
}

/** The window as it is seen, at whatever zoom: `page.screenshot` shows only a corner of one that is enlarged. */
export async function keepSeen({ app }: Pick<OpenApp, 'app'>, path: string): Promise<void> {
  const png = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    return (await window?.webContents.capturePage())?.toPNG().toString('base64') ?? ''
  })
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, Buffer.from(png, 'base64'))
}

export async function resize(
  { page, app }: Pick<OpenApp, 'page' | 'app'>,
  width: number,
  height: number,
  zoom: number,
): Promise<void> {
  await app.evaluate(
    ({ BrowserWindow }, at) => {
      const [window] = BrowserWindow.getAllWindows()
      window?.setContentSize(at.width, at.height)
      window?.webContents.setZoomFactor(at.zoom)
    },
    { width, height, zoom },
  )
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width / zoom)
}
