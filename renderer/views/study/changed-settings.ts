/** Settings that are other than the recipe's: options of `lab train`, each with what was typed for it. */
import { computed, type Ref } from 'vue'
import { z } from 'zod'
import { recipeOptions, type GivenOptions } from '../../../core/recipe/options.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'

/** Seeds and precision have a place of their own. */
const options = recipeOptions.filter(({ flag }) => flag !== '--seed' && flag !== '--precision')

export const changedSettingSchema = z.strictObject({ flag: z.string(), text: z.string() })
export type ChangedSetting = z.infer<typeof changedSettingSchema>
export type ChangedSettings = ReturnType<typeof useChangedSettings>

/** `recipe`: the one that is changed; null while it is not known. */
export function useChangedSettings(changed: Ref<readonly ChangedSetting[]>, recipe: () => Recipe | null) {
  const optionOf = (flag: string) => options.find((option) => option.flag === flag)
  const sayOf = (flag: string): string => {
    const now = recipe()
    return (now && optionOf(flag)?.say(now)) ?? ''
  }
  const rows = computed(() =>
    changed.value.flatMap(({ flag, text }) => {
      const option = optionOf(flag)
      if (option === undefined) return []
      const typed = option.read(text)
      return [{ flag, text, option, typed, error: typed.ok ? null : typed.reason }]
    }),
  )
  const put = (at: number, setting: ChangedSetting): void =>
    void (changed.value = changed.value.map((one, index) => (index === at ? setting : one)))
  return {
    options: options.map(({ flag }) => ({ value: flag, label: flag.slice(2) })),
    rows,
    /** Null while one cannot be read. */
    given: computed((): GivenOptions | null =>
      rows.value.some(({ error }) => error !== null)
        ? null
        : Object.fromEntries(rows.value.map(({ flag, typed }) => [flag, typed])),
    ),
    add() {
      const free = options.find(({ flag }) => !changed.value.some((one) => one.flag === flag) && sayOf(flag) !== '')
      const { flag } = free ?? options[0] ?? { flag: '' }
      changed.value = [...changed.value, { flag, text: sayOf(flag) }]
    },
    remove: (at: number): void => void (changed.value = changed.value.filter((_, index) => index !== at)),
    choose: (at: number, flag: string): void => put(at, { flag, text: sayOf(flag) }),
    type: (at: number, text: string): void => put(at, { flag: changed.value[at]?.flag ?? '', text }),
  }
}
