/** Two ends in one process, joined in memory. */
import type { FramePipe } from './frames.ts'
import { createInbox } from './inbox.ts'

interface End extends FramePipe {
  take(frame: Uint8Array): void
  closed(): void
  /** Bytes that came and were not taken. */
  kept(): number
  /** Tells who sent, once all is taken. */
  tellIfRead(): void
}

/** A pair of pipes: what goes into one comes out of the other, in a later microtask, as it would between processes. */
export function framePair(): [FramePipe, FramePipe] {
  const first: End = end(() => second)
  const second: End = end(() => first)
  return [first, second]
}

function end(other: () => End): End {
  const inbox = createInbox()
  const closeListeners: (() => void)[] = []
  const readListeners: (() => void)[] = []
  let onTheWay = 0
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    for (const tell of closeListeners.splice(0)) tell()
  }
  const unread = (): number => onTheWay + other().kept()
  let behind = false
  const tellIfRead = (): void => {
    if (!behind || unread() > 0) return
    behind = false
    for (const tell of readListeners) tell()
  }
  return {
    send(frame) {
      if (!open) return
      onTheWay += frame.byteLength
      behind = true
      queueMicrotask(() => {
        onTheWay -= frame.byteLength
        other().take(frame)
        tellIfRead()
      })
    },
    onFrame: (next) => inbox.onFrame(next),
    pause: () => inbox.pause(),
    resume() {
      inbox.resume()
      other().tellIfRead()
    },
    unread,
    onRead: (tell) => void readListeners.push(tell),
    onClose(tell) {
      if (open) closeListeners.push(tell)
      else queueMicrotask(tell)
    },
    close() {
      if (!open) return
      closed()
      queueMicrotask(() => other().closed())
    },
    take(frame) {
      if (open) inbox.take(frame)
    },
    closed,
    kept: () => inbox.kept(),
    tellIfRead,
  }
}
