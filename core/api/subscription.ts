/** One stream to one reader: the newest value, never a queue. */
import type { View } from './view.ts'

/** Least time between two values of a stream: ten a second is more than a person can read. */
const betweenValuesMs = 100

export interface Subscription {
  /** The reader has taken the last value. */
  acknowledge(): void
  /** Ends the stream and disposes of the view. */
  close(): void
}

/**
 * Opens a view and sends its value at once, then again whenever it changed, the last value was acknowledged and
 * 100 ms have passed. The value is read only when it is sent, so a slow reader costs nothing and gets the newest; a view that gives the
 * very object that was sent last has nothing new, and nothing is sent.
 * When reading throws, `fail` gets what was thrown and the owner closes the subscription.
 */
export function openSubscription(
  open: (changed: () => void) => View<unknown>,
  send: (value: unknown) => void,
  fail: (thrown: unknown) => void,
): Subscription {
  let state: 'open' | 'closed' = 'open'
  let dirty = true
  let unacknowledged = false
  let reading = false
  let rest: ReturnType<typeof setTimeout> | null = null
  let view: View<unknown> | null = null
  /** Wrapped, since a first value may be anything. */
  let sent: { readonly value: unknown } | null = null

  const next = async (): Promise<void> => {
    if (view === null || state === 'closed' || !dirty || unacknowledged || reading || rest !== null) return
    dirty = false
    reading = true
    try {
      const value = await view.read()
      if (isClosed()) return
      const isNews = sent === null || typeof value !== 'object' || value === null || value !== sent.value
      unacknowledged = isNews
      rest = setTimeout(() => {
        rest = null
        void next()
      }, view.restMs ?? betweenValuesMs)
      sent = { value }
      if (isNews) send(value)
    } catch (thrown) {
      if (!isClosed()) fail(thrown)
    } finally {
      reading = false
    }
  }
  // A function, because TypeScript does not see that `state` changes while `next` waits.
  const isClosed = (): boolean => state === 'closed'

  view = open(() => {
    dirty = true
    void next()
  })
  void next()

  return {
    acknowledge() {
      unacknowledged = false
      void next()
    },
    close() {
      if (state === 'closed') return
      state = 'closed'
      if (rest !== null) clearTimeout(rest)
      view.dispose()
    },
  }
}
