/** One file of weights as the lab sees it: what it is, what would become of it, and the run that is made. Each may be ended. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { ApiError, CallName, CallParameters, CallResults } from '../../../core/api/contract.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { WeightsLook } from '../../../core/import/messages.ts'
import type { ImportReport } from '../../../core/import/report.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'

type Keyed = Extract<CallName, 'weights.look' | 'weights.preview' | 'runs.import'>

export function useWeights() {
  const lab = useLab()
  const look = shallowRef<WeightsLook | null>(null)
  const report = shallowRef<ImportReport | null>(null)
  const failure = shallowRef<ApiError | null>(null)
  /** Of what is under way; null where nothing is. */
  const key = ref<string | null>(null)
  const { value: phase } = useStream('import', () => (key.value === null ? null : { key: key.value }))

  function cancel(): void {
    if (key.value !== null) void lab.call('weights.cancel', { key: key.value })
    key.value = null
  }
  onScopeDispose(cancel)

  /** Null where it failed, or where something else was asked meanwhile. */
  async function ask<N extends Keyed>(name: N, more: Omit<CallParameters<N>, 'key'>): Promise<CallResults[N] | null> {
    cancel()
    const own = crypto.randomUUID()
    key.value = own
    failure.value = null
    const reply = await lab.call(name, { ...more, key: own } as CallParameters<N>)
    if (key.value !== own) return null
    key.value = null
    if (reply.ok) return reply.value
    failure.value = reply.error
    return null
  }

  return {
    look,
    report,
    failure,
    key,
    phase,
    cancel,
    async open(path: string): Promise<void> {
      look.value = report.value = null
      if (path === '') cancel()
      else look.value = await ask('weights.look', { path })
    },
    async preview(path: string, architecture: Architecture): Promise<void> {
      report.value = null
      report.value = await ask('weights.preview', { path, architecture })
    },
    make: (request: Omit<CallParameters<'runs.import'>, 'key'>) => ask('runs.import', request),
  }
}
