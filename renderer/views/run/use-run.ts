/** One run in full, as the lab streams it. `answered`: whether the lab has said whether there is such a run. */
import type { Ref, ShallowRef } from 'vue'
import type { ApiError } from '../../../core/api/contract.ts'
import type { RunDetail } from '../../../core/api/contract/runs.ts'
import { useStream } from '../../use-stream.ts'

export function useRun(id: string): {
  detail: ShallowRef<RunDetail | null>
  answered: Ref<boolean>
  error: ShallowRef<ApiError | null>
} {
  const { value, answered, error } = useStream('run', () => ({ id }))
  return { detail: value, answered, error }
}
