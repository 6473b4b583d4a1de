/** The queue as it goes over the wire: hundreds of runs may wait, and what trains changes twice a second. Those that wait are sent when one of them changed. */
import type { QueueEntry, QueueState } from './contract/queue.ts'

/** `waiting` is null where it is as it was sent last. */
export type QueueOnWire = Omit<QueueState, 'waiting'> & { readonly waiting: readonly QueueEntry[] | null }

/** Of one reader, who gets all that it gives. */
export function queueWriter(): (state: QueueState) => QueueOnWire {
  let sent: readonly QueueEntry[] | null = null
  return (state) => {
    const { waiting } = state
    // The lab gives the same object for a run of which nothing is new.
    if (sent !== null && sent.length === waiting.length && waiting.every((entry, at) => entry === sent?.[at])) {
      return { ...state, waiting: null }
    }
    sent = waiting
    return state
  }
}

/** The other end: the queue as the lab has it. */
export function queueReader(): (sent: QueueOnWire) => QueueState {
  let known: readonly QueueEntry[] = []
  return ({ waiting, ...state }) => {
    known = waiting ?? known
    return { ...state, waiting: known }
  }
}
