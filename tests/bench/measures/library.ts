/**
 * A library of runs that the command line has really trained (short-runs.ts), browsed in the real window: its first rows, a filter, a search, a sort, groups, ten runs
 * compared, and the memory of window and lab. Needs a built window and a screen (`xvfb-run` makes one).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { labOf, makePlace, clearPlace, processesOf } from '../../e2e/support/place.ts'
import { openApp } from '../../e2e/support/app.ts'
import type { Options } from '../options.ts'
import type { Figure } from '../report.ts'
import { trainShortRuns } from '../short-runs.ts'
import { withWork } from '../window-work.ts'
import {
  figuresOf,
  longestMs,
  repeats,
  scrolling,
  showing,
  sorting,
  timed,
  typing,
  untilPainted,
  type Timed,
} from './table-acts.ts'

/** As many as stand in the table beside its comparison. */
const compared = 10

export async function measureLibrary({ library, runs, folder }: Options & { readonly folder: string }): Promise<Figure[]> {
  const where = library ?? join(folder, 'library')
  await trainShortRuns(where, runs, (done) => process.stderr.write(`library: ${done} of ${runs} runs are trained\n`))
  const place = { ...makePlace(), library: where }
  const startedAt = performance.now()
  const { page, close } = await openApp(place)
  page.setDefaultTimeout(longestMs)
  try {
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByRole('grid', { name: 'Runs' }).getByRole('link').first().waitFor()
    const first = performance.now() - startedAt
    const shown = await showing(page)
    const typed = await timed(page, typing)
    await page.getByRole('combobox', { name: 'Find runs' }).fill('')
    const searched = await timed(page, searching)
    await page.getByRole('combobox', { name: 'Find runs' }).fill('')
    const sorted = await timed(page, sorting)
    const scrolled = await timed(page, scrolling)
    const grouped = await timed(page, grouping)
    await page.getByRole('combobox', { name: 'Group by' }).selectOption('Not grouped')
    const ten = await ticking(page)
    return [
      { name: `${runs} trained runs: from the start of the app to their first rows`, value: first, unit: 'ms', spread: null },
      ...figuresOf('from the click on Runs to its rows', shown),
      ...figuresOf('a key in the query to the next frame', typed),
      ...figuresOf('a key in a search for words to the next frame', searched),
      ...figuresOf('a click on a caption to the next frame', sorted),
      ...figuresOf('a step of scrolling to the next frame', scrolled),
      ...figuresOf('grouped by all but the seed, and not, to the next frame', grouped),
      ...figuresOf(`${compared} runs ticked, to the paint of their curves`, ten),
      { name: 'memory of the lab', value: memoryMb(labOf({ ...place, folder: where })), unit: 'MB', spread: null },
      { name: 'memory of the window and its helpers', value: windowMb(place), unit: 'MB', spread: null },
    ]
  } finally {
    await close()
    await clearPlace(place)
  }
}

const grouping = `(turn) => {
  const field = document.querySelector('select[aria-label="Group by"]') ?? [...document.querySelectorAll('select')].at(0)
  const all = [...field.options].map(({ value }) => value)
  field.value = turn % 2 === 0 ? all[1] : all[0]
  field.dispatchEvent(new Event('change', { bubbles: true }))
}`

const searching = `(turn) => {
  const field = document.querySelector('[aria-label="Find runs"]')
  field.value = 'tiny-1' + (turn % 2 === 0 ? '8 plain' : '0 wide')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}`

/** From the ticks to the frame that the curves are painted in. */
async function ticking(page: Page): Promise<Timed> {
  const { result: times, work } = await withWork(page, () =>
    page.evaluate<number[]>(`(async () => {
    ${untilPainted}
    document.querySelector('.scroller').scrollTop = 0
    // A line a run and series, as the table behind the chart has them.
    const lines = () => document.querySelectorAll('.comparison table.said tbody tr').length
    const boxes = () => [...document.querySelectorAll('table.runs tbody input[type=checkbox]')].slice(0, ${compared})
    const times = []
    for (let turn = 0; turn < ${repeats}; turn += 1) {
      await new Promise((done) => setTimeout(done, 200))
      const startedAt = performance.now()
      for (const box of boxes()) if (!box.checked) box.click()
      await painted(() => lines() >= 2 * ${compared})
      times.push(performance.now() - startedAt)
      ;[...document.querySelectorAll('button')].find((button) => button.textContent.trim() === 'Untick all').click()
      await painted(() => lines() === 0)
    }
    return times
  })()`),
  )
  return { times, work: work / repeats }
}

function memoryMb(pid: number | undefined): number {
  if (pid === undefined || process.platform !== 'linux') return NaN
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  return kilobytes === undefined ? NaN : Number(kilobytes) / 1024
}

function windowMb(place: Parameters<typeof processesOf>[0]): number {
  return processesOf(place, '--user-data-dir').reduce((sum, pid) => sum + memoryMb(pid), 0)
}
