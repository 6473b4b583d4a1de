/** What the Train sheet is open for. Whoever has architectures to train opens it; the sheet starts the runs and closes itself. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { DatasetId } from '../../core/datasets/dataset.ts'
import type { DeviceChoice } from '../../core/recipe/device.ts'
import type { Recipe } from '../../core/recipe/recipe.ts'

/** What the sheet begins with instead of what was used last: an earlier run's settings. */
export interface TrainStart {
  readonly dataset: DatasetId
  readonly recipe: Recipe
  readonly device: DeviceChoice
}

export const useTrainSheet = defineStore('train-sheet', () => {
  const architectures = shallowRef<readonly Architecture[] | null>(null)
  const start = shallowRef<TrainStart | null>(null)

  function open(toTrain: readonly Architecture[], from: TrainStart | null = null): void {
    start.value = from
    architectures.value = toTrain
  }
  function close(): void {
    architectures.value = null
    start.value = null
  }

  return { architectures, start, open, close }
})
