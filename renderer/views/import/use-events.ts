/** Event files as the lab sees them: what they hold, and the runs that are made of them. Each may be ended. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { ApiError, CallName, CallParameters, CallResults } from '../../../core/api/contract.ts'
import { useLab } from '../../lab.ts'
import { useStream } from '../../use-stream.ts'

type Keyed = Extract<CallName, 'events.look' | 'events.import'>

export function useEvents() {
  const lab = useLab()
  const failure = shallowRef<ApiError | null>(null)
  /** Of what is under way; null where nothing is. */
  const key = ref<string | null>(null)
  const { value: progress } = useStream('events', () => (key.value === null ? null : { key: key.value }))

  function cancel(): void {
    if (key.value !== null) void lab.call('events.cancel', { key: key.value })
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
    failure,
    key,
    progress,
    cancel,
    look: (path: string) => ask('events.look', { path }),
    make: (request: Omit<CallParameters<'events.import'>, 'key'>) => ask('events.import', request),
  }
}
