/**
 * Deleting asks nothing: it goes to the bin, a toast says so, and undo takes it back, the newest first, for as long as the window is open.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ApiError } from '../../core/api/contract.ts'
import { useToast } from '../app/toast.ts'
import { formatBytes, formatCounted } from '../format.ts'
import { callLab, LabError } from '../lab.ts'

/** Something to delete, and the way back. */
export interface Deleting {
  /** `resnet-20`, `3 runs` */
  readonly what: string
  readonly ids: readonly string[]
  /** Gives the bytes that purging it would free, where they matter. Throws a LabError. */
  remove(): Promise<number | null>
  restore(): Promise<unknown>
}

interface Deletion {
  readonly what: string
  readonly ids: readonly string[]
  readonly time: number
  undo(): Promise<void>
}

export const useDeletions = defineStore('deletions', () => {
  const toast = useToast()
  const deletions = shallowRef<readonly Deletion[]>([])
  /** What undo would bring back; null where nothing was deleted. */
  const newest = computed(() => deletions.value.at(-1) ?? null)
  /** Why the last deletion, or taking it back, failed. */
  const failure = shallowRef<ApiError | null>(null)

  async function attempt(act: () => Promise<void>): Promise<void> {
    failure.value = null
    try {
      await act()
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown
      failure.value = thrown.error
    }
  }

  function remove({ what, ids, remove: act, restore }: Deleting): Promise<void> {
    return attempt(async () => {
      const bytes = await act()
      const deletion: Deletion = { what, ids, time: Date.now(), undo: () => takeBack(deletion, restore) }
      deletions.value = [...deletions.value, deletion]
      const costs = bytes === null ? '' : `, ${formatBytes(bytes)} until it is emptied`
      toast.show({ text: `${what} moved to the bin${costs}`, undo: () => void deletion.undo() })
    })
  }

  function removeRuns(runs: readonly { readonly id: string; readonly name: string }[]): Promise<void> {
    const ids = runs.map(({ id }) => id)
    return remove({
      what: runs.length === 1 && runs[0] ? runs[0].name : formatCounted(runs.length, 'run'),
      ids,
      remove: async () => (await callLab('runs.remove', { ids })).bytes,
      restore: () => callLab('runs.restore', { ids }),
    })
  }

  /** Once only, whichever of toast and key comes first. */
  async function takeBack(deletion: Deletion, restore: () => Promise<unknown>): Promise<void> {
    if (!deletions.value.includes(deletion)) return
    forget(deletion.ids)
    await attempt(async () => void (await restore()))
  }

  /** These were restored or purged in another way: there is nothing to take back. */
  function forget(ids: readonly string[]): void {
    const left = deletions.value.filter((deletion) => !deletion.ids.some((id) => ids.includes(id)))
    if (left.length === deletions.value.length) return
    deletions.value = left
    // Its undo would do nothing.
    toast.close()
  }

  return { newest, failure, remove, removeRuns, forget }
})
