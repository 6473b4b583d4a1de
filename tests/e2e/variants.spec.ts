/** Variants that follow their base, and the difference of two designs. Counts as in the literature. */
import type { Page } from '@playwright/test'
import { setStage } from '../../core/architecture/edit.ts'
import { ask, snapshot, withLab } from '../../core/cli/lab-client.ts'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import { openPreset } from './support/steps.ts'
import { fillLibrary } from './support/views.ts'

const parameters = (page: Page) =>
  page.locator('section[aria-label=Stack] dl > div').filter({ hasText: 'Parameters' }).locator('dd')
const mine = (page: Page, name: string) => page.locator('ul.mine').getByRole('button', { name, exact: true })

/** Ticks variants of the design in view and makes them. */
async function makeVariants(page: Page, ...words: string[]): Promise<void> {
  await page.getByRole('button', { name: 'Variants and comparing' }).click()
  await page.getByRole('menuitem', { name: /^New variants…/ }).click()
  const dialog = page.getByRole('alertdialog', { name: /^New variants of / })
  for (const word of words) await dialog.getByRole('checkbox', { name: word, exact: true }).check()
  await dialog.getByRole('button', { name: /^Make \d+ variant/ }).click()
}

async function setWidth(page: Page, stage: number, width: string): Promise<void> {
  await page.getByRole('treeitem', { name: new RegExp(`^Stage ${stage},`) }).click()
  const field = page.getByRole('textbox', { name: 'Width' })
  await field.fill(width)
  await field.press('Enter')
}

test('a change of the base arrives in its variants, their own change stays, and one that is cut loose follows no more', async ({
  place,
}) => {
  const { page, complaints, close } = await openApp(place)
  await openPreset(page, 'ResNet-20')
  await page.getByRole('button', { name: 'Variants and comparing' }).click()
  await page.getByRole('menuitem', { name: /^New variants…/ }).click()
  const dialog = page.getByRole('alertdialog', { name: 'New variants of ResNet-20' })
  // He et al. 2016, table 6: ResNet-32, -44, -56 and -110 by their n, before any is made.
  await expect(dialog.getByRole('row', { name: /^n = 9/ })).toContainText('853,018')
  await expect(dialog.getByRole('row', { name: /^n = 18/ })).toContainText('1,727,962')
  // Option A is the preset's own.
  await expect(dialog.getByRole('checkbox', { name: 'option A' })).toBeDisabled()
  await dialog.getByRole('checkbox', { name: 'plain twin' }).check()
  await keepScreens(page, 'variants-new')
  await dialog.getByRole('button', { name: 'Make 1 variant' }).click()

  // The twin is in view, under its base; its counts are option A's.
  await expect(page.getByRole('heading', { name: 'ResNet-20, plain twin', exact: true })).toBeVisible()
  await expect(parameters(page)).toContainText('269,722')
  await mine(page, 'ResNet-20').click()
  await makeVariants(page, 'n = 9', 'n = 18', 'option B')
  await expect(page.getByText('3 variants made')).toBeVisible()
  await expect(page.getByRole('heading', { name: /^My designs 5/ })).toBeVisible()

  await mine(page, 'ResNet-20').click()
  // 464 in the stem, 14,016 and 51,072 in stages 1 and 2; 9·(32 + 5·128)·128 + 6·256 in stage 3; 1,290 in the head.
  await setWidth(page, 3, '128')
  await expect(parameters(page)).toContainText('842,522')
  await mine(page, 'ResNet-20, plain twin').click()
  await expect(parameters(page)).toContainText('842,522')
  await expect(page.getByRole('group', { name: 'Variant' })).toContainText('Variant of ResNet-20')
  await keepScreens(page, 'variants')

  // An edit that is not its own is asked about, and changes nothing until it is answered.
  await setWidth(page, 1, '20')
  const question = page.getByRole('alertdialog', { name: /follows ResNet-20/ })
  await expect(question).toBeVisible()
  await keepScreens(page, 'variants-question')
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(parameters(page)).toContainText('842,522')

  // Its own number is set in place, and undone.
  await mine(page, 'ResNet-20, n = 9').click()
  const n = page.getByRole('textbox', { name: 'n of this variant' })
  await n.fill('3')
  await n.press('Enter')
  await n.blur()
  await expect(parameters(page)).toContainText('842,522')
  await expect(page.getByRole('heading', { name: 'ResNet-20, n = 3', exact: true })).toBeVisible()
  await page.keyboard.press('Control+z')
  await expect(page.getByRole('heading', { name: 'ResNet-20, n = 9', exact: true })).toBeVisible()

  // Cut loose, it keeps what it has.
  await mine(page, 'ResNet-20, plain twin').click()
  await page.getByRole('button', { name: 'Cut loose' }).click()
  await expect(page.getByRole('group', { name: 'Variant' })).toBeHidden()
  await mine(page, 'ResNet-20').click()
  await setWidth(page, 3, '64')
  await expect(parameters(page)).toContainText('269,722')
  await mine(page, 'ResNet-20, plain twin').click()
  await expect(parameters(page)).toContainText('842,522')

  // What cannot follow is said: with a fourth stage the base is not of the family any more.
  await mine(page, 'ResNet-20').click()
  await page.getByRole('button', { name: 'Stage', exact: true }).click()
  await mine(page, 'ResNet-20, n = 18').click()
  await expect(page.getByText(/The base is no net of 6n \+ 2 layers/)).toBeVisible()
  await keepScreens(page, 'variants-unfollowed')

  // A base in the bin leaves them with their last state.
  await mine(page, 'ResNet-20').click()
  await mine(page, 'ResNet-20').hover()
  await page.getByRole('button', { name: 'Delete ResNet-20', exact: true }).click()
  await mine(page, 'ResNet-20, option B').click()
  await expect(page.getByText(/Its base, ResNet-20, is in the bin/)).toBeVisible()
  await close()
  expect(complaints).toEqual([])

  const again = await openApp(place)
  await expect(again.page.getByText(/Its base, ResNet-20, is in the bin/)).toBeVisible()
  await again.close()
  expect(again.complaints).toEqual([])
})

test('what another window changes in the base arrives at once in the variant that is in view', async ({
  opened: { page },
  place,
}) => {
  await openPreset(page, 'ResNet-20')
  await makeVariants(page, '×2 wide')
  await expect(page.getByRole('heading', { name: 'ResNet-20, ×2 wide', exact: true })).toBeVisible()
  await withLab(place.library, async (client) => {
    const base = (await snapshot(client, 'designs', {})).find(({ variant }) => variant === null)
    if (!base) throw new Error('there is no base')
    const { id, architecture: seen } = base
    await ask(client, 'designs.save', { id, architecture: setStage(seen, 2, { width: 65 }), basedOn: [seen], variant: null })
  })
  await expect(page.getByRole('treeitem', { name: /^Stage 3,.*130/ })).toBeVisible()
  // It is no step of the variant: what the base has become is undone in the base.
  await expect(page.getByRole('button', { name: 'Undo', exact: true }).first()).toBeDisabled()
})

test('ResNet-34 and plain-34 differ in their shortcuts, and by the counts of the projections', async ({ opened: { page } }) => {
  await openPreset(page, 'ResNet-34')
  await page.keyboard.press('Control+Shift+B')
  const view = page.getByRole('region', { name: 'Difference of two designs' })
  await expect(view).toBeVisible()
  await view.getByRole('combobox', { name: 'Before' }).selectOption('ResNet-34 (gallery)')
  await view.getByRole('combobox', { name: 'After' }).selectOption('plain-34 (gallery)')
  const counts = view.getByRole('table', { name: 'Counts of both designs' })
  await expect(counts.getByRole('row', { name: /^Before/ })).toContainText('21,797,672')
  await expect(counts.getByRole('row', { name: /^After/ })).toContainText('21,623,848')
  await expect(counts.getByRole('row', { name: /^Difference/ })).toContainText('−173,824')
  const list = view.getByRole('region', { name: 'What differs' })
  for (const stage of [1, 2, 3, 4]) await expect(list.getByRole('button', { name: `Stage ${stage} changed` })).toBeVisible()
  await expect(list.getByRole('row', { name: /^Shortcut/ }).first()).toContainText('before: B → , after: none')
  await expect(view.getByRole('tree')).toHaveCount(2)
  await keepScreens(page, 'difference-resnet-34-plain-34')

  await list.getByRole('button', { name: 'Stage 3 changed' }).click()
  await expect(list.getByRole('button', { name: 'Stage 3 changed' })).toHaveAttribute('aria-pressed', 'true')
  // Swapped, it is the same difference the other way round.
  await view.getByRole('button', { name: 'Swap' }).click()
  await expect(counts.getByRole('row', { name: /^Difference/ })).toContainText('+173,824')

  await view.getByRole('combobox', { name: 'Before' }).selectOption('ResNet-18 (gallery)')
  await view.getByRole('combobox', { name: 'After' }).selectOption('ResNet-50 (gallery)')
  await expect(list.getByRole('row', { name: /^Kind/ }).first()).toContainText('Basic')
  await keepScreens(page, 'difference-resnet-18-resnet-50')
})

test('two runs that are ticked lead to the difference of what they trained, whatever became of the designs', async ({
  opened: { page },
}) => {
  await fillLibrary(page)
  await page.getByRole('button', { name: "Designs' difference" }).click()
  const view = page.getByRole('region', { name: 'Difference of two designs' })
  const counts = view.getByRole('table', { name: 'Counts of both designs' })
  // ResNet-20 with option A and its plain twin have the same counts: He et al. 2016, section 3.3.
  await expect(counts.getByRole('row', { name: /^Difference/ })).toContainText(/the same.*the same/)
  const list = view.getByRole('region', { name: 'What differs' })
  await expect(list.getByRole('button', { name: 'Stage 1 changed' })).toBeVisible()
  await keepScreens(page, 'difference-of-runs')
})
