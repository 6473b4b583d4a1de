/** A report of a run, as Markdown, HTML and PDF: made in the window, read past it. */
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, keepScreens, test } from './support/app.ts'
import { fillTrainSheet, openPreset, runCommand, start } from './support/steps.ts'

test('a run becomes a report that reads offline, and its PDF', async ({ opened: { page, app }, place }) => {
  const dialog = page.getByRole('alertdialog')
  await openPreset(page, 'ResNet-20')
  await fillTrainSheet(page, { steps: 3, batch: 32, evaluateEvery: 3 })
  await start(page)
  await expect(page.getByRole('region', { name: 'Run' })).toContainText(/Finished/, { timeout: 60_000 })

  await runCommand(page, 'write runs')
  await dialog.getByRole('combobox', { name: 'What is written' }).selectOption({ label: 'report' })
  await expect(dialog.getByRole('checkbox', { name: 'as PDF too' })).toBeChecked()
  await dialog.getByRole('textbox', { name: 'Folder' }).fill('told')
  await dialog.getByRole('button', { name: 'Write' }).click()
  await expect(dialog.getByRole('status')).toContainText('report.pdf', { timeout: 60_000 })
  await keepScreens(page, 'keep-report')
  const [inner = ''] = readdirSync(join(place.library, 'exports/told'))
  const folder = join(place.library, 'exports/told', inner)
  expect(readdirSync(folder).toSorted()).toEqual([
    'design-1.svg',
    'error.svg',
    'loss.svg',
    'report.html',
    'report.md',
    'report.pdf',
  ])
  const pdf = readFileSync(join(folder, 'report.pdf'))
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
  expect(pdf.subarray(-8).toString()).toContain('%%EOF')

  // The page alone in a fresh window: nothing is asked for, and nothing is missing.
  const html = readFileSync(join(folder, 'report.html'), 'utf8')
  const [asked, drawn, text] = await app.evaluate(async ({ BrowserWindow, session }, source) => {
    const alone = session.fromPartition('alone')
    const requests: string[] = []
    alone.webRequest.onBeforeRequest((details, decide) => {
      requests.push(details.url)
      decide({})
    })
    const window = new BrowserWindow({ show: false, webPreferences: { session: alone } })
    await window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(source)}`)
    const found = (await window.webContents.executeJavaScript(
      '[[...document.querySelectorAll("svg")].map((svg) => svg.getBoundingClientRect().width > 400), document.body.innerText]',
    )) as [boolean[], string]
    window.destroy()
    return [requests.filter((url) => !url.startsWith('data:')), ...found] as const
  }, html)
  expect(asked).toEqual([])
  expect(drawn).toEqual([true, true, true])
  expect(text).toContain('ResNet-20')
  expect(text).toContain('269,722')

  // Nothing but exports of this library is printed.
  expect(await page.evaluate(() => window.stagecraft?.printReport('/etc'))).toContain('is no export of this library')
})
