/** Curves as the lab streams them. */
import { refDebounced } from '@vueuse/core'
import { computed, type ComputedRef, type ShallowRef } from 'vue'
import type { ApiError, StreamParameters } from '../../../core/api/contract.ts'
import type { Curve } from '../../../core/store/run.ts'
import { useStream } from '../../use-stream.ts'

export type CurveRequest = StreamParameters<'curves'>

/** An answer that takes longer is waited for in sight. */
const noticedMs = 200

/** `request` gives null while nothing shall be shown; the curves of no runs are none, without asking. */
export function useCurves(request: () => CurveRequest | null): {
  curves: ComputedRef<readonly Curve[] | null>
  /** What was asked for last is not here yet, and that for long enough to be noticed. */
  late: ComputedRef<boolean>
  /** What the curves of long runs of an older Stagecraft are read from is being made: so much of it, from 0 to 1; null while none is. */
  making: ComputedRef<number | null>
  error: ShallowRef<ApiError | null>
} {
  const ofNone = computed(() => request()?.runs.length === 0)
  // A gesture (zoom, slider, resize) changes the request many times.
  const { value, waiting, error } = useStream('curves', () => (ofNone.value ? null : request()), { askEveryMs: 80 })
  const stillWaiting = refDebounced(waiting, noticedMs)
  return {
    curves: computed(() => (ofNone.value ? [] : value.value)),
    late: computed(() => waiting.value && stillWaiting.value),
    making: computed(() => {
      const shares = (value.value ?? []).flatMap(({ making }) => making ?? [])
      return shares.length === 0 ? null : Math.min(...shares)
    }),
    error,
  }
}
