/** Looks at what goes on by itself, now and again while there is something: sweeps and studies. */

export interface LookAgain {
  look(): void
  close(): void
}

/** What a look finds to do beside the ends of runs (a queue that goes on, time that is up) may wait so long. */
const betweenLooksMs = 1000

export function createLookAgain(driver: { look(): void; readonly busy: boolean }): LookAgain {
  let timer: NodeJS.Timeout | null = null
  const close = (): void => {
    if (timer !== null) clearInterval(timer)
    timer = null
  }
  const look = (): void => {
    driver.look()
    if (driver.busy) timer ??= setInterval(look, betweenLooksMs)
    else close()
  }
  return { look, close }
}
