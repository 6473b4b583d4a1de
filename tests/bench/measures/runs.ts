/**
 * A library of 10,000 runs in the real window: from the click to its rows, a key in the query, a click on a caption, a step of scrolling, each to the
 * next frame; and what the window gets when one run of them changes. Needs a built window and a screen (`xvfb-run` makes one).
 */
import type { Page } from '@playwright/test'
import { createLabClient } from '../../../core/api/client.ts'
import { openLibrary } from '../../../core/store/library.ts'
import { connectOrStartLab } from '../../../core/transport/connect-lab.ts'
import { messagesOver, type FramePipe } from '../../../core/transport/frames.ts'
import { labStart } from '../../../core/cli/lab-client.ts'
import { openApp } from '../../e2e/support/app.ts'
import { clearPlace, makePlace } from '../../e2e/support/place.ts'
import { generateLibrary } from '../../generated-library.ts'
import type { Figure } from '../report.ts'
import { median } from '../statistics.ts'
import { figuresOf, longestMs, repeats, scrolling, showing, sorting, timed, typing } from './table-acts.ts'
import { withWork } from '../window-work.ts'

const runs = 10_000

export async function measureRuns(): Promise<Figure[]> {
  const place = makePlace()
  process.stderr.write(`runs: making ${runs}\n`)
  await generateLibrary(place.library, runs)
  const first = timeOf(() => readAll(place.library))
  const later = timeOf(() => readAll(place.library))
  const { page, close } = await openApp(place)
  page.setDefaultTimeout(longestMs)
  try {
    const rows = page.getByRole('grid', { name: 'Runs' }).getByRole('link').first()
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await rows.waitFor()
    const shown = await showing(page)
    const typed = await timed(page, typing)
    const sorted = await timed(page, sorting)
    const scrolled = await timed(page, scrolling)
    return [
      { name: `${runs} runs: read for the first time`, value: first, unit: 'ms', spread: null },
      { name: 'the same at a later start', value: later, unit: 'ms', spread: null },
      ...figuresOf('from the click on Runs to its rows', shown),
      ...figuresOf('a key in the query to the next frame', typed),
      ...figuresOf('a click on a caption to the next frame', sorted),
      ...figuresOf('a step of scrolling to the next frame', scrolled),
      ...(await changing(page, place.library)),
    ]
  } finally {
    await close()
    await clearPlace(place)
  }
}

function readAll(folder: string): void {
  const library = openLibrary(folder)
  library.runs.summaries(() => null)
  library.close()
}

function timeOf(act: () => void): number {
  const startedAt = performance.now()
  act()
  return performance.now() - startedAt
}

/** Bytes that a reader gets whole, and for one run that changes; and the window's own work for that. */
async function changing(page: Page, library: string): Promise<Figure[]> {
  let bytes = 0
  const client = createLabClient(async () =>
    messagesOver(counted(await connectOrStartLab(labStart(library)), (more) => (bytes += more))),
  )
  let took = (): void => undefined
  const value = (): Promise<void> => new Promise((resolve) => (took = resolve))
  const begun = value()
  const stop = client.subscribe('runs', {}, () => took())
  await begun
  const whole = bytes
  const changes: number[] = []
  const { work } = await withWork(page, async () => {
    for (let change = 0; change < repeats; change += 1) {
      const next = value()
      bytes = 0
      await client.call('runs.remark', { remarks: [{ id: 'run-00042', change: { favourite: change % 2 === 0 } }] })
      await next
      changes.push(bytes)
    }
  })
  stop()
  client.close()
  return [
    { name: 'the list, as a reader gets it first', value: whole / 1000, unit: 'kB', spread: null },
    { name: 'the same once a run has changed', value: median(changes) / 1000, unit: 'kB', spread: null },
    { name: 'work of the window for that', value: work / repeats, unit: 'ms', spread: null },
  ]
}

function counted(pipe: FramePipe, count: (bytes: number) => void): FramePipe {
  return {
    ...pipe,
    onFrame: (listener) =>
      pipe.onFrame((frame) => {
        count(frame.byteLength)
        listener(frame)
      }),
  }
}
