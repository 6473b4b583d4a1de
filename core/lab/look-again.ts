/** Looks at what goes on by itself, now and again while there is something: sweeps and studies. */
import { isDiskFull } from '../files/failure.ts'

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
    try {
      driver.look()
    } catch (thrown) {
      // What could not be put down follows from the library all the same, and is done at the next look that finds room.
      if (!isDiskFull(thrown)) throw thrown
    }
    if (driver.busy) timer ??= setInterval(look, betweenLooksMs)
    else close()
  }
  return { look, close }
}
