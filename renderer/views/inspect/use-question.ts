/** What is asked in the view: a page, and of each kind of analysis what it was last asked with here. */
import { useStorage } from '@vueuse/core'
import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'
import type { AnalysisKind } from '../../../core/inspect/analyses.ts'
import type { WantedCheckpoint } from '../../../core/store/wanted-checkpoint.ts'
import { pages, type KnownPage } from './looks.ts'
import { usualOptions, type Options, type Question } from './question.ts'

export interface AskedHere {
  readonly pageId: Ref<string>
  readonly page: ComputedRef<KnownPage | undefined>
  readonly kind: ComputedRef<AnalysisKind>
  readonly options: ComputedRef<Options>
  readonly question: ComputedRef<Question>
  readonly checkpoint: Ref<WantedCheckpoint>
  /** Whether a kind was asked for with options of its own. */
  isAsked(kind: AnalysisKind): boolean
  choose(kind: AnalysisKind, options: Options): void
  /** Goes to the page of a kind, with these options and what is usual beside them. */
  ask(kind: AnalysisKind, options: Options): void
}

export function useQuestion(): AskedHere {
  const pageId = useStorage<string>('stagecraft.inspect-page', 'responses')
  const page = computed(() => pages.find(({ id }) => id === pageId.value) ?? pages[0])
  const kind = computed(() => page.value?.kind ?? 'predictions')
  const chosen = shallowRef<Partial<Record<string, Options>>>({})
  const checkpoint = ref<WantedCheckpoint>('last')
  const options = computed(() => chosen.value[kind.value] ?? usualOptions(kind.value, page.value?.usual))
  const choose = (of: AnalysisKind, to: Options): void => void (chosen.value = { ...chosen.value, [of]: to })
  return {
    pageId,
    page,
    kind,
    options,
    question: computed(() => ({ kind: kind.value, options: options.value, checkpoint: checkpoint.value })),
    checkpoint,
    isAsked: (of) => chosen.value[of] !== undefined,
    choose,
    ask(of, to) {
      const asked = pages.find((one) => one.kind === of)
      choose(of, { ...usualOptions(of, asked?.usual), ...to })
      pageId.value = asked?.id ?? pageId.value
    },
  }
}
