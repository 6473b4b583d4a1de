/** What the lab answers to something that a person is changing: asked anew once nobody types, and only an answer to what stands there now counts. */
import { watchDebounced } from '@vueuse/core'
import { computed, shallowRef, type ComputedRef } from 'vue'

/** Long enough for a word to be typed. */
const quietMs = 300

export interface QuietAnswer<T> {
  /** Null while it is not answered. */
  readonly answer: ComputedRef<T | null>
  /** Whether what is asked now was not answered yet. */
  readonly asking: ComputedRef<boolean>
}

/** `asked` is all that the answer depends on, as text. */
export function useQuietAnswer<T>(asked: () => string, ask: () => Promise<T>): QuietAnswer<T> {
  const last = shallowRef<{ readonly to: string; readonly value: T } | null>(null)
  const now = computed(asked)
  watchDebounced(
    now,
    async (to) => {
      const value = await ask()
      if (to === now.value) last.value = { to, value }
    },
    { debounce: quietMs, immediate: true },
  )
  const current = computed(() => (last.value?.to === now.value ? last.value : null))
  return { answer: computed(() => current.value?.value ?? null), asking: computed(() => current.value === null) }
}
