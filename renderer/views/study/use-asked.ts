/** What is chosen in a form of this view, kept in the address: a text by each name, lists as JSON. What is usual stands there by being left out. */
import { computed, type WritableComputedRef } from 'vue'
import type { z } from 'zod'
import { replaceRoute, useRoute } from '../../app/route.ts'

export type Asked = ReturnType<typeof useAsked>

export function useAsked(template: string) {
  const route = useRoute()
  const asked = computed(() => (route.value.view === 'studies' ? (route.value.asked ?? {}) : {}))
  function put(field: string, value: string, usual: string): void {
    const { [field]: _, ...others } = asked.value
    replaceRoute({ view: 'studies', template, asked: value === usual ? others : { ...others, [field]: value } })
  }
  return {
    text: (field: string, usual = ''): WritableComputedRef<string> =>
      computed({ get: () => asked.value[field] ?? usual, set: (to) => put(field, to, usual) }),
    choice: <T extends string>(field: string, values: readonly T[], usual: T): WritableComputedRef<T> =>
      computed({
        get: () => values.find((one) => one === asked.value[field]) ?? usual,
        set: (to) => put(field, to, usual),
      }),
    /** Empty where the address holds none that can be read. */
    list: <T>(field: string, schema: z.ZodType<T>): WritableComputedRef<readonly T[]> =>
      computed({
        get: () => read(asked.value[field], schema),
        set: (to) => put(field, JSON.stringify(to), '[]'),
      }),
  }
}

function read<T>(text: string | undefined, schema: z.ZodType<T>): readonly T[] {
  try {
    const values: unknown = JSON.parse(text ?? '[]')
    const found = Array.isArray(values) ? values.map((value) => schema.safeParse(value)) : []
    return found.flatMap((one) => (one.success ? [one.data] : []))
  } catch {
    return []
  }
}
