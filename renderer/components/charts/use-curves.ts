/** Curves as the lab streams them. */
import { computed, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import type { ApiError, StreamParameters } from '../../../core/api/contract.ts'
import type { Curve } from '../../../core/store/run.ts'
import { useStream } from '../../use-stream.ts'

export type CurveRequest = StreamParameters<'curves'>

/** `request` gives null while nothing shall be shown; the curves of no runs are none, without asking. */
export function useCurves(request: () => CurveRequest | null): {
  curves: ComputedRef<readonly Curve[] | null>
  waiting: Ref<boolean>
  error: ShallowRef<ApiError | null>
} {
  const ofNone = computed(() => request()?.runs.length === 0)
  // A gesture (zoom, slider, resize) changes the request many times.
  const { value, waiting, error } = useStream('curves', () => (ofNone.value ? null : request()), { askEveryMs: 80 })
  return { curves: computed(() => (ofNone.value ? [] : value.value)), waiting, error }
}
