/**
 * Four runs that stream into the real window, compared there as they train: what window and lab hold after an hour's worth of their points, in ten minutes.
 * Needs a built window and a screen (`xvfb-run` makes one).
 */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { openLibrary } from '../../../core/store/library.ts'
import { openApp } from '../../e2e/support/app.ts'
import { clearPlace, makePlace } from '../../e2e/support/place.ts'
import { longRun } from '../long-runs.ts'
import type { Figure } from '../report.ts'
import { stepsASecond } from '../streaming/rate.ts'
import { heapOf } from '../window-work.ts'

const runs = 4
const steps = 20 * 3600
/** What is bounded is full by then. */
const settledAt = 0.2

export async function measureStreaming(): Promise<Figure[]> {
  const place = makePlace()
  const ids = await queueRuns(place.library)
  const entry = fileURLToPath(new URL('../streaming/lab.ts', import.meta.url))
  const lab = spawn(process.execPath, [entry, '--library', place.library], { stdio: 'ignore' })
  const { page, close } = await openApp(place)
  try {
    await page.getByRole('link', { name: 'Runs', exact: true }).click()
    await page.getByRole('grid', { name: 'Runs' }).getByText('long 4', { exact: true }).waitFor()
    await page.evaluate(`localStorage.setItem('stagecraft.compared', ${JSON.stringify(JSON.stringify(ids))})`)
    await page.reload()
    await page.getByText(/of [\d,]+ points/).waitFor()
    const total = (1000 * steps) / stepsASecond
    const held = async () => ({ window: await heapOf(page), lab: residentBytes(lab.pid), points: await pointsOf(page) })
    await setTimeout(settledAt * total)
    const settled = await held()
    process.stderr.write(
      `streaming: ${settled.points} points are there; ${Math.round(((1 - settledAt) * total) / 60_000)} min more\n`,
    )
    await setTimeout((1 - settledAt) * total)
    const end = await held()
    const more = (name: string, bytes: number): Figure => ({ name, value: bytes / 2 ** 20, unit: 'MiB more', spread: null })
    return [
      { name: `points of ${runs} runs in the window`, value: end.points, unit: '', spread: null },
      more(`heap of the window since ${settled.points} points`, end.window - settled.window),
      more('memory of the lab meanwhile', end.lab - settled.lab),
    ]
  } finally {
    await close()
    lab.kill()
    await clearPlace(place)
  }
}

async function queueRuns(folder: string): Promise<string[]> {
  const library = openLibrary(folder)
  try {
    library.queue.change({ paused: false, atOnce: runs })
    const ids: string[] = []
    for (let index = 0; index < runs; index += 1) {
      // They train beside each other only where their memory is known.
      const predicted = { stepMs: 1000 / stepsASecond, peakBytes: 100_000_000 }
      const record = { ...(await longRun(index, 2 * steps)), predicted, color: library.runs.nextColor() }
      library.runs.add(record)
      ids.push(record.id)
    }
    return ids
  } finally {
    library.close()
  }
}

/** As the comparison says it: "1,566 of 6,256 points". */
async function pointsOf(page: Page): Promise<number> {
  const said =
    (await page
      .getByText(/of [\d,]+ points/)
      .first()
      .textContent()) ?? ''
  return Number(/of ([\d,]+) points/.exec(said)?.[1]?.replaceAll(',', '') ?? NaN)
}

/** Of a process; NaN where the system does not say. */
function residentBytes(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return NaN
  return 1024 * Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? NaN)
}
