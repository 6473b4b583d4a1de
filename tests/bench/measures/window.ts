/**
 * The drawing under a person's hands, in the real window: from a key in a width field to the next frame, a step of zoom, and frames while every
 * block of a network is drawn and panned. Needs a built window and a screen (`xvfb-run` makes one).
 */
import type { Page } from '@playwright/test'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { openApp } from '../../e2e/support/app.ts'
import { clearPlace, makePlace } from '../../e2e/support/place.ts'
import { openPreset } from '../../e2e/support/steps.ts'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { withWork } from '../window-work.ts'
import type { MeasureRequest } from './measures.ts'

/** From shallow to deep, and one whose layers each read all before them. */
const usual = ['resnet-20', 'resnet-110', 'resnet-1202', 'densenet-121']
const keystrokes = 20
const pannedFrames = 240
const zoomSteps = 20
/** For whatever is looked for in the window. */
const longestMs = 20_000

export async function measureWindow({ nets }: MeasureRequest): Promise<Figure[]> {
  const place = makePlace()
  const { page, close } = await openApp(place)
  page.setDefaultTimeout(longestMs)
  try {
    const figures: Figure[] = []
    // The lab has to start first.
    await page.getByRole('button', { name: 'Open the gallery' }).waitFor()
    for (const net of nets.length > 0 ? nets : usual) {
      process.stderr.write(`window: ${net}\n`)
      const preset = await loadPreset(net)
      if (preset === null) throw new RangeError(`There is no preset ${net}.`)
      await openPreset(page, preset.name)
      figures.push(...(await zooming(page, net)), ...(await panning(page, net)), ...(await typing(page, net)))
    }
    return figures
  } finally {
    await close()
    await clearPlace(place)
  }
}

/** Between the fitted drawing and the first step of zoom, which draws every block; none for a network that is drawn so as it fits. */
async function zooming(page: Page, net: string): Promise<Figure[]> {
  if (await page.getByRole('button', { name: 'Zoom in' }).isDisabled()) return []
  const { result: times, work } = await withWork(page, () =>
    page.evaluate<number[]>(`(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = done
      port2.postMessage(null)
    }))
    const times = []
    while (times.length < ${zoomSteps}) {
      await drawn()
      const startedAt = performance.now()
      document.querySelector('[aria-label="Zoom ' + (times.length % 2 === 0 ? 'in' : 'out') + '"]').click()
      await drawn()
      times.push(performance.now() - startedAt)
    }
    return times
  })()`),
  )
  return [
    { name: `${net}: a step of zoom to the next frame`, value: median(times), unit: 'ms', spread: spreadOf(times) },
    { name: `${net}: work for a step of zoom`, value: work / zoomSteps, unit: 'ms', spread: null },
  ]
}

/** To the end of the drawing and back; none for a network that fits the window. */
async function panning(page: Page, net: string): Promise<Figure[]> {
  const zoomIn = page.getByRole('button', { name: 'Zoom in' })
  if (await zoomIn.isDisabled()) return []
  // The first step of zoom draws every block.
  await zoomIn.click()
  if (await page.getByRole('scrollbar').isHidden()) return []
  const { result: intervals, work } = await withWork(page, () =>
    page.evaluate<number[]>(`new Promise((done) => {
    const canvas = document.querySelector('#stack-canvas')
    const intervals = []
    let last = null
    let step = 24
    const next = (now) => {
      if (last !== null) intervals.push(now - last)
      last = now
      const before = canvas.scrollLeft
      canvas.scrollLeft += step
      if (canvas.scrollLeft === before) step = -step
      if (intervals.length < ${pannedFrames}) requestAnimationFrame(next)
      else done(intervals)
    }
    requestAnimationFrame(next)
  })`),
  )
  await page.getByTitle('Fit the window').click()
  return [
    { name: `${net}: frame while panned`, value: median(intervals), unit: 'ms', spread: spreadOf(intervals) },
    { name: `${net}: work for a frame while panned`, value: work / pannedFrames, unit: 'ms', spread: null },
  ]
}

async function typing(page: Page, net: string): Promise<Figure[]> {
  await page.getByRole('treeitem', { name: /^Stage 1,/ }).click()
  const width = page.getByRole('textbox', { name: /width/i }).first()
  await width.click()
  // The first change makes a copy of the preset.
  await page.keyboard.press('End')
  await page.keyboard.press('0')
  await page.keyboard.press('Backspace')
  await page.evaluate(`(() => {
    window.frames_ = []
    window.stopTimes_ = new AbortController()
    addEventListener('keydown', ({ timeStamp }) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = () => window.frames_.push(performance.now() - timeStamp)
      port2.postMessage(null)
    }), { capture: true, signal: window.stopTimes_.signal })
  })()`)
  const { work } = await withWork(page, async () => {
    for (let count = 0; count < keystrokes; count += 1) {
      await page.keyboard.press(count % 2 === 0 ? '0' : 'Backspace')
      await page.waitForTimeout(150)
    }
  })
  const times = await page.evaluate<number[]>('window.stopTimes_.abort(), window.frames_')
  await page.keyboard.press('Enter')
  return [
    { name: `${net}: key in a width field to the next frame`, value: median(times), unit: 'ms', spread: spreadOf(times) },
    { name: `${net}: work for a key in a width field`, value: work / keystrokes, unit: 'ms', spread: null },
  ]
}
