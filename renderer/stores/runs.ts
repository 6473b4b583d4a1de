/** Runs of the library, newest first, as the lab streams them. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useStream } from '../use-stream.ts'

export const useRunsStore = defineStore('runs', () => {
  /** Null until the lab has answered. */
  const { value: runs } = useStream('runs', () => ({ soFar: true }))
  const byId = computed(() => new Map((runs.value ?? []).map((run) => [run.record.id, run])))
  const running = computed(() => (runs.value ?? []).filter((run) => run.status.kind === 'running'))
  const queued = computed(() => (runs.value ?? []).filter((run) => run.status.kind === 'queued'))

  return { runs, byId, running, queued }
})
