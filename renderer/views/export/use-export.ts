/** One export: begun, followed and ended. */
import { computed, ref, shallowRef, watch } from 'vue'
import type { CallParameters, Reply } from '../../../core/api/contract.ts'
import type { ExportResult } from '../../../core/export/formats.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'

export function useExport() {
  const under = ref<string | null>(null)
  const isAsked = ref(false)
  const written = shallowRef<ExportResult | null>(null)
  /** Why nothing was written, with what to do next; null where nothing kept it from it. */
  const trouble = ref<string | null>(null)
  const stream = useStream('export', () => (under.value === null ? null : { id: under.value }))
  const progress = computed(() => (under.value !== null && stream.value.value?.kind === 'running' ? stream.value.value : null))

  watch([stream.value, stream.answered, stream.error], ([state, answered, error]) => {
    if (under.value === null || !answered) return
    if (error !== null) end(`${error.message} ${error.remedy}`)
    else if (state === null) end('The lab was started anew meanwhile, and the export ended with it. Export again.')
    else if (state.kind === 'failed') end(`${state.reason} ${state.remedy}`)
    else if (state.kind === 'cancelled') end(null)
    else if (state.kind === 'done') {
      written.value = state.result
      end(null)
    }
  })
  function end(why: string | null): void {
    trouble.value = why
    under.value = null
  }

  const start = (parameters: CallParameters<'networks.export'>) => begin(() => useLab().call('networks.export', parameters))
  const write = (parameters: CallParameters<'runs.write'>) => begin(() => useLab().call('runs.write', parameters))
  async function begin(ask: () => Promise<Reply<{ id: string }>>): Promise<void> {
    trouble.value = null
    isAsked.value = true
    const reply = await ask()
    isAsked.value = false
    if (reply.ok) under.value = reply.value.id
    else trouble.value = `${reply.error.message} ${reply.error.remedy}`
  }
  function cancel(): void {
    if (under.value !== null) void useLab().call('exports.cancel', { id: under.value })
  }

  const isUnder = computed(() => under.value !== null)
  /** Nothing else can be asked for meanwhile. */
  const isBusy = computed(() => isAsked.value || isUnder.value)
  return { isUnder, isBusy, progress, written, trouble, start, write, cancel }
}
