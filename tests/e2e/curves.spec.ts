/** Curves as a person looks at them: axes, zoom, cursor, marks, and what is said of them. The runs are written as their trainers would have. */
import type { Page } from '@playwright/test'
import { openLibrary } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { longRun } from '../bench/long-runs.ts'
import { expect, keepScreens, openApp, test } from './support/app.ts'
import type { Place } from './support/place.ts'

const steps = 6000
const begunAt = 1_790_000_000_000
/** Between the two attempts of the one that was paused. */
const pauseMs = 3_600_000

/** One that learns, and a better one with a pause, a step that is not a number, an infinite one, and a spike. */
async function writeRuns(place: Place): Promise<void> {
  const library = openLibrary(place.library)
  for (const [index, name] of ['usual', 'odd'].entries()) {
    const record = { ...(await longRun(index, steps)), name, color: index === 0 ? 1 : 10 }
    library.runs.add(record)
    library.runs.begin(record.id)
    const paused = index === 0 ? steps : 2000
    for (const [fromStep, to] of [
      [0, paused],
      [paused, steps],
    ] as const) {
      if (fromStep >= to) continue
      const shift = fromStep === 0 ? 0 : pauseMs
      const at = (step: number): number => begunAt + shift + 50 * step
      const attempt = { pid: 1, device: 'written', startedAt: at(fromStep), fromStep, evaluated: true }
      const writer = openMetricsWriter(library.runs.folder(record.id), attempt)
      if (fromStep > 0) writer.event({ step: fromStep, time: at(fromStep), kind: 'resumed', text: 'Resumed.' })
      for (let step = fromStep + 1; step <= to; step += 1) {
        const usual = (index === 0 ? 2.4 : 2) / (1 + step / 400)
        const strange = index === 1 && step === 1500 ? NaN : index === 1 && step === 3000 ? Infinity : step === 4321 ? 60 : usual
        const [time, error] = [at(step), Math.min(1, usual / 2.5)]
        writer.step({ step, time, loss: strange, error, learningRate: 0.1, stepMs: 50, skipped: Number.isNaN(strange) })
        if (step % 1000 === 0) writer.evaluation({ step, split: 'test', time, loss: usual, error: error * 1.1 })
      }
      const kind = to === steps ? 'finished' : 'paused'
      writer.event({ step: to, time: at(to), kind, text: kind })
      writer.commit()
      writer.close()
    }
    library.runs.end(record.id, { kind: 'finished', step: steps })
  }
  library.close()
}

const words = (page: Page) => page.getByText(/^Training: /)
const marksOf = (page: Page, chart: string) => page.getByRole('list', { name: `Marks in ${chart}` })

test('two runs are compared by step, by time and on logarithmic axes, zoomed, pinned, and said what is drawn', async ({
  place,
}) => {
  await writeRuns(place)
  const { page, close, complaints } = await openApp(place)
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('checkbox', { name: 'Compare all runs shown' }).check()
  const chart = page.getByRole('slider', { name: 'Cursor of Curves of the ticked runs' })
  const table = page.getByRole('table', { name: /^At/ })
  const rows = table.getByRole('row')

  // What the lines are stands under them, and changes with the smoothing.
  await expect(words(page)).toHaveText(/^Training: exponential average, weight 0.9, of every step, about the last 10/)
  await expect(page.getByText(/^[\d,]+ of 12,000 points$/)).toBeVisible()
  await chart.focus()
  for (let press = 0; press < 3; press += 1) await page.keyboard.press('[')
  await expect(words(page)).toHaveText(/^Training: mean of [\d,]+ steps a point/)

  // A click pins the cursor; the values there are sorted, best first.
  await chart.click({ position: { x: 400, y: 80 } })
  await page.mouse.move(5, 5)
  await expect(chart.getByText(/, pinned$/)).toBeVisible()
  await expect(rows.nth(1)).toContainText('odd')
  await expect(rows.nth(2)).toContainText('usual')
  await page.keyboard.press('Escape')
  await expect(table).toHaveAccessibleName(/^At the end of each/)

  // Loss: a value that was not a number and an infinite one are marks, each with its word.
  await page.getByRole('combobox', { name: 'What is compared' }).selectOption('loss')
  await expect(chart.getByText('not a number', { exact: true }).first()).toBeAttached()
  await expect(chart.getByText('infinite', { exact: true }).first()).toBeAttached()

  // Dragging zooms, what is drawn then is finer; a double click shows everything.
  const box = await chart.boundingBox()
  if (!box) throw new Error('the chart has no box')
  await page.mouse.move(box.x + 300, box.y + 100)
  await page.mouse.down()
  await page.mouse.move(box.x + 380, box.y + 100, { steps: 5 })
  await page.mouse.up()
  await expect(page.getByRole('button', { name: 'Show all' })).toBeVisible()
  await expect(words(page)).toHaveText(/^Training: each step as it was measured/)
  await page.keyboard.press('.')
  await page.keyboard.press('r')
  await expect(page.getByRole('button', { name: 'Show all' })).toBeHidden()

  // By time since the start the pause is there, by time at work it is not.
  const x = page.getByRole('combobox', { name: 'What stands along x' })
  await x.selectOption('by time since start')
  await expect(chart).toHaveAttribute('aria-valuetext', /^min 1 h 05 min$/)
  await x.selectOption('by time at work')
  await expect(chart).toHaveAttribute('aria-valuetext', /^min 5 min 00 s$/)
  await x.selectOption('by images seen')
  await expect(chart).toHaveAttribute('aria-valuetext', 'images 768,000')
  await x.selectOption('by step')
  for (const figure of ['error', 'learning rate', 'speed']) {
    await page.getByRole('button', { name: 'Add a chart' }).click()
    await page.getByRole('menuitem', { name: `Add ${figure}`, exact: true }).click()
  }
  await page.getByRole('button', { name: 'log x' }).click()
  await page.getByRole('button', { name: 'log y' }).click()
  await expect(chart.getByText('Learning rate')).toBeVisible()
  await keepScreens(page, 'curves-compared')
  await page.getByRole('button', { name: 'log x' }).click()
  await page.getByRole('button', { name: 'log y' }).click()
  await close()
  expect(complaints).toEqual([])
})

test('a run’s page marks where it was paused and went on, and how it is looked at is kept', async ({ place }) => {
  await writeRuns(place)
  const first = await openApp(place)
  let { page } = first
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'odd', exact: true }).click()
  await expect(marksOf(page, 'Curves of odd')).toContainText('2,000: paused, resumed, attempt 2')
  await expect(page.getByText('images/s').last()).toBeVisible()
  const outliers = page.getByRole('button', { name: 'outliers' })
  await page.getByRole('slider', { name: 'Cursor of Curves of odd' }).focus()
  await page.keyboard.press('o')
  await expect(outliers).toHaveAttribute('aria-pressed', 'true')
  await page.getByRole('combobox', { name: 'What stands along x' }).selectOption('by time at work')
  await keepScreens(page, 'curves-run')
  await first.close()
  expect(first.complaints).toEqual([])

  const second = await openApp(place)
  page = second.page
  await page.getByRole('link', { name: 'Runs', exact: true }).click()
  await page.getByRole('grid', { name: 'Runs' }).getByRole('link', { name: 'odd', exact: true }).click()
  await expect(page.getByRole('combobox', { name: 'What stands along x' })).toHaveValue('active')
  await expect(page.getByRole('button', { name: 'outliers' })).toHaveAttribute('aria-pressed', 'true')
  await second.close()
  expect(second.complaints).toEqual([])
})
