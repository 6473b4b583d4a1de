/** Says how far the first reading of a library's runs is, and how long it takes yet: to who waits for the lab to answer. */
import type { FirstReading } from '../store/run-summaries.ts'
import { countText } from '../text/count-text.ts'
import { durationText } from '../text/duration-text.ts'

/** What is done sooner is not told of. */
const betweenMs = 1000

export function tellReading(say: (text: string) => void, now: () => number = () => performance.now()): FirstReading {
  let [begunAt, saidAt] = [0, 0]
  return (done, of) => {
    const at = now()
    // What came before the first run says nothing of the pace.
    if (done === 0) begunAt = saidAt = at
    if (at - saidAt < betweenMs) return
    saidAt = at
    const leftMs = ((at - begunAt) / done) * (of - done)
    say(`Reading runs for the first time: ${countText(done)} of ${countText(of)}, about ${durationText(leftMs)} left.`)
  }
}
