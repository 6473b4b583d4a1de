/** Two ends in one process, joined in memory. */
import type { FramePipe } from './frames.ts'

interface End extends FramePipe {
  take(frame: Uint8Array): void
  closed(): void
}

/** A pair of pipes: what goes into one comes out of the other, in a later microtask, as it would between processes. */
export function framePair(): [FramePipe, FramePipe] {
  const first: End = end(() => second)
  const second: End = end(() => first)
  return [first, second]
}

function end(other: () => End): End {
  const waiting: Uint8Array[] = []
  const closeListeners: (() => void)[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  let open = true
  const closed = (): void => {
    if (!open) return
    open = false
    for (const tell of closeListeners.splice(0)) tell()
  }
  return {
    send(frame) {
      if (open) queueMicrotask(() => other().take(frame))
    },
    onFrame(next) {
      listener = next
      for (const frame of waiting.splice(0)) next(frame)
    },
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
      if (!open) return
      if (listener === null) waiting.push(frame)
      else listener(frame)
    },
    closed,
  }
}
