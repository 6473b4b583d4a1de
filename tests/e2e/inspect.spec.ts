/** Looking into trained networks: what is measured, shown, cancelled, and found again at the next start. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect, keepScreens, openApp } from './support/app.ts'
import { violations } from './support/axe.ts'
import { test } from './support/few-images.ts'
import { allMeasured, asked, lookAt, lookFurther, measure } from './support/inspect.ts'
import { keepSpeeds } from './support/measured-machine.ts'
import { makeRuns } from './support/made-runs.ts'
import { nextSavedAt } from './support/saved.ts'
import { kill, labOf } from './support/place.ts'
import { runCommand } from './support/steps.ts'
import { fillLibrary } from './support/views.ts'

const inspect = (page: Page) => page.getByRole('region', { name: 'Inspect', exact: true })
test('runs are looked into beside each other, by figures that lead to images', async ({ opened, place }) => {
  test.setTimeout(480_000)
  const { page } = opened
  const show = async (name: string): Promise<void> => {
    await keepScreens(page, name)
    expect.soft(await violations(page), name).toEqual([])
  }
  await fillLibrary(page)
  // Both are ticked: a run is compared from its start on.
  await page.getByRole('button', { name: 'Look inside', exact: true }).click()
  await expect(inspect(page).getByRole('link', { name: 'ResNet-20', exact: true })).toBeVisible()
  await expect(inspect(page).getByRole('link', { name: 'ResNet-20, plain twin' })).toBeVisible()

  await lookAt(page, 'Responses', 64)
  await expect(asked(page)).toContainText('not measured yet')
  await measure(page)
  const responses = page.getByRole('figure', { name: 'Responses by depth' })
  await expect(responses.getByRole('img', { name: /^ResNet-20, stem\.conv: [\d.]+/ })).toBeVisible({ timeout: 90_000 })
  await expect(asked(page)).toContainText('64 test images, step 4', { timeout: 60_000 })
  await expect(responses.getByRole('img', { name: /^ResNet-20, plain twin, / })).toHaveCount(19, { timeout: 60_000 })
  // A plain network has no branches: nine blocks of the residual one.
  await expect(page.getByRole('figure', { name: 'What a branch adds' }).getByRole('img')).toHaveCount(9)
  // One stop of the Tab key; arrow keys go on from there.
  const points = responses.getByRole('img')
  await points.first().focus()
  await page.keyboard.press('End')
  await expect(points.last()).toBeFocused()
  await keepScreens(page, 'inspect-responses')

  await lookAt(page, 'Lesions', 32)
  await asked(page).getByRole('textbox', { name: 'Draws' }).fill('2')
  await asked(page).getByRole('textbox', { name: 'At most' }).fill('2')
  await measure(page)
  const alone = page.getByRole('figure', { name: 'Without one block' })
  await expect(alone.getByRole('img', { name: /^ResNet-20, without stage1\.block1: [\d.]+ %/ })).toBeVisible({ timeout: 120_000 })
  await expect(alone.getByRole('rowheader', { name: 'ResNet-20, plain twin, whole' })).toBeAttached({ timeout: 120_000 })
  const several = page.getByRole('figure', { name: 'Without several blocks' })
  await expect(several.getByRole('img', { name: /^ResNet-20, without 2 blocks, mean of 2 draws/ })).toBeVisible()
  await expect(page.getByRole('figure', { name: 'Blocks in another order' }).getByRole('img').first()).toBeVisible()
  await keepScreens(page, 'inspect-lesions')

  await lookAt(page, 'Gradients', 64)
  await expect(asked(page)).toContainText(/not measured yet; about \d+ s, as other analyses of it took/)
  await measure(page)
  const ways = page.getByRole('figure', { name: 'Through branch and shortcut' })
  await expect(ways.getByRole('img', { name: /^shortcut, ResNet-20, stage1\.block1, shortcut: [\d.e−]+/ })).toBeVisible({
    timeout: 90_000,
  })
  const byWeights = page.getByRole('figure', { name: 'Gradient by weights' })
  await expect(byWeights.getByRole('img', { name: /^ResNet-20, plain twin, / })).toHaveCount(20, { timeout: 60_000 })
  const now = await byWeights.getByRole('img').first().getAttribute('aria-label')
  await page.getByRole('radio', { name: 'Before training' }).click()
  await expect(byWeights.getByRole('img').first()).not.toHaveAttribute('aria-label', now ?? '')
  await keepScreens(page, 'inspect-gradients')

  await lookAt(page, 'Loss surface', 32)
  await asked(page).getByRole('combobox', { name: 'Over' }).selectOption('a plane of two')
  await asked(page).getByRole('textbox', { name: 'Points' }).fill('5')
  await measure(page)
  const map = page.getByRole('application', { name: /^Loss around it/ })
  await expect(map).toBeVisible({ timeout: 90_000 })
  await allMeasured(page)
  await map.focus()
  await page.keyboard.press('ArrowRight')
  await expect(page.getByRole('figure', { name: 'Loss around it' }).getByRole('status')).toContainText(
    /^at 0\.5, 0: ResNet-20 [\d.]+; ResNet-20, plain twin [\d.]+$/,
    { timeout: 60_000 },
  )
  await keepScreens(page, 'inspect-surface')
  await asked(page).getByRole('combobox', { name: 'Over' }).selectOption('the way to a checkpoint')
  await measure(page)
  await expect(
    page.getByRole('figure', { name: 'Loss along a line' }).getByRole('img', { name: /^ResNet-20, at 1: / }),
  ).toBeVisible({
    timeout: 90_000,
  })
  for (const [format, begins] of [
    ['SVG', '<?xml'],
    ['PNG, twice the size', '\u0089PNG'],
    ['CSV of what is drawn', 'series,name'],
  ] as const) {
    const file = join(place.folder, format)
    const name = await nextSavedAt(opened, file)
    await page.getByRole('button', { name: 'Figure: Loss along a line' }).click()
    await page.getByRole('menuitem', { name: `Save as ${format}…` }).click()
    await expect
      .poll(() => (existsSync(file) ? readFileSync(file, 'latin1') : ''))
      .toMatch(new RegExp(`^(\\ufeff)?${begins.replace('?', '\\?')}`))
    expect(await name()).toMatch(/^loss-along-a-line\.(svg|png|csv)$/)
  }

  await lookAt(page, 'Errors', 200)
  await measure(page)
  const errors = page.getByRole('region', { name: 'Errors of ResNet-20' })
  await expect(errors).toContainText(/Wrong on \d+ of 200 images/, { timeout: 60_000 })
  const matrix = errors.getByRole('grid', { name: 'Confusion' })
  await expect(matrix.getByRole('gridcell')).toHaveCount(100)
  const wrong = errors.getByRole('region', { name: 'Most confidently wrong' })
  const words = await wrong.getByRole('img').first().getAttribute('aria-label')
  // The class it is, and the one it was taken for, lead to the cell of both.
  const [, label = '', predicted = ''] = /^image [\d,]+: (.+), taken for (.+), [\d.]+ %$/.exec(words ?? '') ?? []
  const cell = matrix.getByRole('gridcell', { name: new RegExp(`^${label}, taken for ${predicted}: `) })
  const [, count = ''] = /: (\d+) image/.exec((await cell.getAttribute('aria-label')) ?? '') ?? []
  await cell.focus()
  await page.keyboard.press('Enter')
  const ofCell = errors.getByRole('region', { name: `${label}, taken for ${predicted}` })
  await expect(ofCell.getByRole('img')).toHaveCount(Math.min(60, Number(count)))
  await expect(ofCell.getByRole('img').first()).toHaveAttribute('aria-label', new RegExp(`: ${label}, taken for ${predicted}, `))
  await errors.getByRole('radio', { name: 'Shares' }).click()
  await expect(cell).toContainText('%')
  await expect(errors.getByRole('figure', { name: 'Precision and recall of each class' }).getByRole('row')).toHaveCount(11)
  await expect(page.getByRole('figure', { name: 'Reliability' }).getByRole('img').first()).toBeVisible({ timeout: 60_000 })
  await expect(page.getByRole('region', { name: 'Errors of ResNet-20, plain twin' })).toContainText('of 200 images', {
    timeout: 60_000,
  })
  await keepScreens(page, 'inspect-errors')

  await lookAt(page, 'Likely wrong labels', 200)
  const labels = page.getByRole('figure', { name: 'Likely wrong labels by ResNet-20', exact: true })
  await expect(labels).toContainText(/\d+ of 200 test images/)
  await keepScreens(page, 'inspect-labels')
  const suspect = labels.getByRole('button', { name: /^Look at image/ }).first()
  const [, suspected = ''] = /^image ([\d,]+): /.exec((await suspect.getByRole('img').getAttribute('aria-label')) ?? '') ?? []
  await suspect.click()
  await expect(asked(page).getByRole('textbox', { name: 'Image' })).toHaveValue(suspected.replace(',', ''))
  // It is measured without another word, and looked at by both.
  for (const run of ['ResNet-20', 'ResNet-20, plain twin']) {
    await expect(page.getByRole('table', { name: `What ${run} says`, exact: true })).toContainText('its label', {
      timeout: 60_000,
    })
    const maps = page.getByRole('figure', { name: `Through the blocks of ${run}`, exact: true })
    await expect(maps.getByRole('img', { name: '9 maps, from stage1.block1 to stage3.block3' })).toBeVisible()
  }
  // Which training images are nearest is told once their features are there.
  const nearest = page.getByRole('region', { name: 'Nearest training images by ResNet-20', exact: true })
  await expect(nearest).toContainText('was not measured yet')
  await nearest.getByRole('button', { name: 'Features of training images…' }).click()
  await expect(asked(page).getByRole('checkbox', { name: /^all/ })).toBeChecked()
  await lookFurther(page)
  await expect(page.getByRole('region', { name: 'Features of ResNet-20', exact: true })).toContainText('500 training images')
  await runCommand(page, 'look inside: one image')
  await expect(nearest.getByRole('listitem')).toHaveCount(12)
  await expect(nearest.getByRole('img').first()).toHaveAttribute('aria-label', /^image \d+: \d, [\d.e−]+ apart$/)
  await show('inspect-image')

  await lookAt(page, 'Features', 64)
  await asked(page).getByRole('radio', { name: 'Test' }).check()
  await measure(page)
  const features = page.getByRole('region', { name: 'Features of ResNet-20', exact: true })
  await expect(features).toContainText('64 numbers of each of 64 test images, at head', { timeout: 60_000 })
  await features.getByRole('button', { name: 'Write as Parquet' }).click()
  await expect(features.getByRole('status')).toContainText(/exports.*resnet_20_head_test\.parquet/)
  await lookAt(page, 'Linear probe', 64)
  await measure(page)
  const probe = page.getByRole('figure', { name: 'Test error of a linear probe' })
  await expect(probe.getByRole('img', { name: /^ResNet-20, stage2, 32 numbers: [\d.]+ %/ })).toBeVisible({ timeout: 60_000 })
  await keepScreens(page, 'inspect-probe')

  await lookAt(page, 'Ensemble', 200)
  const members = page.getByRole('figure', { name: 'Error by members' })
  await expect(members.getByRole('img', { name: /^majority, 2 members: [\d.]+ %/ })).toBeVisible()
  await expect(page.getByRole('grid', { name: 'Agreement' }).getByRole('gridcell')).toHaveCount(4)
  await keepScreens(page, 'inspect-ensemble')

  // The rest by keys alone: a command chooses the analysis, another measures.
  await runCommand(page, 'look inside: near-duplicates')
  await lookFurther(page)
  const pairs = page.getByRole('figure', { name: 'Near-duplicates by ResNet-20', exact: true })
  await expect(pairs).toContainText('the 60 nearest pairs of 200 test images and 500 training images')
  await expect(pairs.getByRole('listitem')).toHaveCount(60)
  const nearestPair = pairs.getByRole('listitem').first()
  await expect(nearestPair.getByRole('img', { name: /^test image [\d,]+: \d$/ })).toBeVisible()
  await expect(nearestPair.getByRole('img', { name: /^training image [\d,]+: \d$/ })).toBeVisible()
  await show('inspect-duplicates')

  await runCommand(page, 'look inside: branches over training')
  await lookFurther(page)
  const growth = page.getByRole('figure', { name: 'What branches add over training' })
  await expect(growth.getByRole('img', { name: /^ResNet-20, step 4, mean of 9 blocks: / })).toBeVisible()
  const blocks = page.getByRole('grid', { name: 'Each block of ResNet-20', exact: true })
  await blocks.getByRole('gridcell').first().focus()
  await page.keyboard.press('Control+End')
  await expect(blocks.getByRole('gridcell', { name: /^stage3\.block3, step 4: [\d.]+$/ })).toBeFocused()
  await show('inspect-growth')

  await runCommand(page, 'look inside: paths')
  await asked(page).getByRole('textbox', { name: 'Draws' }).fill('2')
  await lookFurther(page)
  await expect(page.getByRole('region', { name: 'Paths', exact: true })).toContainText(
    /^PathsHow many .*ResNet-20: paths through \d to \d of 9 blocks carry [\d.]+ % of the gradient/,
  )
  const cut = page.getByRole('figure', { name: 'Cut to some blocks' })
  await expect(
    cut.getByRole('img', { name: /by majority, ResNet-20, 2 networks of 8 blocks as one, by majority: [\d.]+ %/ }),
  ).toBeVisible()
  // A plain network has one path: its error is in no figure of paths.
  await expect(page.getByRole('figure', { name: 'Paths by length' }).getByRole('img')).toHaveCount(10)
  await show('inspect-paths')
})

test('an analysis that was begun can be cancelled, and what was measured is shown at once after a restart', async ({ place }) => {
  test.setTimeout(240_000)
  // Of what a network takes, on this made-up machine starting a layer takes 0.01 ms, and nothing else any time.
  keepSpeeds(place, { layer: 0.01 })
  const first = await openApp(place)
  await fillLibrary(first.page)
  await first.page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'ResNet-20', exact: true }).click()
  await runCommand(first.page, 'look inside the trained network of')
  await lookAt(first.page, 'Lesions', 400)
  await asked(first.page).getByRole('textbox', { name: 'Draws' }).fill('100')
  await measure(first.page)
  await asked(first.page)
    .getByRole('button', { name: /^Cancel/ })
    .click({ timeout: 30_000 })
  await expect(asked(first.page)).toContainText('not measured yet')
  await expect(first.page.getByRole('figure')).toHaveCount(0)

  await lookAt(first.page, 'Responses', 48)
  await measure(first.page)
  await expect(asked(first.page)).toContainText('48 test images, step 4', { timeout: 60_000 })

  await runCommand(first.page, 'look inside: small devices')
  await lookFurther(first.page)
  const times = first.page.getByRole('figure', { name: 'Times beside those predicted' })
  await expect(times).toContainText('predicted by this computer’s speeds')
  await expect(times.getByRole('row', { name: /^ResNet-20 float32 1 128 [\d.]+ ms [\d.]+ ms [+−]?\d+ %$/ })).toBeVisible()
  const memory = first.page.getByRole('figure', { name: 'Memory beside that predicted' })
  await expect(memory.getByRole('row', { name: /^ResNet-20 BN folded 128 [\d.]+ MB [\d.]+ MB [+−]?\d+ %$/ })).toBeVisible()
  await expect(first.page.getByRole('figure', { name: 'Sizes and errors' }).getByRole('row')).toHaveCount(4)
  await keepScreens(first.page, 'inspect-devices')
  expect.soft(await violations(first.page)).toEqual([])
  // A lab that is killed meanwhile leaves nothing half done, and the next one says so.
  await lookAt(first.page, 'Lesions', 200)
  await asked(first.page).getByRole('textbox', { name: 'Draws' }).fill('100')
  await measure(first.page)
  await expect(asked(first.page).getByRole('status')).toBeVisible()
  const lab = labOf(place)
  if (lab === undefined) throw new Error('There is no lab to be killed.')
  kill(lab)
  await expect(first.page.getByRole('status').filter({ hasText: '“Lesions” of ResNet-20 was under way' })).toBeVisible({
    timeout: 30_000,
  })
  await expect(asked(first.page)).toContainText('not measured yet')
  await lookAt(first.page, 'Responses', 48)
  expect(first.complaints).toEqual([])
  await first.close()

  const again = await openApp(place)
  await again.page.getByRole('link', { name: 'Inspect', exact: true }).click()
  await expect(again.page.getByRole('figure', { name: 'Responses by depth' }).getByRole('img').first()).toBeVisible({
    timeout: 30_000,
  })
  await expect(asked(again.page)).toContainText('48 test images, step 4')
  await expect(asked(again.page).getByRole('button', { name: 'Measure' })).toBeDisabled()
  await again.close()
  expect(again.complaints).toEqual([])
})

test('a run without a checkpoint says so, and what to do', async ({ place }) => {
  test.setTimeout(90_000)
  makeRuns(place.library, [{ design: 'resnet-20', seed: 1, testError: 0.1 }])
  const { page, complaints, close } = await openApp(place)
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page
    .getByRole('grid', { name: 'Runs' })
    .getByRole('link', { name: /^ResNet-20/ })
    .click()
  await expect(page.getByRole('region', { name: 'Run', exact: true })).toBeVisible()
  await page.keyboard.press('o')
  await measure(page)
  await expect(asked(page).getByRole('alert')).toContainText('has no last checkpoint. Resume it')
  await close()
  expect(complaints).toEqual([])
})
