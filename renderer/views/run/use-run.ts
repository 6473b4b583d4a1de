/** One run in full, as the lab streams it. */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { ApiError, RunDetail } from '../../../core/api/contract.ts'
import { useLab } from '../../lab.ts'

export function useRun(id: string): {
  detail: ShallowRef<RunDetail | null>
  answered: Ref<boolean>
  error: ShallowRef<ApiError | null>
} {
  const detail = shallowRef<RunDetail | null>(null)
  /** Whether the lab has said whether there is such a run. */
  const answered = ref(false)
  const error = shallowRef<ApiError | null>(null)
  onScopeDispose(
    useLab().subscribe(
      'run',
      { id },
      (value) => {
        detail.value = value
        answered.value = true
        error.value = null
      },
      (failure) => {
        error.value = failure
        answered.value = true
      },
    ),
  )
  return { detail, answered, error }
}
