/** Data sets and where they stand on this computer. */
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useStream } from '../use-stream.ts'

export const useDatasetsStore = defineStore('datasets', () => {
  /** Null until the lab has answered. */
  const { value: datasets } = useStream('datasets', () => ({}))
  const byId = computed(() => new Map((datasets.value ?? []).map((dataset) => [dataset.id, dataset])))

  return { datasets, byId }
})
