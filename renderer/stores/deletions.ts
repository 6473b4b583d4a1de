/**
 * Deleting asks nothing: it goes to the bin, a toast says so, and undo takes it back, the newest first, for as long as the window is open.
 */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ApiError } from '../../core/api/contract.ts'
import { useToast } from '../app/toast.ts'
import { formatBytes, formatCounted } from '../format.ts'
import { callLab, LabError } from '../lab.ts'

/** A run or a design. */
interface Thing {
  readonly id: string
  readonly name: string
}

/** Something to delete, and the way back. */
export interface Deleting {
  /** One thing, or several runs. */
  readonly things: readonly Thing[]
  /** Gives the bytes that purging them would free, where they matter. Throws a LabError. */
  remove(): Promise<number | null>
  /** Brings those of them back that are named. Throws a LabError. */
  restore(ids: readonly string[]): Promise<unknown>
}

interface Deletion {
  readonly key: number
  /** What undo brings back: those that came back or were purged in another way are not among them any more. */
  readonly things: readonly Thing[]
  readonly time: number
  readonly restore: Deleting['restore']
}

/** `resnet-20`, `3 runs` */
function whatOf(things: readonly Thing[]): string {
  const [only] = things
  return things.length === 1 && only ? only.name : formatCounted(things.length, 'run')
}

export const useDeletions = defineStore('deletions', () => {
  const toast = useToast()
  const deletions = shallowRef<readonly Deletion[]>([])
  let made = 0
  /** What undo would bring back; null where nothing was deleted. */
  const newest = computed(() => {
    const last = deletions.value.at(-1)
    return last ? { what: whatOf(last.things), time: last.time, undo: () => takeBack(last.key) } : null
  })
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

  function remove({ things, remove: act, restore }: Deleting): Promise<void> {
    return attempt(async () => {
      const bytes = await act()
      const key = (made += 1)
      deletions.value = [...deletions.value, { key, things, time: Date.now(), restore }]
      const costs = bytes === null ? '' : `, ${formatBytes(bytes)} until it is emptied`
      toast.show({ text: `${whatOf(things)} moved to the bin${costs}`, undo: () => void takeBack(key) })
    })
  }

  function removeRuns(runs: readonly Thing[]): Promise<void> {
    return remove({
      things: runs,
      remove: async () => (await callLab('runs.remove', { ids: runs.map(({ id }) => id) })).bytes,
      restore: (ids) => callLab('runs.restore', { ids: [...ids] }),
    })
  }

  /** Once only, whichever of toast and key comes first. */
  async function takeBack(key: number): Promise<void> {
    const deletion = deletions.value.find((one) => one.key === key)
    if (!deletion) return
    const ids = deletion.things.map(({ id }) => id)
    forget(ids)
    await attempt(async () => void (await deletion.restore(ids)))
  }

  /** These were restored or purged in another way: undo brings back only the others that were deleted with them. */
  function forget(ids: readonly string[]): void {
    const isLeft = ({ id }: Thing): boolean => !ids.includes(id)
    if (deletions.value.every(({ things }) => things.every(isLeft))) return
    deletions.value = deletions.value
      .map((deletion) => ({ ...deletion, things: deletion.things.filter(isLeft) }))
      .filter(({ things }) => things.length > 0)
    // What it says of them is not so any more.
    toast.close()
  }

  return { newest, failure, remove, removeRuns, forget }
})
