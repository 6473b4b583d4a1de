/** What is said of the queue, the same in the window and on the command line. */
import type { QueueState } from './contract/queue.ts'
import { bytesText } from '../text/bytes-text.ts'
import { durationText } from '../text/duration-text.ts'

/** What several runs at once cost: time of each, and memory of those that would train. */
export function priceText({ atOnce, atWork, waiting, memoryBytes, mostAtOnce }: QueueState): string {
  if (atOnce === 1) return 'One run at a time has all processors, and the next begins when it has ended.'
  const each = `${atOnce} at once share ${mostAtOnce === 1 ? 'one processor' : `${mostAtOnce} processors`}: each takes up to ${atOnce} times as long, and there is more to be seen at once.`
  const together = [...atWork, ...waiting].slice(0, atOnce).map((entry) => entry.memoryBytes)
  if (together.length === 0) return each
  if (together.includes(null))
    return `${each} What they take of memory is not known for all of them: those train one after the other.`
  const taken = together.reduce<number>((sum, bytes) => sum + (bytes ?? 0), 0)
  return `${each} They take ${bytesText(taken)} of ${bytesText(memoryBytes)} of memory.`
}

/** How long all take one after the other; null where that of one is not known, or nothing is to be done. Sharing processors, they take no less. */
export function remainingOfAll({ atWork, waiting }: QueueState): number | null {
  const each = [...atWork, ...waiting].map(({ remainingMs }) => remainingMs)
  if (each.length === 0 || each.includes(null)) return null
  return each.reduce<number>((sum, milliseconds) => sum + (milliseconds ?? 0), 0)
}

export function remainingText(state: QueueState): string {
  if (state.atWork.length + state.waiting.length === 0) return 'Nothing trains and nothing waits.'
  const all = remainingOfAll(state)
  return all === null ? 'How long all of them take is not known.' : `All of them take about ${durationText(all)}.`
}
