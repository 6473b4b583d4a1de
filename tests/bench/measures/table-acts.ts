/** What a person does with the table of runs, each act timed up to the next frame in the real window. */
import type { Page } from '@playwright/test'
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import { withWork } from '../window-work.ts'

export const repeats = 12
/** For whatever is looked for in the window; the lab reads thousands of records first. */
export const longestMs = 120_000

export interface Timed {
  readonly times: readonly number[]
  readonly work: number
}

export function figuresOf(name: string, { times, work }: Timed): Figure[] {
  return [
    { name, value: median(times), unit: 'ms', spread: spreadOf(times) },
    { name: `work for ${name}`, value: work, unit: 'ms', spread: null },
  ]
}

/** Each act is a script that is timed up to the frame after it. */
export async function timed(page: Page, act: string): Promise<Timed> {
  const { result: times, work } = await withWork(page, () =>
    page.evaluate<number[]>(`(async () => {
    const drawn = () => new Promise((done) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = done
      port2.postMessage(null)
    }))
    const act = ${act}
    const times = []
    while (times.length < ${repeats}) {
      await drawn()
      const startedAt = performance.now()
      act(times.length)
      await drawn()
      times.push(performance.now() - startedAt)
    }
    return times
  })()`),
  )
  return { times, work: work / repeats }
}

/** What the page runs: until a condition holds and that is painted. */
export const untilPainted = `const painted = async (holds) => {
  while (!holds()) await new Promise(requestAnimationFrame)
  // The canvas is drawn in the frame after the one that its data came in.
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame)
  await new Promise((done) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = done; port2.postMessage(null) })
}
const said = () => document.querySelector('.plot .controls')?.textContent.match(/[\\d,]+ of [\\d,]+ points/)?.[0]`

export const typing = `(turn) => {
  const field = document.querySelector('[aria-label="Find runs"]')
  field.value = 'error < 9 and seed = ' + (turn % 5 + 1)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}`
export const sorting = `(turn) => document.querySelectorAll('table.runs th .caption')[turn % 2 === 0 ? 0 : 2].click()`
export const scrolling = `(turn) => { document.querySelector('.scroller').scrollTop = 20000 * (turn + 1) }`

/** Away and back again. */
export async function showing(page: Page): Promise<Timed> {
  const times: number[] = []
  const { work } = await withWork(page, async () => {
    for (let look = 0; look < 5; look += 1) {
      await page.getByRole('link', { name: 'System', exact: true }).click()
      await page.getByRole('heading', { name: 'System' }).first().waitFor({ state: 'attached' })
      times.push(
        await page.evaluate<number>(`new Promise((done) => {
          const startedAt = performance.now()
          const look = () => document.querySelector('table.runs tbody a') ? done(performance.now() - startedAt) : requestAnimationFrame(look)
          document.querySelector('a[href="#/runs"]').click()
          look()
        })`),
      )
    }
  })
  return { times, work: work / 5 }
}
