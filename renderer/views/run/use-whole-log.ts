/** The whole log of a run, read in parts: what is added is read when the run tells of new lines. */
import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { ApiError } from '../../../core/api/contract.ts'
import type { LogPart } from '../../../core/api/contract/run-files.ts'
import { useLab } from '../../lab.ts'

export type LogLine = LogPart['lines'][number]

/** `newest`: changes whenever there may be more. */
export function useWholeLog(id: string, newest: () => unknown) {
  const lines = shallowRef<readonly LogLine[]>([])
  /** Bytes of the file before the first line; those of a very long log are left there. */
  const from = ref(0)
  const error = shallowRef<ApiError | null>(null)
  let next: number | null = null
  let isReading = false
  let isWanted = false
  let isGone = false

  async function readOn(): Promise<void> {
    isWanted = true
    if (isReading) return
    isReading = true
    while (isWanted && !isGone) {
      isWanted = false
      const reply = await useLab().call('runs.readLog', { id, from: next })
      if (!reply.ok) {
        error.value = reply.error
        break
      }
      const part = reply.value
      error.value = null
      if (next === null) from.value = part.from
      next = part.next
      if (part.lines.length > 0) lines.value = [...lines.value, ...part.lines]
      if (part.more) isWanted = true
    }
    isReading = false
  }
  watch(newest, () => void readOn(), { immediate: true })
  onScopeDispose(() => (isGone = true))
  return { lines, from, error }
}
