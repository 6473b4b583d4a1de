/** What a person made is not lost: over a restart, beside another window, and when it cannot be saved. */
import type { Page } from '@playwright/test'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { LabClient } from '../../core/api/contract.ts'
import { ask, snapshot, withLab } from '../../core/cli/lab-client.ts'
import { expect, openApp, test } from './support/app.ts'
import { labOf, type Place } from './support/place.ts'
import { openPreset } from './support/steps.ts'

const depth = (page: Page) => page.getByRole('textbox', { name: 'Blocks' })

async function setBlocks(page: Page, blocks: number): Promise<void> {
  await depth(page).fill(String(blocks))
  await depth(page).press('Enter')
  // In the field undo would be the field's own.
  await depth(page).blur()
}

/** Another window, as the lab sees one. */
function fromAnotherWindow<T>(place: Place, act: (client: LabClient, id: string, seen: Architecture) => Promise<T>): Promise<T> {
  return withLab(place.library, async (client) => {
    const [design] = await snapshot(client, 'designs', {})
    if (!design) throw new Error('there is no design')
    return act(client, design.id, design.architecture)
  })
}

const withBlocks = (architecture: Architecture, blocks: number): Architecture => ({
  ...architecture,
  stages: architecture.stages.map((stage) => ({ ...stage, blocks })),
})

test('the view, the open design and its undo history are found again after a restart', async ({ place }) => {
  const first = await openApp(place)
  await openPreset(first.page, 'ResNet-20')
  await setBlocks(first.page, 5)
  await setBlocks(first.page, 7)
  await first.page.keyboard.press('Control+z')
  await expect(depth(first.page)).toHaveValue('5')
  await expect(first.page.getByText(/^saved /)).toBeVisible()
  await first.page.getByRole('link', { name: 'Data' }).click()
  await first.close()

  const { page, close, complaints } = await openApp(place)
  await expect(page).toHaveURL(/#\/data$/)
  await page.getByRole('link', { name: 'Design' }).click()
  await expect(page.getByRole('heading', { name: 'ResNet-20, changed' })).toBeVisible()
  await expect(depth(page)).toHaveValue('5')
  await expect(page.getByRole('button', { name: /^Redo/ })).toBeEnabled()
  await page.keyboard.press('Control+Shift+z')
  await expect(depth(page)).toHaveValue('7')
  await page.keyboard.press('Control+z')
  await page.keyboard.press('Control+z')
  await expect(depth(page)).toHaveValue('3')
  await close()
  expect(complaints).toEqual([])
})

test('what another window saves is followed and can be undone; what both save at once is kept, both', async ({
  opened: { page },
  place,
}) => {
  await openPreset(page, 'ResNet-20')
  await setBlocks(page, 5)
  await expect(page.getByText(/^saved /)).toBeVisible()

  await fromAnotherWindow(place, (client, id, seen) =>
    ask(client, 'designs.save', { id, architecture: withBlocks(seen, 9), basedOn: [seen], variant: null }),
  )
  await expect(depth(page)).toHaveValue('9')
  await page.keyboard.press('Control+z')
  await expect(depth(page)).toHaveValue('5')
  await expect(page.getByText(/^saved /)).toBeVisible()

  await fromAnotherWindow(place, async (client, id, seen) => {
    // This window's change waits a moment before it is saved: the other's comes first.
    await depth(page).fill('11')
    const saving = ask(client, 'designs.save', { id, architecture: withBlocks(seen, 13), basedOn: [seen], variant: null })
    await depth(page).press('Enter')
    await depth(page).blur()
    await saving
  })
  await expect(page.getByRole('heading', { name: 'ResNet-20, changed, other window' })).toBeVisible()
  await expect(page.getByText('Another window changed ResNet-20, changed')).toBeVisible()
  await expect(depth(page)).toHaveValue('11')
  await page.locator('ul.mine').getByRole('button', { name: 'ResNet-20, changed', exact: true }).click()
  await expect(depth(page)).toHaveValue('13')
})

test('a window with a design that is not saved asks before it closes, and closes once it is', async ({ place }) => {
  const { page, app } = await openApp(place)
  await openPreset(page, 'ResNet-20')
  const lab = labOf(place)
  if (lab === undefined) throw new Error('no lab')
  const closed = page.waitForEvent('close')
  process.kill(lab, 'SIGSTOP')
  try {
    await setBlocks(page, 5)
    const close = (): Promise<void> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await close()
    const question = page.getByRole('alertdialog', { name: 'ResNet-20, changed is not saved' })
    await expect(question).toContainText('The lab does not answer')
    await expect(question.getByRole('button', { name: 'Save as file…' })).toBeVisible()
    await question.getByRole('button', { name: 'Cancel' }).click()
    await expect(question).toBeHidden()
    await close()
    await expect(question).toBeVisible()
  } finally {
    process.kill(lab, 'SIGCONT')
  }
  await closed

  const again = await openApp(place)
  await expect(depth(again.page)).toHaveValue('5')
  await again.close()
})

test('a change that was never saved is still in the undo history', async ({ place }) => {
  const first = await openApp(place)
  const { page, app } = first
  await openPreset(page, 'ResNet-20')
  await setBlocks(page, 5)
  await expect(page.getByText(/^saved /)).toBeVisible()
  const lab = labOf(place)
  if (lab === undefined) throw new Error('no lab')
  process.kill(lab, 'SIGSTOP')
  await setBlocks(page, 7)
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
  await first.endBy(page.getByRole('button', { name: 'Close anyway' }))
  process.kill(lab, 'SIGKILL')

  const again = await openApp(place)
  await expect(depth(again.page)).toHaveValue('5')
  await again.page.keyboard.press('Control+z')
  await expect(depth(again.page)).toHaveValue('7')
  await again.close()
})
