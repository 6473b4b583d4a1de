/** Data sets and where they stand on this computer. */
import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { DatasetState } from '../../core/datasets/describe.ts'
import { useLab } from '../lab.ts'

export const useDatasetsStore = defineStore('datasets', () => {
  /** Null until the lab has answered. */
  const datasets = shallowRef<readonly DatasetState[] | null>(null)
  const byId = computed(() => new Map((datasets.value ?? []).map((dataset) => [dataset.id, dataset])))

  useLab().subscribe('datasets', {}, (value) => {
    datasets.value = value
  })

  return { datasets, byId }
})
