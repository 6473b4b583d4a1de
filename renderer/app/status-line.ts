/** The sentence at the right end of the status bar: set by the view in sight, taken back when it leaves. */
import { onActivated, onDeactivated, onUnmounted, shallowRef, toValue, watchEffect, type MaybeRefOrGetter } from 'vue'

export const statusLine = shallowRef<string | null>(null)

export function useStatusLine(text: MaybeRefOrGetter<string | null>): void {
  let shown = true
  watchEffect(() => {
    const now = toValue(text)
    if (shown) statusLine.value = now
  })
  onActivated(() => {
    shown = true
    statusLine.value = toValue(text)
  })
  const leave = (): void => {
    shown = false
    statusLine.value = null
  }
  onDeactivated(leave)
  onUnmounted(leave)
}
