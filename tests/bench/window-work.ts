/** What the window and its lab compute, whatever else the machine does. */
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'

/**
 * What `act` gives, and the milliseconds of a processor that the window's thread for scripts, layout and painting used meanwhile, whatever else the
 * machine did.
 */
export async function withWork<T>(page: Page, act: () => Promise<T>): Promise<{ result: T; work: number }> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  const spent = async (): Promise<number> => {
    const { metrics } = await session.send('Performance.getMetrics')
    return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? NaN)
  }
  const before = await spent()
  const result = await act()
  const work = (await spent()) - before
  await session.detach()
  return { result, work }
}

/** Clock ticks of Linux, of which there are a hundred a second. */
const msOfTick = 10

/** Milliseconds of a processor that a process has used; NaN where the system does not say. */
export function processorMs(pid: number | undefined): number {
  if (process.platform !== 'linux' || pid === undefined) return NaN
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')
  const fields = rest.split(' ')
  return msOfTick * (Number(fields[11]) + Number(fields[12]))
}

/** Bytes that scripts of the window hold, after what is not used any more is collected. */
export async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  await session.detach()
  return usedSize
}
