/** Calls of the lab that take their time: each has a key by which it is followed and cancelled, and only the newest one's answer counts. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { ApiError, CallName, CallParameters, CallResults } from '../core/api/contract.ts'
import { useLab } from './lab.ts'

/** Those whose parameters have a key. */
type Keyed = { [N in CallName]: CallParameters<N> extends { key: string } ? N : never }[CallName]

export interface KeyedCall<N extends CallName> {
  readonly failure: ShallowRef<ApiError | null>
  /** Of what is under way; null where nothing is. */
  readonly key: Ref<string | null>
  cancel(): void
  /** Null where it failed, or where something else was asked meanwhile. */
  ask<M extends N>(name: M, more: Omit<CallParameters<M>, 'key'>): Promise<CallResults[M] | null>
}

/** `cancelling` ends what is under way: before the next is asked, when a person says so, and with whoever asked. */
export function useKeyedCall<N extends Keyed>(cancelling: Extract<Keyed, `${string}.cancel`>): KeyedCall<N> {
  const lab = useLab()
  const failure = shallowRef<ApiError | null>(null)
  const key = ref<string | null>(null)

  function cancel(): void {
    if (key.value !== null) void lab.call(cancelling, { key: key.value })
    key.value = null
  }
  onScopeDispose(cancel)

  async function ask<M extends N>(name: M, more: Omit<CallParameters<M>, 'key'>): Promise<CallResults[M] | null> {
    cancel()
    const own = crypto.randomUUID()
    key.value = own
    failure.value = null
    const reply = await lab.call(name, { ...more, key: own } as CallParameters<M>)
    if (key.value !== own) return null
    key.value = null
    if (reply.ok) return reply.value
    failure.value = reply.error
    return null
  }

  return { failure, key, cancel, ask }
}
