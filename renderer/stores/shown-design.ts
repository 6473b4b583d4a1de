/** Which design is in view, with its undo history; what was in view last is found again at the next start. */
import { useStorage } from '@vueuse/core'
import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { History } from '../../core/architecture/history.ts'
import type { Variant } from '../../core/architecture/variants.ts'

export type Shown = { kind: 'design'; id: string } | { kind: 'preset'; id: string }

export interface ShownDesign {
  /** One of these is null; both where nothing is in view. */
  readonly designId: Ref<string | null>
  readonly presetId: Ref<string | null>
  /** Null where nothing is in view. */
  readonly history: ShallowRef<History | null>
  /** Where a gesture began, while one lasts: what it records is one step. */
  readonly gestureFrom: ShallowRef<History | null>
  readonly architecture: ComputedRef<Architecture | null>
  readonly variant: ComputedRef<Variant | null>
  /** What was last looked at. */
  readonly last: Ref<Shown | null>
  show(history: History, shown: Shown): void
  showNothing(): void
  /** The design or preset that a design was made from, by id; undefined where it was begun anew. */
  originOf(design: string): string | undefined
  setOrigin(design: string, origin: string | null | undefined): void
}

export function shownDesign(): ShownDesign {
  const last = useStorage<Shown | null>('stagecraft.shown', null, undefined, {
    serializer: { read: (text) => JSON.parse(text) as Shown | null, write: JSON.stringify },
  })
  const origins = useStorage<Record<string, string>>('stagecraft.origins', {})
  const designId = ref<string | null>(null)
  const presetId = ref<string | null>(null)
  const history = shallowRef<History | null>(null)
  const gestureFrom = shallowRef<History | null>(null)
  const step = computed(() => history.value?.steps[history.value.at] ?? null)

  return {
    designId,
    presetId,
    history,
    gestureFrom,
    architecture: computed(() => step.value?.architecture ?? null),
    variant: computed(() => step.value?.variant ?? null),
    last,
    show(next, shown) {
      gestureFrom.value = null
      designId.value = shown.kind === 'design' ? shown.id : null
      presetId.value = shown.kind === 'preset' ? shown.id : null
      history.value = next
      last.value = shown
    },
    showNothing() {
      designId.value = null
      history.value = null
      last.value = null
    },
    originOf: (design) => origins.value[design],
    setOrigin(design, origin) {
      if (origin !== null && origin !== undefined) origins.value = { ...origins.value, [design]: origin }
    },
  }
}
