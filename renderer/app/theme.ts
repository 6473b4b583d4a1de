/** Light or dark: as the system says, unless the person chose; the choice is kept. */
import { usePreferredDark, useStorage } from '@vueuse/core'
import { computed, watchEffect, type ComputedRef, type Ref } from 'vue'

export type ThemeChoice = 'system' | 'light' | 'dark'

export interface Theme {
  choice: Ref<ThemeChoice>
  /** What is shown now. */
  shown: ComputedRef<'light' | 'dark'>
}

const choice = useStorage<ThemeChoice>('stagecraft.theme', 'system')
const systemDark = usePreferredDark()
const shown = computed(() => (choice.value === 'system' ? (systemDark.value ? 'dark' : 'light') : choice.value))

watchEffect(() => {
  document.documentElement.dataset['theme'] = shown.value
  window.stagecraft?.themeShown(shown.value)
})

/** One theme for the window; charts read `shown` to take their colours anew. */
export function useTheme(): Theme {
  return { choice, shown }
}
