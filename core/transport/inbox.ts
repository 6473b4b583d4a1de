/** Frames on their way to a listener: kept while there is none, or while it wants none. Every carrier has one. */
export interface Inbox {
  take(frame: Uint8Array): void
  onFrame(listener: (frame: Uint8Array) => void): void
  pause(): void
  resume(): void
  /** Bytes that are kept. */
  kept(): number
}

export function createInbox(): Inbox {
  const frames: Uint8Array[] = []
  let listener: ((frame: Uint8Array) => void) | null = null
  let paused = false
  let delivering = false

  const deliver = (): void => {
    // A listener may cause the next frame while it has one: that one stands behind those that came before.
    if (delivering) return
    delivering = true
    try {
      while (listener !== null && !paused) {
        const frame = frames.shift()
        if (frame === undefined) return
        listener(frame)
      }
    } finally {
      delivering = false
    }
  }

  return {
    take(frame) {
      frames.push(frame)
      deliver()
    },
    onFrame(next) {
      listener = next
      deliver()
    },
    pause: () => void (paused = true),
    resume() {
      paused = false
      deliver()
    },
    kept: () => frames.reduce((bytes, frame) => bytes + frame.byteLength, 0),
  }
}
