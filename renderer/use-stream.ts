/** The one way to a stream of the lab: its newest value as state of the component or store that asks, ended with it. */
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { ApiError, StreamName, StreamParameters, StreamValues } from '../core/api/contract.ts'
import { useLab } from './lab.ts'

export interface Streamed<T> {
  /** Null until the lab has answered, and while nothing is asked for. */
  readonly value: ShallowRef<T | null>
  readonly answered: Ref<boolean>
  /** What was asked last has no answer yet: what is shown is nothing, or the answer to an earlier request. */
  readonly waiting: Ref<boolean>
  readonly error: ShallowRef<ApiError | null>
}

/**
 * `request` gives the parameters, or null while nothing shall be shown; it is followed. What was shown stays, and stays current, until the
 * first value for changed parameters has come. `askEveryMs`: the lab is asked anew at most this often, for parameters that follow a gesture.
 */
export function useStream<N extends StreamName>(
  name: N,
  request: () => StreamParameters<N> | null,
  { askEveryMs = 0 }: { askEveryMs?: number } = {},
): Streamed<StreamValues[N]> {
  const value: ShallowRef<StreamValues[N] | null> = shallowRef(null)
  const answered = ref(false)
  const waiting = ref(false)
  const error = shallowRef<ApiError | null>(null)
  /** Ends the stream whose values are shown, and the one that shall take its place once it gives its first. */
  let stopShown: (() => void) | null = null
  let stopNext: (() => void) | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let askedAt = Number.NEGATIVE_INFINITY

  function stopAll(): void {
    stopShown?.()
    stopNext?.()
    stopShown = stopNext = null
  }

  function ask(): void {
    timer = null
    askedAt = performance.now()
    const wanted = request()
    if (wanted === null) {
      stopAll()
      value.value = error.value = null
      answered.value = waiting.value = false
      return
    }
    stopNext?.()
    waiting.value = true
    const stop = useLab().subscribe(
      name,
      wanted,
      (newest) => {
        takePlace()
        error.value = null
        value.value = newest
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
      answered.value = true
      waiting.value = false
    }
    stopNext = stop
  }

  watch(
    () => JSON.stringify(request()),
    (_, before) => {
      const rest = before === undefined ? 0 : askedAt + askEveryMs - performance.now()
      if (rest <= 0) ask()
      else timer ??= setTimeout(ask, rest)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer)
    stopAll()
  })
  return { value, answered, waiting, error }
}
