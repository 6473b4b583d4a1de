/** What was measured inside a run's network, as the lab streams it. What was shown stays until the first value for other parameters. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ApiError, StreamName, StreamParameters, StreamValues } from '../../../../core/api/contract.ts'
import { useLab } from '../../../lab.ts'

export interface Streamed<T> {
  /** Null until the lab has answered, or while nothing is asked for. */
  readonly value: ShallowRef<T | null>
  readonly answered: Ref<boolean>
  readonly error: ShallowRef<ApiError | null>
}

/** `request` gives null while nothing shall be shown. */
export function useStream<N extends StreamName>(name: N, request: () => StreamParameters<N> | null): Streamed<StreamValues[N]> {
  const value: ShallowRef<StreamValues[N] | null> = shallowRef(null)
  const answered = ref(false)
  const error = shallowRef<ApiError | null>(null)
  let stop: (() => void) | null = null

  watch(
    () => JSON.stringify(request()),
    () => {
      stop?.()
      const wanted = request()
      if (wanted === null) {
        stop = null
        value.value = null
        return
      }
      stop = useLab().subscribe(
        name,
        wanted,
        (newest) => {
          error.value = null
          answered.value = true
          value.value = newest
        },
        (failure) => {
          answered.value = true
          error.value = failure
        },
      )
    },
    { immediate: true },
  )
  onScopeDispose(() => stop?.())
  return { value, answered, error }
}

type TelemetryRequest = Pick<StreamParameters<'telemetry'>, 'id' | 'quantity' | 'columns'> & { readonly to?: number }

/** One quantity of all layers or blocks, in about so many columns; up to the step `to`, or to the newest. */
export function useTelemetry(request: () => TelemetryRequest | null): Streamed<StreamValues['telemetry']> {
  return useStream('telemetry', () => {
    const asked = request()
    return asked && { from: null, to: null, of: null, depth: null, ...asked }
  })
}
