/** Something that changes, and who wants to know. */
export interface Signal {
  /** Calls the listener on every change until the returned function is called. */
  watch(listener: () => void): () => void
  emit(): void
}

export function createSignal(): Signal {
  const listeners = new Set<() => void>()
  return {
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit() {
      for (const listener of listeners) listener()
    },
  }
}
