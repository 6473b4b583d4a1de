/** The drawing as a file, what its lightness shows, and a large one under way: what a person takes away and looks at. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from 'fast-png'
import { expect, keepScreens, openApp, test, type OpenApp } from './support/app.ts'
import { nextSavedAt } from './support/saved.ts'
import { openPreset } from './support/steps.ts'

async function runCommand({ page }: OpenApp, words: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
}

test('the drawing is saved as an SVG that stands alone and as a PNG of twice its size', async ({ opened, place }) => {
  const { page } = opened
  await openPreset(page, 'ResNet-20')

  const svgPath = join(place.folder, 'drawing.svg')
  const svgName = await nextSavedAt(opened, svgPath)
  await runCommand(opened, 'drawing as SVG')
  await expect.poll(() => existsSync(svgPath) && readFileSync(svgPath, 'utf8').endsWith('</svg>\n')).toBe(true)
  expect(await svgName()).toBe('resnet-20.svg')
  const text = readFileSync(svgPath, 'utf8')
  // Without its style, which the page's policy would refuse.
  const [, style = ''] = /<style>(.*)<\/style>/s.exec(text) ?? []
  const unstyled = text.replace(`<style>${style}</style>`, '')
  const read = await page.evaluate((source) => {
    const parsed = new DOMParser().parseFromString(source, 'image/svg+xml')
    const root = parsed.documentElement
    return {
      wrong: parsed.querySelector('parsererror')?.textContent ?? null,
      size: [Number(root.getAttribute('width')), Number(root.getAttribute('height'))] as const,
      title: parsed.querySelector('title')?.textContent,
      texts: [...parsed.querySelectorAll('text')].map((element) => element.textContent),
      cells: parsed.querySelectorAll('rect').length,
      bars: [...parsed.querySelectorAll('path')].reduce(
        (bars, path) => bars + (path.getAttribute('d')?.split('z').length ?? 1) - 1,
        0,
      ),
    }
  }, unstyled)
  expect(read.wrong).toBeNull()
  expect(read.title).toBe('ResNet-20')
  expect(read.texts).toEqual(expect.arrayContaining(['ResNet-20', 'Stage 3', 'Parameters', '269.72 K']))
  // The image, the stem, nine blocks, pooling and scores; the paper, and that of the key.
  expect(read.cells).toBe(15)
  expect(read.bars).toBeGreaterThan(30)
  expect(style).toContain("@font-face{font-family:'Inter Variable'")
  expect(style).toMatch(/src:url\(data:font\/woff2;base64,[A-Za-z0-9+/=]{60000,}\)/)
  // Nothing is left to a style sheet or to another file.
  expect(unstyled).not.toMatch(/var\(|class=|href/)

  const pngPath = join(place.folder, 'drawing.png')
  await nextSavedAt(opened, pngPath)
  await runCommand(opened, 'drawing as PNG')
  await expect.poll(() => existsSync(pngPath) && readFileSync(pngPath).subarray(-8, -4).toString('latin1')).toBe('IEND')
  const png = decode(readFileSync(pngPath))
  expect([png.width, png.height]).toEqual(read.size.map((side) => 2 * side))
  const colours = new Set<string>()
  for (let at = 0; at < png.data.length; at += png.channels) colours.add(png.data.slice(at, at + 3).join())
  expect(colours.size).toBeGreaterThan(50)
})

test('a stack that does not fit is moved by the strip under it, a lane that does not is scrolled to, and only what is in sight is drawn', async ({
  opened: { page },
}) => {
  await openPreset(page, 'ResNet-1202')
  const strip = page.getByRole('scrollbar', { name: 'What of the stack is in sight' })
  await expect(strip).toBeHidden()
  await page.getByRole('button', { name: 'Zoom in' }).click()
  await strip.focus()
  await page.keyboard.press('End')
  // Blocks out of sight are not in the page.
  const lastBlock = page.getByRole('treeitem', { name: /^Block 200, / })
  await expect(lastBlock).toBeVisible()
  await expect(strip).toHaveAttribute('aria-valuetext', /to 100 % of the stack$/)
  // 600 blocks are in the stack.
  expect(await page.getByRole('treeitem', { name: /^Block / }).count()).toBeLessThan(200)
  // Each mark is styled and laid out again at every edit: risers, arc, cell, the line between its layers, and the plus in its circle.
  expect(await lastBlock.locator('*').count()).toBe(6)
  await page.keyboard.press('Home')
  await expect(lastBlock).toBeHidden()

  const box = await strip.boundingBox()
  if (box === null) throw new Error('The strip is not drawn.')
  await page.mouse.move(box.x + 4, box.y + 10)
  await page.mouse.down()
  await page.mouse.move(box.x + box.width, box.y + 10, { steps: 5 })
  await page.mouse.up()
  await expect(lastBlock).toBeVisible()
  await keepScreens(page, 'design-strip')

  // A block of many ways that is unfolded is scrolled to, and the drawing above stays as it is.
  await page.getByTitle('Fit the window').click()
  await page.setViewportSize({ width: 1280, height: 800 })
  await openPreset(page, 'Inception-ResNet-v2')
  const block = page
    .getByRole('treeitem', { name: /^Stage 4,/ })
    .getByRole('treeitem')
    .first()
  const before = await block.boundingBox()
  await block.press('Enter')
  const lane = page.getByRole('group', { name: 'Layers of Stage 4, block 1' })
  const caption = lane.getByText('memory', { exact: true })
  await expect(caption).toBeInViewport({ ratio: 1 })
  expect((await block.boundingBox())?.x).toBe(before?.x)
  const last = lane.getByRole('treeitem').last()
  const isInSight = (): Promise<boolean> =>
    last.evaluate((layer) => {
      const [box, sight] = [layer.getBoundingClientRect(), layer.closest('.lane')?.getBoundingClientRect()]
      return sight !== undefined && box.left >= sight.left && box.right <= sight.right
    })
  expect(await isInSight()).toBe(false)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('End')
  await expect(last).toBeFocused()
  await expect.poll(isInSight).toBe(true)
  await expect(caption).toBeInViewport({ ratio: 1 })
  await keepScreens(page, 'design-lane')
})

test('what the tone of the cells shows is kept between starts', async ({ place }) => {
  const first = await openApp(place)
  await openPreset(first.page, 'ResNet-50')
  await first.page.getByRole('combobox', { name: 'Tone of the cells' }).selectOption({ label: 'MACs' })
  await expect(first.page.getByText('tone: MACs')).toBeVisible()
  // This computer was not measured.
  await expect(first.page.getByRole('option', { name: 'predicted time' })).toBeDisabled()
  await first.close()
  const again = await openApp(place)
  await expect(again.page.getByText('tone: MACs')).toBeVisible()
  await runCommand(again, 'tone width')
  await expect(again.page.getByText('tone: MACs')).toBeHidden()
  await again.close()
  expect([...first.complaints, ...again.complaints]).toEqual([])
})
