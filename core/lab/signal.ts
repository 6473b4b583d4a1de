/** Something that changes, and who wants to know. `What` says what it was that changed, such as a run's id. */
export interface Signal<What = void> {
  /** Calls the listener on every change until the returned function is called. */
  watch(listener: (what: What) => void): () => void
  emit(what: What): void
}

export function createSignal<What = void>(): Signal<What> {
  const listeners = new Set<(what: What) => void>()
  return {
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    emit(what) {
      for (const listener of listeners) listener(what)
    },
  }
}
