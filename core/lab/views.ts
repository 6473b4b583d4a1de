/** Views over signals: what most streams of the contract are. */
import type { View } from '../api/view.ts'

/** A view that is read with `read`; `ends` are what its signals' `watch` returned. */
export function viewOf<T>(read: () => T | Promise<T>, ...ends: (() => void)[]): View<T> {
  return {
    read,
    dispose() {
      for (const end of ends) end()
    },
  }
}
