/** Studies in the window: a question chosen, foreseen and begun; trained to its end, whatever happens meanwhile. */
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Locator, Page } from '@playwright/test'
import type { StudyDetail } from '../../core/api/contract/studies.ts'
import { recipePreset } from '../unit/renderer-runs/samples.ts'
import { expect, keepScreens, test } from './support/app.ts'
import { violations } from './support/axe.ts'
import { chooseAmong, chooseIn, tabTo, typeInto } from './support/keys.ts'
import { labOf, type Place } from './support/place.ts'
import { nextSavedAt } from './support/saved.ts'
import { runCommand } from './support/steps.ts'
import { cutTexts, resize, sideways } from './support/zoom.ts'

const commandLine = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))

const templates = (page: Page) => page.getByRole('navigation', { name: 'Start a study' })
const studies = (page: Page) => page.getByRole('navigation', { name: 'Studies of the library' })

test('a question is chosen, foreseen, begun, paused, cancelled, removed, and brought back', async ({ opened: { page } }) => {
  test.setTimeout(240_000)
  await page.getByRole('link', { name: 'Studies', exact: true }).click()
  await expect(page.getByText('No study yet. Choose a question')).toBeVisible({ timeout: 30_000 })
  await templates(page)
    .getByRole('link', { name: /^Degradation/ })
    .click()
  const form = page.getByRole('form', { name: 'What the study is to be' })
  const takes = page.getByRole('region', { name: 'What it takes' })
  await form.getByRole('combobox', { name: 'Data set' }).selectOption('MNIST digits')
  const unpack = form.getByRole('button', { name: 'Unpack' })
  if (await unpack.isVisible()) await unpack.click()
  await form.getByRole('radio', { name: 'short' }).click()
  await expect(takes).toContainText('Runs18', { timeout: 30_000 })
  await form.getByRole('radio', { name: 'glance' }).click()
  await form.getByRole('textbox', { name: 'Seeds' }).fill('1, 1')
  await expect(form.getByRole('alert')).toContainText('different whole numbers')
  await expect(takes.getByRole('button', { name: 'Start the study' })).toBeDisabled()
  await form.getByRole('textbox', { name: 'Seeds' }).fill('1, 2')
  await expect(takes).toContainText('Runs8')
  // What was published is of CIFAR-10, and stands beside nothing else.
  await expect(takes.getByRole('list', { name: 'Variants' })).toContainText('ResNet-20')
  await expect(takes.getByRole('list', { name: 'Variants' })).not.toContainText('published')

  // What was chosen lies in the address: it is there again after a reload.
  await page.reload()
  await expect(form.getByRole('textbox', { name: 'Seeds' })).toHaveValue('1, 2', { timeout: 60_000 })
  await expect(takes).toContainText('Runs8', { timeout: 60_000 })
  await keepScreens(page, 'study-template')
  await takes.getByRole('button', { name: 'Start the study' }).click()

  await expect(page.getByRole('heading', { name: 'Degradation, glance' })).toBeVisible()
  await expect(page.getByText('0 of 8 runs have ended')).toBeVisible()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByText('Paused: 0 of 8 runs have ended')).toBeVisible()
  await runCommand(page, 'cancel this study')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the study' }).click()
  await expect(page.getByText(/^Ended by a person: /)).toBeVisible()
  await runCommand(page, 'remove this study')
  await expect(studies(page).getByRole('link')).toHaveCount(0)
  await page.keyboard.press('Control+z')
  await expect(studies(page).getByRole('link', { name: /^Degradation, glance/ })).toContainText('cancelled, 8 runs')
})

test('a question of one’s own is put together by keyboard alone, kept in the address, trained to its end past a killed lab, and extended', async ({
  opened,
  place,
}) => {
  test.setTimeout(240_000)
  const { page } = opened
  await expect(page.getByRole('link', { name: 'Studies', exact: true })).toBeVisible({ timeout: 30_000 })
  await press(page, page.getByRole('link', { name: 'Studies', exact: true }))
  await press(page, templates(page).getByRole('link', { name: /^A question of your own/ }))
  const form = page.getByRole('form', { name: 'What the study is to be' })
  const takes = page.getByRole('region', { name: 'What it takes' })
  const start = takes.getByRole('button', { name: 'Start the study' })
  await expect(takes).toContainText('it needs a question')
  await typeInto(page, form.getByRole('textbox', { name: 'Name of the study' }), 'Rates')
  await typeInto(page, form.getByRole('textbox', { name: 'Question' }), 'Does the rate matter?')
  await chooseIn(page, form.getByRole('combobox', { name: 'Data set' }), 'MNIST digits')
  const unpack = form.getByRole('button', { name: 'Unpack' })
  if (await unpack.isVisible()) await press(page, unpack)
  // The arrow keys pass by what they do not add.
  const add = form.getByRole('combobox', { name: 'Add a design' })
  await chooseIn(page, add, 'ResNet-20')
  await expect(form.getByRole('list', { name: 'Designs' })).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(form.getByRole('listitem').filter({ hasText: 'ResNet-20' })).toBeVisible()
  await expect(add).toBeFocused()

  // A recipe of one's own, as lab train takes it; one that is none is refused in words.
  const chosen = form.getByLabel('Recipe file')
  await chosen.setInputFiles({ name: 'half.json', mimeType: 'application/json', buffer: Buffer.from('{') })
  await expect(form.getByRole('alert')).toContainText('half.json is not JSON')
  const recipe = {
    ...recipePreset('quick-digits').recipe,
    name: 'three steps',
    length: { unit: 'steps', value: 3 },
    learningRate: { kind: 'steps', initial: 0.1, divisor: 10, after: [] },
  }
  await chosen.setInputFiles({ name: 'mine.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(recipe)) })
  const recipes = form.getByRole('list', { name: 'Recipes' })
  await expect(recipes.getByRole('listitem')).toHaveText(['quick-digits', 'three stepsmine.json'])
  await press(page, recipes.getByRole('button', { name: 'Leave out quick-digits' }))
  await expect(form.getByRole('combobox', { name: 'Add a recipe' })).toBeFocused()

  await press(page, form.getByRole('button', { name: 'Change a setting' }))
  await expect(form.getByRole('combobox', { name: 'Setting 1', exact: true })).toBeFocused()
  await chooseIn(page, form.getByRole('combobox', { name: 'Setting 1', exact: true }), 'batch')
  await typeInto(page, form.getByRole('textbox', { name: 'Value of setting 1' }), '32')
  // A field with one value is set in all variants, and none is called by it.
  for (const [at, field, range] of [
    [1, 'Depth', '1'],
    [2, 'Learning rate', '0,01; 0,1'],
  ] as const) {
    await press(page, form.getByRole('button', { name: 'Add a field' }))
    await chooseIn(page, form.getByRole('combobox', { name: `Field ${at}`, exact: true }), field)
    await typeInto(page, form.getByRole('textbox', { name: `Range of field ${at}` }), range)
  }
  await typeInto(page, form.getByRole('textbox', { name: 'Seeds' }), '1, 2')
  const reach = form.getByRole('textbox', { name: 'Error to reach' })
  await typeInto(page, reach, '120')
  await expect(form.getByRole('alert')).toContainText('a percentage above 0 and below 100')
  await expect(start).toBeDisabled()
  await typeInto(page, reach, '99,5')
  await chooseAmong(page, form.getByRole('radiogroup', { name: 'Compared' }), 'each with each')
  await expect(takes).toContainText('2 variants × 2 seeds, 2 pairs compared', { timeout: 60_000 })
  await chooseAmong(page, form.getByRole('radiogroup', { name: 'Device' }), 'CPU')

  // All of it lies in the address: Back from elsewhere and a reload bring it again.
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.goBack()
  await page.reload()
  await expect(takes).toContainText('2 variants × 2 seeds, 2 pairs compared', { timeout: 60_000 })
  await expect(reach).toHaveValue('99,5')
  await expect(recipes.getByRole('listitem')).toHaveText(['three stepsmine.json'])
  await expect(form.getByRole('textbox', { name: 'Value of setting 1' })).toHaveValue('32')
  await expect(form.getByRole('textbox', { name: 'Range of field 2' })).toHaveValue('0,01; 0,1')
  await expect(form.getByRole('radio', { name: 'CPU', exact: true })).toBeChecked()
  await expect(takes.getByRole('table', { name: 'Forecast' })).toContainText('Steps12')
  expect.soft(await violations(page)).toEqual([])
  await keepScreens(page, 'study-own')
  await resize(opened, 1280, 800, 2)
  expect.soft(await cutTexts(page)).toEqual([])
  expect.soft(await sideways(page)).toBeLessThanOrEqual(0)
  await resize(opened, 1440, 900, 1)
  await expect(start).toBeEnabled()
  await press(page, start)

  // The first answer comes after one seed of each; then the lab is killed, and the study goes on.
  const found = page.getByRole('region', { name: 'What was found' })
  await expect(found).toContainText('With one seed, lr 0.1 ends', { timeout: 90_000 })
  process.kill(labOf(place) ?? NaN, 'SIGKILL')
  await expect(page.getByText('Ended: 4 of 4 runs have ended.')).toBeVisible({ timeout: 90_000 })
  await expect(found).not.toContainText('With one seed')
  await expect(found).toContainText(/lr 0\.1: 2 seeds, lr 0\.01: 2 seeds\./)

  // One more seed, held back and let go.
  await page.getByRole('button', { name: 'Extend…' }).click()
  const more = page.getByRole('alertdialog', { name: 'More of Rates' })
  await expect(more).toContainText('2 more runs')
  await more.getByRole('button', { name: 'Train them' }).click()
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await expect(page.getByText(/^Paused: \d of 6 runs have ended/)).toBeVisible()
  await page.getByRole('button', { name: 'Go on' }).click()
  await expect(page.getByText('Ended: 6 of 6 runs have ended.')).toBeVisible({ timeout: 60_000 })
  await expect(found).toContainText('lr 0.1: 3 seeds, lr 0.01: 3 seeds.')

  // What the figure draws is what the command line says.
  await page.getByRole('figure').getByRole('radio', { name: 'Bars' }).click()
  const csv = join(place.folder, 'bars.csv')
  await nextSavedAt(opened, csv)
  await runCommand(page, 'save what the figure draws as csv')
  await expect.poll(() => existsSync(csv)).toBe(true)
  const shown = JSON.parse(lab(place, 'study', 'show', 'Rates', '--json')) as Pick<StudyDetail, 'outcomes' | 'state' | 'verdicts'>
  const drawn = readFileSync(csv, 'utf8').trim().split('\r\n').slice(1)
  expect(drawn).toHaveLength(6)
  for (const { name, test: errors } of shown.outcomes) {
    const rows = drawn.filter((line) => line.startsWith(`${name},`)).map((line) => Number(line.split(',')[4]))
    expect(rows).toEqual(errors.map((error) => 100 * error))
  }
  for (const { sentence } of shown.verdicts) await expect(found).toContainText(sentence)

  await runCommand(page, 'write report, figures and tables')
  const dialog = page.getByRole('alertdialog', { name: 'Write Rates' })
  await dialog.getByRole('button', { name: 'Write', exact: true }).click()
  await expect(page.getByRole('alertdialog')).toContainText('The PDF lies beside it: report.pdf', { timeout: 30_000 })
  const [folder = ''] = readdirSync(join(place.library, 'exports'))
  expect(
    readFileSync(join(place.library, 'exports', folder, 'report.pdf'))
      .subarray(0, 5)
      .toString(),
  ).toBe('%PDF-')
  await page.keyboard.press('Escape')
})

/** Goes to it and presses Enter. */
async function press(page: Page, button: Locator): Promise<void> {
  await tabTo(page, button)
  await page.keyboard.press('Enter')
}

function lab(place: Place, ...words: string[]): string {
  return execFileSync(process.execPath, [commandLine, ...words, '--library', place.library], { encoding: 'utf8' })
}
