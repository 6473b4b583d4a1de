/** Runs that are ticked to be compared; kept, so that a comparison is found again at the next start. */
import { useStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { RunSummary } from '../../core/store/run.ts'
import { useRunsStore } from './runs.ts'

export const useCompared = defineStore('compared', () => {
  const runs = useRunsStore()
  /** In the order they were ticked. A run that is not in this library, or in the bin, keeps its tick but is left out. */
  const ids = useStorage<string[]>('stagecraft.compared', [])

  const ticked = computed(() => new Set(ids.value))
  const compared = computed<RunSummary[]>(() => {
    const { byId } = runs
    return ids.value.flatMap((id) => byId.get(id) ?? [])
  })

  /** The run that is pointed at, in the table or in a chart: the other shows which it is. */
  const pointed = ref<string | null>(null)
  function point(id: string | null): void {
    pointed.value = id
  }

  /** The run that commands are about where none is ticked: chosen in the table, or in a chart. */
  const current = ref<string | null>(null)
  function choose(id: string | null): void {
    current.value = id
  }

  function tick(id: string, on: boolean): void {
    if (on === ticked.value.has(id)) return
    ids.value = on ? [...ids.value, id] : ids.value.filter((other) => other !== id)
  }
  function tickAll(all: readonly string[], on: boolean): void {
    const these = new Set(all)
    const others = ids.value.filter((id) => !these.has(id))
    ids.value = on ? [...others, ...all] : others
  }

  return { ids, ticked, compared, pointed, point, current, choose, tick, tickAll }
})
