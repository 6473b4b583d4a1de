/** Runs of the library, newest first, as the lab streams them. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { RunSummary } from '../../core/store/run.ts'
import { useLab } from '../lab.ts'

export const useRunsStore = defineStore('runs', () => {
  /** Null until the lab has answered. */
  const runs = shallowRef<readonly RunSummary[] | null>(null)
  const byId = computed(() => new Map((runs.value ?? []).map((run) => [run.record.id, run])))
  const running = computed(() => (runs.value ?? []).filter((run) => run.status.kind === 'running'))
  const queued = computed(() => (runs.value ?? []).filter((run) => run.status.kind === 'queued'))

  useLab().subscribe('runs', {}, (value) => {
    runs.value = value
  })

  return { runs, byId, running, queued }
})
