/** Curves as the lab streams them. What was shown stays until the first value for changed parameters has come. */
import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import type { ApiError, StreamParameters } from '../../../core/api/contract.ts'
import type { Curve } from '../../../core/store/run.ts'
import { useLab } from '../../lab.ts'

export type CurveRequest = StreamParameters<'curves'>

/** A gesture (zoom, slider, resize) changes the request many times: the lab is asked again at most this often. */
const askEveryMs = 80

/** `request` gives null while nothing shall be shown. */
export function useCurves(request: () => CurveRequest | null): {
  curves: ShallowRef<readonly Curve[] | null>
  error: ShallowRef<ApiError | null>
} {
  const curves = shallowRef<readonly Curve[] | null>(null)
  const error = shallowRef<ApiError | null>(null)
  /** Ends the stream whose values are shown, and the one that shall take its place once it gives its first. */
  let stopShown: (() => void) | null = null
  let stopNext: (() => void) | null = null
  let timer: ReturnType<typeof setTimeout> | null = null

  function stopAll(): void {
    stopShown?.()
    stopNext?.()
    stopShown = stopNext = null
  }

  function ask(): void {
    timer = null
    const wanted = request()
    if (!wanted || wanted.runs.length === 0) {
      stopAll()
      curves.value = wanted ? [] : null
      return
    }
    stopNext?.()
    const stop = useLab().subscribe(
      'curves',
      wanted,
      (value) => {
        takePlace()
        error.value = null
        curves.value = value
      },
      (failure) => {
        takePlace()
        error.value = failure
      },
    )
    const takePlace = (): void => {
      if (stopNext !== stop) return
      stopShown?.()
      stopShown = stop
      stopNext = null
    }
    stopNext = stop
  }

  watch(
    () => JSON.stringify(request()),
    (_, before) => {
      if (before === undefined) ask()
      else timer ??= setTimeout(ask, askEveryMs)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer)
    stopAll()
  })
  return { curves, error }
}
