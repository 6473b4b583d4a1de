/** What the lab answers to something that a person is changing: asked anew once nobody types, and only the newest answer counts. */
import { watchDebounced } from '@vueuse/core'
import { shallowRef, type ShallowRef } from 'vue'

/** Long enough for a word to be typed. */
const quietMs = 300

/** `asked` is all that the answer depends on, as text; `before` stands until the first answer. */
export function useQuietAnswer<T>(asked: () => string, before: T, ask: () => Promise<T>): Readonly<ShallowRef<T>> {
  const answer = shallowRef(before)
  let newest = 0
  watchDebounced(
    asked,
    async () => {
      const mine = ++newest
      const value = await ask()
      if (mine === newest) answer.value = value
    },
    { debounce: quietMs, immediate: true },
  )
  return answer
}
