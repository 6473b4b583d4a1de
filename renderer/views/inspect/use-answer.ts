/** What the lab answers to a call whose parameters are followed: old answers stay until the new one is here; only the last question counts. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { ApiError, CallName, CallParameters, CallResults } from '../../../core/api/contract.ts'
import { useLab } from '../../lab.ts'

export interface Answer<T> {
  readonly value: ShallowRef<T | null>
  readonly failure: ShallowRef<ApiError | null>
}

/** `asked`: null while nothing shall be asked. */
export function useAnswer<N extends CallName>(name: N, asked: () => CallParameters<N> | null): Answer<CallResults[N]> {
  const value: ShallowRef<CallResults[N] | null> = shallowRef(null)
  const failure = shallowRef<ApiError | null>(null)
  let newest = 0
  watch(
    () => JSON.stringify(asked()),
    async () => {
      const mine = (newest += 1)
      const parameters = asked()
      if (parameters === null) {
        value.value = failure.value = null
        return
      }
      const reply = await useLab().call(name, parameters)
      if (mine !== newest) return
      failure.value = reply.ok ? null : reply.error
      if (reply.ok) value.value = reply.value
    },
    { immediate: true },
  )
  onScopeDispose(() => (newest += 1))
  return { value, failure }
}
