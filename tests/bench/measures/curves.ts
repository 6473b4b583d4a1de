/**
 * Curves of long runs in the real window: ten runs of a million steps compared, from the click to their first paint, and from a turn of the wheel to the
 * paint of what the narrower range has. And the memory of what a lab reads while four runs write 20 steps a second for an hour. Needs a built window
 * and a screen (`xvfb-run` makes one).
 */
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Page } from '@playwright/test'
import { openLibrary } from '../../../core/store/library.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import { openApp } from '../../e2e/support/app.ts'
import { clearPlace, labOf, makePlace } from '../../e2e/support/place.ts'
import { longRun, writeLongRuns, writeSteps } from '../long-runs.ts'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { untilPainted } from './table-acts.ts'
import { heapOf, processorMs, withWork } from '../window-work.ts'

const runs = 10
const steps = 1_000_000
const looks = 7
const zooms = 12
/** For whatever is looked for in the window. */
const longestMs = 30_000

export async function measureCurves(): Promise<Figure[]> {
  const place = makePlace()
  process.stderr.write(`curves: writing ${runs} runs of ${steps} steps\n`)
  const startedAt = performance.now()
  const ids = await writeLongRuns({ library: place.library, runs, steps, evaluateEvery: 5000 })
  const written = (performance.now() - startedAt) / (runs * steps)
  const { page, close } = await openApp(place)
  page.setDefaultTimeout(longestMs)
  try {
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByRole('grid', { name: 'Runs' }).getByText('long 1', { exact: true }).waitFor()
    await page.evaluate(`localStorage.setItem('stagecraft.compared', ${JSON.stringify(JSON.stringify(ids))})`)
    await page.reload()
    const first = await firstPaint(page, true)
    const lab = labOf(place)
    const labBefore = processorMs(lab)
    const paints = await withWork(page, async () => {
      const times: number[] = []
      while (times.length < looks) times.push(await firstPaint(page, false))
      return times
    })
    const labBetween = processorMs(lab)
    const zoomed = await withWork(page, () => zooming(page))
    const labAfter = processorMs(lab)
    const heap = await heapOf(page)
    for (let round = 0; round < 10; round += 1) await zooming(page)
    const grown = (await heapOf(page)) - heap
    const figure = (name: string, value: number, unit = 'ms'): Figure => ({ name, value, unit, spread: null })
    const timed = (name: string, times: readonly number[]): Figure => ({
      name,
      value: median(times),
      unit: 'ms',
      spread: spreadOf(times),
    })
    return [
      figure('a step written with its pyramids', 1000 * written, 'µs'),
      timed('ten runs of 1,000,000 steps: click to first paint', paints.result),
      figure('work of the window for one', paints.work / looks),
      figure('work of the lab for one', (labBetween - labBefore) / looks),
      figure('in a window that was only just loaded', first),
      timed('a turn of the wheel to the paint of the narrower range', zoomed.result),
      figure('work of the window for a turn', zoomed.work / zooms),
      figure('work of the lab for a turn', (labAfter - labBetween) / zooms),
      figure(`heap of the window after ${10 * zooms} more`, grown / 2 ** 20, 'MiB more'),
      ...(await streaming()),
    ]
  } finally {
    await close()
    await clearPlace(place)
  }
}

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

/** From the click on Runs in another view; nothing of the curves is held by window or lab. */
async function firstPaint(page: Page, reloaded: boolean): Promise<number> {
  await page.getByRole('link', { name: 'System', exact: true }).click()
  if (reloaded) await page.reload()
  await page.getByText(/\d+ checks, /).waitFor()
  return page.evaluate<number>(`(async () => {
    ${untilPainted}
    const startedAt = performance.now()
    document.querySelector('a[href="#/runs"]').click()
    await painted(() => said() !== undefined)
    return performance.now() - startedAt
  })()`)
}

/** Each turn is at another place, so that nothing was read before. */
function zooming(page: Page): Promise<number[]> {
  return page.evaluate<number[]>(`(async () => {
    ${untilPainted}
    const host = document.querySelector('.plot .host')
    const box = host.getBoundingClientRect()
    const times = []
    for (let turn = 0; turn < ${zooms}; turn += 1) {
      if (turn % 4 === 0) { host.dispatchEvent(new MouseEvent('dblclick', { bubbles: true })); await new Promise((done) => setTimeout(done, 400)) }
      const before = said()
      const startedAt = performance.now()
      host.dispatchEvent(new WheelEvent('wheel', { deltaY: -700 - turn, clientX: box.left + 100 + turn * 40, clientY: box.top + 60, bubbles: true, cancelable: true }))
      await painted(() => said() !== before)
      times.push(performance.now() - startedAt)
      await new Promise((done) => setTimeout(done, 150))
    }
    return times
  })()`)
}

/** An hour of four runs, as fast as it can be written, looked at every ten seconds of it as the window does. */
async function streaming(): Promise<Figure[]> {
  const place = makePlace()
  const library = openLibrary(place.library)
  const perSecond = 20
  const seconds = 3600
  const writers = await Promise.all(
    [0, 1, 2, 3].map(async (index) => {
      const record = await longRun(index, perSecond * seconds)
      library.runs.add(record)
      library.runs.begin(record.id)
      const folder = library.runs.folder(record.id)
      const attempt = { pid: 1, device: 'written', startedAt: record.createdAt, fromStep: 0, evaluated: true }
      return { id: record.id, writer: openMetricsWriter(folder, attempt), index }
    }),
  )
  const held: number[] = []
  const memory = async (): Promise<number> => {
    await setImmediate()
    collectGarbage()
    const { heapUsed, arrayBuffers } = process.memoryUsage()
    return heapUsed + arrayBuffers
  }
  for (let second = 10; second <= seconds; second += 10) {
    for (const { writer, index } of writers) {
      writeSteps(writer, (second - 10) * perSecond + 1, second * perSecond, index, perSecond * seconds + 1)
    }
    library.runs.curves({
      runs: writers.map(({ id }) => id),
      series: ['trainError', 'trainLoss'],
      buckets: 1200,
      smoothing: 0.9,
      x: 'step',
      log: false,
      from: null,
      to: null,
    })
    if (second % 600 === 0) held.push(await memory())
  }
  for (const { writer } of writers) writer.close()
  library.close()
  await clearPlace(place)
  // The first ten minutes fill what is bounded.
  const [first = NaN] = held
  return [
    {
      name: 'memory of what a lab reads, after an hour beyond the first ten minutes',
      value: ((held.at(-1) ?? NaN) - first) / 2 ** 20,
      unit: 'MiB more',
      spread: null,
    },
  ]
}
