/** What a person says of runs: done at once, told in a toast, and taken back by undo for as long as the window is open. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { ApiError } from '../../core/api/contract.ts'
import type { RemarkChange, RemarkedRun } from '../../core/api/contract/remarks.ts'
import type { RunSummary } from '../../core/store/run.ts'
import { useToast } from '../app/toast.ts'
import { formatCounted } from '../format.ts'
import { callLab, LabError } from '../lab.ts'

interface Remark {
  readonly what: string
  readonly time: number
  readonly back: readonly RemarkedRun[]
}

export const useRemarks = defineStore('remarks', () => {
  const toast = useToast()
  const made = shallowRef<readonly Remark[]>([])
  /** What undo would take back; null where nothing was said. */
  const newest = computed(() => {
    const last = made.value.at(-1)
    return last ? { what: last.what, time: last.time, undo: () => takeBack(last) } : null
  })
  /** Why the last remark, or taking it back, failed. */
  const failure = shallowRef<ApiError | null>(null)

  /** Gives whether it is kept. `what` is as after "undo": "archive resnet-20". */
  async function ask(remarks: readonly RemarkedRun[], then: (back: RemarkedRun[]) => void): Promise<boolean> {
    failure.value = null
    try {
      then((await callLab('runs.remark', { remarks: [...remarks] })).undo)
      return true
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown
      failure.value = thrown.error
      return false
    }
  }

  /** Gives whether it is kept. `verb` and `done` are about the runs: "archive", "archived". */
  function remark(
    runs: readonly RunSummary[],
    changeOf: (run: RunSummary) => RemarkChange,
    { verb, done }: { readonly verb: string; readonly done: string },
  ): Promise<boolean> {
    const [only, ...others] = runs
    if (!only) return Promise.resolve(true)
    const which = others.length === 0 ? only.record.name : formatCounted(runs.length, 'run')
    return ask(
      runs.map((run) => ({ id: run.record.id, change: changeOf(run) })),
      (back) => {
        const one: Remark = { what: `${verb} ${which}`, time: Date.now(), back }
        made.value = [...made.value, one]
        toast.show({ text: `${which} ${done}`, undo: () => void takeBack(one) })
      },
    )
  }

  /** Once only, whichever of toast and key comes first. */
  async function takeBack(one: Remark): Promise<void> {
    if (!made.value.includes(one)) return
    made.value = made.value.filter((other) => other !== one)
    toast.close()
    await ask(one.back, () => undefined)
  }

  return { newest, failure, remark }
})
