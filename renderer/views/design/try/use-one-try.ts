/** One network's try: begun, followed and ended. What it found stays when the lab that found it is gone. */
import { computed, ref, shallowRef, watch } from 'vue'
import type { Architecture } from '../../../../core/architecture/architecture.ts'
import type { FirstBatchState } from '../../../../core/api/contract/first-batch.ts'
import { findings, type Finding } from '../../../../core/graph/first-batch-findings.ts'
import type { FirstBatchSettings } from '../../../../core/recipe/first-batch.ts'
import { useLab } from '../../../lab.ts'
import { useStream } from '../../../use-stream.ts'

type Done = Extract<FirstBatchState, { kind: 'done' }>

export interface Tried extends Omit<Done, 'kind'> {
  readonly architecture: Architecture
  readonly settings: FirstBatchSettings
}

export function useOneTry() {
  const under = shallowRef<{
    readonly id: string
    readonly architecture: Architecture
    readonly settings: FirstBatchSettings
  } | null>(null)
  const tried = shallowRef<Tried | null>(null)
  /** Why it came to nothing, with what to do next; null where it did not. */
  const trouble = ref<string | null>(null)
  const stream = useStream('firstBatch', () => under.value && { id: under.value.id })
  const progress = computed(() => (under.value !== null && stream.value.value?.kind === 'running' ? stream.value.value : null))

  watch([stream.value, stream.answered, stream.error], ([state, answered, error]) => {
    if (under.value === null || !answered) return
    const { architecture, settings } = under.value
    if (error !== null) end(`${error.message} ${error.remedy}`)
    else if (state === null) end('The lab was started anew meanwhile, and the try ended with it. Try again.')
    else if (state.kind === 'failed') end(`${state.reason} ${state.remedy}`)
    else if (state.kind === 'cancelled') end(null)
    else if (state.kind === 'done') {
      tried.value = { architecture, settings, ...state }
      end(null)
    }
  })
  function end(why: string | null): void {
    trouble.value = why
    under.value = null
  }

  async function start(architecture: Architecture, settings: FirstBatchSettings): Promise<void> {
    trouble.value = null
    const reply = await useLab().call('firstBatch.start', { architecture, settings })
    if (reply.ok) under.value = { id: reply.value.id, architecture, settings }
    else trouble.value = `${reply.error.message} ${reply.error.remedy}`
  }
  function cancel(): void {
    if (under.value !== null) void useLab().call('firstBatch.cancel', { id: under.value.id })
  }
  function forget(): void {
    cancel()
    tried.value = null
    trouble.value = null
  }

  /** What its numbers say; nothing before it was tried. */
  const found = computed((): Finding[] => {
    if (tried.value === null) return []
    const { images, batchSize } = tried.value.settings
    return findings(tried.value.firstBatch, images === 'noise' ? null : batchSize)
  })

  return { isUnder: computed(() => under.value !== null), progress, tried, found, trouble, start, cancel, forget }
}

export type OneTry = ReturnType<typeof useOneTry>
