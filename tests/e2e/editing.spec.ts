/** Editing: several stages at once, as text, split, merged and moved, each one step back; versions; and undo after a crash. */
import type { ElectronApplication, Locator, Page } from '@playwright/test'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { kill, processesOf } from './support/place.ts'
import { openPreset } from './support/steps.ts'

const stage = (page: Page, number: number): Locator => page.getByRole('treeitem', { name: new RegExp(`^Stage ${number},`) })
const stages = (page: Page): Locator => page.getByRole('treeitem', { name: /^Stage \d+,/ })
const tree = (page: Page): Locator => page.getByRole('tree', { name: /^Stack of / })
const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' })
const width = (page: Page): Locator => inspector(page).getByRole('textbox', { name: 'Width' })

/** Widths that the stages say, in their order. */
async function widths(page: Page): Promise<number[]> {
  const names = await stages(page).evaluateAll((items) => items.map((item) => item.getAttribute('aria-label') ?? ''))
  return names.map((name) => Number(/of width ([\d,]+)/.exec(name)?.[1]?.replaceAll(',', '')))
}

/** Presses on a stage's name, where no block is. */
async function press(page: Page, number: number, modifiers: ('Shift' | 'Control')[] = []): Promise<void> {
  await stage(page, number).locator('text').first().click({ modifiers })
}

/** As one step: typed, and the field is left. */
async function setWidth(page: Page, value: number): Promise<void> {
  await width(page).fill(String(value))
  await width(page).press('Enter')
  await width(page).blur()
}

/** What is on the system's clipboard. */
const clipboardText = (app: ElectronApplication): Promise<string> => app.evaluate(({ clipboard }) => clipboard.readText())

test('two stages are selected and set together, and one undo takes it back', async ({ opened: { page } }) => {
  await openPreset(page, 'ResNet-34')
  await expect(tree(page)).toHaveAttribute('aria-multiselectable', 'true')
  await press(page, 2)
  await press(page, 4, ['Control'])
  await expect(page.getByRole('heading', { name: '2 stages' })).toBeVisible()
  await expect(page.getByText('Stages 2 and 4 selected')).toBeAttached()
  await expect(page.locator('[role=treeitem][aria-level="1"][aria-selected=true]')).toHaveCount(2)
  await expect(width(page)).toHaveAttribute('placeholder', 'mixed')
  await keepScreens(page, 'design-two-stages')

  await setWidth(page, 320)
  expect(await widths(page)).toEqual([64, 320, 256, 320])
  await page.getByRole('button', { name: 'History' }).click()
  await expect(page.getByRole('menuitem', { name: /Stages 2 and 4 width 128, 512 → 320/ })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  expect(await widths(page)).toEqual([64, 128, 256, 512])

  // Blocks and kinds of all of them, by keys alone.
  await stage(page, 1).focus()
  await page.keyboard.press('Control+a')
  await expect(page.getByRole('heading', { name: '4 stages' })).toBeVisible()
  await inspector(page).getByRole('combobox', { name: 'Block kind' }).selectOption('bottleneck')
  await expect(stage(page, 1)).toHaveAccessibleName(/3 bottleneck blocks/)
  await expect(stage(page, 4)).toHaveAccessibleName(/3 bottleneck blocks/)
  await page.keyboard.press('Control+z')
  await expect(stage(page, 4)).toHaveAccessibleName(/3 basic blocks/)
})

test('by keys a range grows and is moved and removed', async ({ opened: { page } }) => {
  await openPreset(page, 'ResNet-34')
  await press(page, 1)
  // From the list of designs, past all of it, to the stack; on to the totals, the inspector, out of its first field, and around.
  await page.getByRole('textbox', { name: 'Find a design' }).focus()
  const entries = [
    stage(page, 1),
    page.getByRole('button', { name: 'Measure this computer' }),
    page.getByRole('textbox', { name: 'Blocks' }),
    page.getByRole('button', { name: /^ResNet-34, 21/ }),
  ]
  for (const entry of entries) {
    await page.keyboard.press('F6')
    await expect(entry).toBeFocused()
  }
  await page.keyboard.press('F6')
  await page.keyboard.press('Shift+ArrowRight')
  await expect(page.getByText('Stages 1 and 2 selected')).toBeAttached()
  await page.keyboard.press('Alt+ArrowRight')
  await expect.poll(() => widths(page)).toEqual([256, 64, 128, 512])
  await page.keyboard.press('Alt+ArrowLeft')
  await expect.poll(() => widths(page)).toEqual([64, 128, 256, 512])
  await page.keyboard.press('Delete')
  await expect.poll(() => widths(page)).toEqual([256, 512])
  await page.keyboard.press('Control+z')
  await expect.poll(() => widths(page)).toEqual([64, 128, 256, 512])
  await page.keyboard.press('Shift+ArrowRight')
  await page.keyboard.press('Escape')
  await expect(page.locator('[role=treeitem][aria-level="1"][aria-selected=true]')).toHaveCount(1)
})

test('with the pointer several are dragged, and a band dragged across selects', async ({ opened: { page } }) => {
  await openPreset(page, 'ResNet-34')
  await press(page, 1)
  await press(page, 2, ['Shift'])
  const from = await stage(page, 1).boundingBox()
  const to = await stage(page, 4).boundingBox()
  if (!from || !to) throw new Error('The stages are drawn')
  const y = from.y + from.height / 2
  await page.mouse.move(from.x + from.width / 2, y)
  await page.mouse.down()
  await page.mouse.move(to.x + to.width, y, { steps: 6 })
  await page.mouse.up()
  await expect.poll(() => widths(page)).toEqual([256, 512, 64, 128])
  await page.keyboard.press('Control+z')

  // Under the cells, where the bars are, nothing is pressed.
  const below = from.y + from.height + 60
  await page.mouse.move(from.x - 6, below)
  await page.mouse.down()
  await page.mouse.move(to.x - 20, below, { steps: 6 })
  await page.mouse.up()
  await expect(page.getByText('Stages 1 to 3 selected')).toBeAttached()
})

test('stages are copied in one design and pasted in another, as text that a person can read', async ({
  opened: { page, app },
}) => {
  await openPreset(page, 'ResNet-34')
  await press(page, 3)
  await press(page, 4, ['Shift'])
  await page.keyboard.press('Control+c')
  await expect(page.getByText('Stages 3 and 4 copied as text')).toBeVisible()
  const text = await clipboardText(app)
  expect(text).toContain('"format": "stagecraft-stages"')
  expect(text).toContain('"width": 512')

  await openPreset(page, 'ResNet-20')
  await press(page, 1)
  await page.keyboard.press('Control+v')
  await expect.poll(() => widths(page)).toEqual([16, 256, 512, 32, 64])
  await page.keyboard.press('Control+z')
  await expect.poll(() => widths(page)).toEqual([16, 32, 64])

  // By the palette too, which the system's menu is like.
  await press(page, 1)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('paste stages')
  await page.keyboard.press('Enter')
  await expect.poll(() => widths(page)).toEqual([16, 256, 512, 32, 64])
  await page.keyboard.press('Control+x')
  await expect.poll(() => widths(page)).toEqual([16, 32, 64])
  expect(await clipboardText(app)).toBe(text)

  await app.evaluate(({ clipboard }) => clipboard.writeText('the quick brown fox'))
  await page.keyboard.press('Control+v')
  const refusal = page.getByRole('alertdialog', { name: 'This cannot be pasted as stages' })
  await expect(refusal).toContainText('Found “the quick brown fox”.')
  await expect(refusal).toContainText('Expected are stages that were copied here, or the text of a design file.')
  await refusal.getByRole('button', { name: 'Close' }).click()
  expect(await widths(page)).toEqual([16, 32, 64])
})

test('a stage is split and merged again; what cannot be says why', async ({ opened: { page } }) => {
  await openPreset(page, 'ResNet-34')
  const totals = page.locator('section[aria-label=Stack] dl')
  await expect(totals).toContainText('21,797,672')
  await press(page, 3)
  await page.keyboard.press('Control+Shift+j')
  await expect(stages(page)).toHaveCount(5)
  await expect(stage(page, 3)).toHaveAccessibleName(/3 basic blocks of width 256/)
  await expect(stage(page, 4)).toHaveAccessibleName(/3 basic blocks of width 256/)
  await expect(totals).toContainText('21,797,672')
  await expect(totals).toContainText('34 layers')
  await page.keyboard.press('Control+j')
  await expect(stage(page, 3)).toHaveAccessibleName(/6 basic blocks of width 256/)
  await expect(stages(page)).toHaveCount(4)
  await press(page, 4, ['Shift'])
  await expect(page.getByRole('button', { name: 'Merge', exact: true })).toHaveAttribute(
    'title',
    /stage 4 has stride 2, which only a first block has/,
  )
})

test('the sheet of shortcuts and the menu are made of the same commands', async ({ opened: { page, app } }) => {
  await openPreset(page, 'ResNet-20')
  await page.keyboard.press('?')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(sheet).toContainText('Duplicate the selected stage')
  await expect(sheet).toContainText('Ctrl Shift J')
  const keys = await sheet.locator('kbd').allTextContents()
  expect(new Set(keys).size).toBe(keys.length)
  await keepScreens(page, 'shortcuts')
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await app.evaluate(({ Menu, BrowserWindow }) => {
    const stagesMenu = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'Stages')
    stagesMenu?.submenu?.items.find(({ label }) => label === 'Duplicate')?.click(undefined, BrowserWindow.getAllWindows()[0])
  })
  await expect(stages(page)).toHaveCount(4)
})

test('a version is saved under a name, named anew, brought back as a step, deleted and taken back', async ({
  opened: { page },
}) => {
  await openPreset(page, 'ResNet-34')
  await press(page, 1)
  await setWidth(page, 80)
  await page.keyboard.press('Control+Shift+s')
  const sheet = page.getByRole('dialog', { name: 'Versions' })
  await sheet.getByRole('textbox', { name: 'Name of the version' }).fill('narrow start')
  await sheet.getByRole('button', { name: 'Save version' }).click()
  const saved = sheet.getByRole('list', { name: 'Saved versions' })
  await expect(saved).toContainText('narrow start')
  await saved.getByRole('button', { name: 'Restore narrow start' }).press('F2')
  const naming = saved.getByRole('textbox', { name: 'Name of the version narrow start' })
  await expect(naming).toBeFocused()
  await naming.fill('thin start')
  await naming.press('Enter')
  await expect(saved).toContainText('thin start')
  await keepScreens(page, 'versions')
  // Escape leaves the name, and the sheet, as they are.
  await saved.getByRole('button', { name: 'Rename thin start' }).click()
  await saved.getByRole('textbox', { name: 'Name of the version thin start' }).fill('another')
  await page.keyboard.press('Escape')
  await expect(saved).toContainText('thin start')
  await page.keyboard.press('Escape')

  await press(page, 1)
  await setWidth(page, 96)
  await page.keyboard.press('Control+Shift+s')
  await sheet.getByRole('button', { name: 'Restore thin start' }).click()
  await expect.poll(() => widths(page)).toEqual([80, 128, 256, 512])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+z')
  await expect.poll(() => widths(page)).toEqual([96, 128, 256, 512])

  await page.keyboard.press('Control+Shift+s')
  await sheet.getByRole('button', { name: 'Delete thin start' }).click()
  await expect(saved).toBeHidden()
  await page.getByText('thin start moved to the bin').locator('..').getByRole('button', { name: 'Undo' }).click()
  await expect(saved).toContainText('thin start')
})

test('undo goes on after the app and its lab were killed within a second of a keystroke', async ({ place }) => {
  const first = await openApp(place)
  await openPreset(first.page, 'ResNet-34')
  await press(first.page, 1)
  await setWidth(first.page, 80)
  await setWidth(first.page, 96)
  // Half a second later nobody may be asked anything any more.
  await new Promise((resolve) => setTimeout(resolve, 500))
  for (const pid of processesOf(place)) kill(pid)

  const { page, close, complaints } = await openApp(place)
  await expect(page.getByRole('heading', { name: 'ResNet-34, changed' })).toBeVisible()
  await expect.poll(() => widths(page)).toEqual([96, 128, 256, 512])
  const undo = page.getByRole('button', { name: /^Undo/ })
  await expect(undo).toHaveAttribute('title', /Stage 1 width 80 → 96/)
  await undo.click()
  await expect.poll(() => widths(page)).toEqual([80, 128, 256, 512])
  await undo.click()
  await expect.poll(() => widths(page)).toEqual([64, 128, 256, 512])
  await page.keyboard.press('Control+Shift+z')
  await expect.poll(() => widths(page)).toEqual([80, 128, 256, 512])
  await close()
  expect(complaints).toEqual([])
})
