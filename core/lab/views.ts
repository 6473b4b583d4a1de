/** Views over signals: what most streams of the contract are. */
import type { View } from '../api/server.ts'
import type { Signal } from './signal.ts'

/** A view that may have changed whenever one of the signals says so. */
export function viewOf<T>(read: () => T | Promise<T>, changed: () => void, signals: readonly Signal[]): View<T> {
  const unwatch = signals.map((signal) => signal.watch(changed))
  return {
    read,
    dispose() {
      for (const end of unwatch) end()
    },
  }
}
